"""How often one person, one address or one connection may ask, counted by the `limits` library."""

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from server.errors import TooMany
from server.messages import Caller
from server.settings import Settings


class Rates:
    def __init__(self, settings: Settings) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._person = parse_many(settings.rate_person)
        self._address = parse_many(settings.rate_address)
        self._sign_in = parse_many(settings.rate_sign_in)
        self._password = parse_many(settings.rate_password)
        self._connection = parse_many(settings.rate_connection)

    def address(self, address: str) -> None:
        """One request or connection from an address, before anybody is looked up. Refuses too_many."""
        if address:
            self._hit(self._address, "address", address)

    def call(self, caller: Caller) -> None:
        """One command or query of a person. Refuses too_many."""
        if caller.person is not None:
            self._hit(self._person, "person", str(caller.person))

    def sign_in(self, caller: Caller, mailbox: str) -> None:
        """One attempt from an address at an account: counted by both, so that nobody can lock others out.

        Whoever is signed in already is counted too, else one account would be enough to guess at all the others.
        """
        sentence = "Too many attempts to sign in. Please wait some minutes and try again."
        # A password's hash is slow by intention: no one address may keep all the threads that make them.
        self._hit(self._password, "password", caller.address, sentence=sentence)
        self._hit(self._sign_in, "sign-in", caller.address, mailbox, sentence=sentence)

    def connection(self, connection: str) -> None:
        """One command of a socket, of whatever kind."""
        self._hit(self._connection, "connection", connection)

    def _hit(self, limits: list[RateLimitItem], *whom: str, sentence: str | None = None) -> None:
        for limit in limits:
            if not self._limiter.hit(limit, *whom):
                raise TooMany(sentence) if sentence else TooMany()
