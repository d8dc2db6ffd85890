"""One way in for every command and query, whether it came over a socket, over HTTP or from the clock."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prometheus_client import Histogram

from server.api import CHANNELS, COMMANDS, QUERIES, SIGNALS, credentials
from server.api.faults import validated
from server.api.rates import Rates
from server.api.signalling import signal
from server.errors import NotSignedIn, Refusal, TooMany
from server.messages import NOBODY, Caller, Command, Endpoint, Result, Said, SlowEndpoint
from server.people.addresses import mailbox
from server.people.authentication import authenticate
from server.settings import Settings
from server.storage.database import Database
from server.storage.idempotency import once
from server.storage.tx import Tx

SLOW_THREADS = 2
MOST_SLOW = 64


@dataclass(frozen=True, slots=True)
class Welcome:
    """Who connected, what the clock says, and how far their own channel had come when they were looked up.

    `about` is what others are told of them, as JSON.
    """

    caller: Caller
    now: datetime
    own: str | None = None
    checked: int = 0
    about: bytes = b""


class Api:
    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._rates = Rates(settings)
        self._public_url = settings.public_url
        self._slow = ThreadPoolExecutor(SLOW_THREADS, thread_name_prefix="slow")
        self._slow_waiting = 0
        self.seconds = Histogram(
            "bidroom_call_seconds", "Commands and queries by outcome.", ["name", "outcome"], registry=None
        )

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(CHANNELS)

    async def close(self) -> None:
        self._slow.shutdown()
        await self._rates.close()

    async def is_ready(self) -> None:
        """Raises where the database does not answer."""
        await self._database.read(NOBODY, lambda tx: tx.now)

    # Who asks

    async def caller(self, headers: Mapping[str, str], address: str, *, safe: bool) -> Caller:
        """Who sent an HTTP request. `safe` means that it changes nothing. Refuses not_signed_in for an unknown bearer."""
        self._rates.address(address)
        token = credentials.bearer(headers)
        if token is not None:
            return (await self._look_up(token, address)).caller
        token = credentials.cookie(headers) if safe or credentials.is_ours(headers, self._public_url) else None
        return await self._by_cookie(token, address)

    async def welcome(self, headers: Mapping[str, str], token: str, address: str) -> Welcome:
        """Who opened a socket. Refuses not_signed_in for a token that nobody has."""
        self._rates.address(address)
        shown = token or credentials.bearer(headers)
        if shown:
            return await self._look_up(shown, address)
        kept = credentials.cookie(headers) if credentials.is_ours(headers, self._public_url) else None
        try:
            return await self._look_up(kept, address)
        except NotSignedIn:  # an old cookie is no reason to turn a browser away
            return await self._look_up(None, address)

    async def _by_cookie(self, token: str | None, address: str) -> Caller:
        if token is None:
            return Caller(address=address)
        try:
            return (await self._look_up(token, address)).caller
        except NotSignedIn:
            return Caller(address=address)

    async def _look_up(self, token: str | None, address: str) -> Welcome:
        return await self._database.read(NOBODY, _welcome, token, address)

    # What they may follow

    async def allowed(self, caller: Caller, channels: frozenset[str]) -> dict[str, int]:
        """Of these channels, those that the caller may follow, each with its top in the same snapshot."""
        return await self._database.read(caller, _allowed, channels)

    def admit(self, connection: str) -> None:
        self._rates.connection(connection)

    def signal(self, caller: Caller, about: bytes, channel: str, data: bytes) -> Said:
        return signal(SIGNALS, self._rates, caller, about, channel, data)

    # What they ask

    async def call(self, caller: Caller, method: str, data: bytes) -> bytes:
        """A socket's command or query with its fields as JSON, validated strictly. Returns the result as JSON."""
        self._rates.address(caller.address)
        fields = data if data.strip() not in (b"", b"null") else b"{}"
        if method in COMMANDS:
            return await self.command(caller, method, fields)
        if method in QUERIES:
            return await self.query(caller, method, fields)
        raise Refusal("not_known", f"There is no command or query called {method!r}.")

    async def command(self, caller: Caller, name: str, fields: bytes) -> bytes:
        with self._timed(name):
            self._rates.call(caller)
            return await self._command(caller, name, fields)

    async def query(self, caller: Caller, name: str, fields: bytes | dict[str, Any]) -> bytes:
        with self._timed(name):
            self._rates.call(caller)
            asked = validated(QUERIES[name].ask, fields)
            return await self._database.read(caller, lambda tx: _encoded(QUERIES[name].action(tx, asked)))

    async def _command(self, caller: Caller, name: str, fields: bytes) -> bytes:
        endpoint = COMMANDS[name]
        command = validated(endpoint.ask, fields)
        if (email := getattr(command, "email", None)) is not None:
            await self._rates.sign_in(caller, mailbox(email))
        if isinstance(endpoint, SlowEndpoint):
            worked = await self._work(await self._database.read(caller, endpoint.before, command))
            return await self._database.write(caller, lambda tx: _encoded(endpoint.action(tx, command, worked)))
        if isinstance(command, Command) and command.key is not None and caller.person is not None:
            return await self._database.write(caller, _once, command.key, name, endpoint, command)
        return await self._database.write(caller, lambda tx: _encoded(endpoint.action(tx, command)))

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        outcome = "error"
        try:
            yield
            outcome = "ok"
        except Refusal as refusal:
            outcome = refusal.name
            raise
        finally:
            self.seconds.labels(name, outcome).observe(time.perf_counter() - start)

    async def _work(self, work: Callable[[], Any]) -> Any:
        if self._slow_waiting >= MOST_SLOW:
            raise TooMany
        self._slow_waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._slow, work)
        finally:
            self._slow_waiting -= 1


def _welcome(tx: Tx, token: str | None, address: str) -> Welcome:
    if token is None:
        return Welcome(Caller(address=address), tx.now)
    found = authenticate(tx, token)
    if found is None:
        raise NotSignedIn
    own = f"person:{found.author.id}"
    caller = Caller(found.author.id, found.session, address)
    return Welcome(caller, tx.now, own, tx.positions([own])[own].offset, found.author.model_dump_json().encode())


def _allowed(tx: Tx, channels: frozenset[str]) -> dict[str, int]:
    by_kind: dict[str, set[str]] = {}
    for channel in channels:
        kind, _, number = channel.partition(":")
        by_kind.setdefault(kind, set()).add(number)
    allowed = {
        f"{kind}:{number}" if number else kind
        for kind, numbers in by_kind.items()
        if kind in CHANNELS
        for number in CHANNELS[kind](tx, frozenset(numbers))
    }
    return {name: position.offset for name, position in tx.positions(allowed & channels).items()}


def _once(tx: Tx, key: str, name: str, endpoint: Endpoint[Any, Any], command: Command) -> bytes:
    fields = command.model_dump_json(exclude={"key"}).encode()
    return once(tx, key, name, fields, lambda: _encoded(endpoint.action(tx, command)))


def _encoded(result: Result | None) -> bytes:
    return b"{}" if result is None else result.model_dump_json().encode()
