"""How often one person, one address or one connection may ask, with limits as the `limits` library writes them.

What keeps a process from being overrun is counted by that process. Attempts at accounts are counted by all of them together,
in Redis, so that more processes give nobody more guesses.
"""

import asyncio
import logging
from functools import cache
from typing import Any

from limits import RateLimitItem, parse_many
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter as SharedLimiter
from limits.errors import StorageError
from redis.asyncio import BlockingConnectionPool, ConnectionPool

from server.api.windows import Windows
from server.errors import TooMany
from server.messages import Caller
from server.settings import Settings

log = logging.getLogger(__name__)

REDIS_SECONDS = 1.0


class Rates:
    def __init__(self, settings: Settings) -> None:
        self._windows = Windows()
        self._redis = _redis(settings.redis_url) if settings.redis_url else None
        self._shared = _limiter(self._redis) if self._redis else None
        self._person = parse_many(settings.rate_person)
        self._address = parse_many(settings.rate_address)
        self._sign_in = parse_many(settings.rate_sign_in)
        self._password = parse_many(settings.rate_password)
        self._connection = parse_many(settings.rate_connection)

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.aclose()

    def address(self, address: str) -> None:
        """One request or connection from an address, before anybody is looked up. Refuses too_many."""
        if address:
            self._hit(self._address, "address", address)

    def call(self, caller: Caller) -> None:
        """One command or query of a person. Refuses too_many."""
        if caller.person is not None:
            self._hit(self._person, "person", str(caller.person))

    async def sign_in(self, caller: Caller, mailbox: str) -> None:
        """One attempt from an address at an account: counted by both, so that nobody can lock others out.

        Whoever is signed in already is counted too, else one account would be enough to guess at all the others.
        """
        sentence = "Too many attempts to sign in. Please wait some minutes and try again."
        # A password's hash is slow by intention: no one address may keep all the threads that make them.
        for limits, whom in ((self._password, ("password",)), (self._sign_in, ("sign-in", mailbox))):
            if not await self._hit_shared(limits, *whom, caller.address):
                raise TooMany(sentence)

    def signal(self, person: int, name: str, rate: str) -> None:
        """One signal of a person. Refuses too_many."""
        self._hit(_parsed(rate), "signal", name, str(person))

    def connection(self, connection: str) -> None:
        """One command of a socket, of whatever kind."""
        self._hit(self._connection, "connection", connection)

    def _hit(self, limits: list[RateLimitItem], *whom: str) -> None:
        if not self._counted(limits, *whom):
            raise TooMany

    def _counted(self, limits: list[RateLimitItem], *whom: str) -> bool:
        return all(self._windows.hit(limit, *whom) for limit in limits)

    async def _hit_shared(self, limits: list[RateLimitItem], *whom: str) -> bool:
        if self._shared is not None:
            try:
                async with asyncio.timeout(REDIS_SECONDS):
                    return all([await self._shared.hit(limit, *whom) for limit in limits])
            except (StorageError, OSError, TimeoutError) as trouble:
                log.warning("attempts are counted by this process alone: %r", trouble)
        return self._counted(limits, *whom)


@cache
def _parsed(rate: str) -> list[RateLimitItem]:
    return parse_many(rate)


def _redis(url: str) -> ConnectionPool:
    # Whoever finds all connections taken waits for one, and is not counted elsewhere instead.
    return BlockingConnectionPool.from_url(
        url, max_connections=20, timeout=REDIS_SECONDS, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    )


def _limiter(pool: ConnectionPool) -> SharedLimiter:
    options: Any = {"connection_pool": pool}
    return SharedLimiter(
        RedisStorage("redis://", wrap_exceptions=True, implementation="redispy", key_prefix="bidroom:rates", **options)
    )
