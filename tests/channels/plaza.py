"""A small product on the engine: rooms in which words are said. Enough to drive the engine without knowing of jobs."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from server.channels.bus import Bus, MemoryBus
from server.channels.catching_up import CatchingUp
from server.channels.connection import Connections
from server.channels.endpoint import SocketEndpoint
from server.channels.heartbeat import Heartbeat
from server.channels.hub import Hub
from server.channels.leases import Leases, MemoryLeases
from server.channels.presence import Presence
from server.channels.presences import Presences
from server.channels.restoring import Restoring
from server.channels.serving import Server
from server.channels.signals import Signals
from server.channels.subscribing import Subscribing
from server.channels.tasks import stop
from server.errors import NotSignedIn, Refusal, TooMany
from server.messages import NOBODY, Caller, Event, Said, Shown
from server.storage.database import Database
from server.storage.event_log import Publication
from server.storage.log_reader import LogReader
from server.storage.tx import Tx
from tests.servers import free_port

PEOPLE = {"carla": 1, "fred": 2, "olga": 3}


class WordSaid(Event):
    type: Literal["word.said"] = "word.said"
    word: str


def say(tx: Tx, channel: str, words: Sequence[str], recheck: int | None = None) -> None:
    for word in words:
        tx.emit(channel, WordSaid(word=word), recheck)


def tops(tx: Tx, channels: frozenset[str]) -> dict[str, int]:
    return {name: position.offset for name, position in tx.positions(channels).items()}


@dataclass
class Rules:
    """Who is kept out, and which sessions have ended. Changed by tests before they emit a recheck."""

    kept_out: set[tuple[int | None, str]] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)


@dataclass
class Came:
    caller: Caller
    now: datetime
    own: str | None
    checked: int
    about: bytes = b""


class HoldingBus(MemoryBus):
    """Delivers at once, or when the test lets go: late, doubled or never, as a bus may."""

    def __init__(self) -> None:
        super().__init__()
        self.holding = False
        self.held: list[Publication] = []
        self.followed: set[str] = set()

    async def follow(self, channel: str) -> None:
        await super().follow(channel)
        self.followed.add(channel)

    def unfollow(self, channel: str) -> None:
        super().unfollow(channel)
        self.followed.discard(channel)

    def publish(self, publications: Sequence[Publication]) -> None:
        if self.holding:
            self.held += publications
        else:
            super().publish(publications)

    def let_go(self) -> None:
        held, self.held = self.held, []
        super().publish(held)


class PlazaAuthority:
    """Signed in by the token `fred`; follows `room:<anything>` and `hall:<anything>` unless kept out, and one's own
    `person:<id>`. In rooms one sees who is there and may wave, in halls how many are.
    """

    kinds = frozenset({"room", "hall", "person"})
    shown: Mapping[str, Shown] = {"room": Shown.WHO, "hall": Shown.HOW_MANY}

    def __init__(self, database: Database, bus: HoldingBus, rules: Rules) -> None:
        self._database = database
        self._bus = bus
        self._rules = rules
        self.asked = 0
        self.let_go_after_asking = False
        self.full = False

    async def welcome(self, headers: Mapping[str, str], token: str, address: str) -> Came:
        now = datetime.now(UTC)
        if self.full:
            raise TooMany
        if not token:
            return Came(NOBODY, now, None, 0)
        if token not in PEOPLE:
            raise NotSignedIn
        person = PEOPLE[token]
        own = f"person:{person}"
        checked = (await self._database.read(NOBODY, tops, frozenset({own})))[own]
        return Came(Caller(person, person, address), now, own, checked, json.dumps({"id": person, "name": token}).encode())

    async def allowed(self, caller: Caller, channels: frozenset[str]) -> dict[str, int]:
        self.asked += 1
        may = frozenset(name for name in channels if self._may(caller, name))
        allowed = await self._database.read(NOBODY, tops, may)
        if self.let_go_after_asking:
            self._bus.let_go()
        return allowed

    def _may(self, caller: Caller, name: str) -> bool:
        if name.startswith("person:"):
            return name == f"person:{caller.person}" and caller.session not in self._rules.ended
        return (caller.person, name) not in self._rules.kept_out

    def signal(self, caller: Caller, about: bytes, channel: str, data: bytes) -> Said:
        waved = json.loads(data)
        if caller.person is None or not channel.startswith("room:"):
            raise Refusal("not_allowed", "Only people in rooms wave.")
        body = {"type": "signal.wave", "by": json.loads(about), "hand": waved["hand"]}
        return Said(json.dumps(body).encode(), waved.get("to", 0))

    def admit(self, connection: str) -> None:
        if self.full:
            raise TooMany

    async def call(self, caller: Caller, method: str, data: bytes) -> bytes:
        match method:
            case "echo":
                return data
            case "say":
                said = json.loads(data)
                await self._database.write(NOBODY, say, said["room"], [said["word"]])
                return b"{}"
            case "break":
                raise ZeroDivisionError
        raise Refusal("not_known", f"There is no {method}.")


@dataclass
class Plaza:
    database: Database
    hub: Hub
    bus: HoldingBus
    authority: PlazaAuthority
    rules: Rules
    subscribing: Subscribing
    connections: Connections
    server: Server
    url: str

    async def say(self, channel: str, *words: str, recheck: int | None = None) -> None:
        await self.database.write(NOBODY, say, channel, words, recheck)


@contextlib.asynccontextmanager
async def plaza(
    database: Database,
    log_reader: LogReader,
    heartbeat: Heartbeat | None = None,
    level_seconds: float = 0.2,
    bus: Bus | None = None,
    leases: Leases | None = None,
) -> AsyncIterator[Plaza]:
    """The engine on a free port, in this process and loop. Database and log reader are open already.

    Another `bus` and `leases` make it one of several processes.
    """
    holding, rules = HoldingBus(), Rules()
    bus = bus or holding
    authority = PlazaAuthority(database, holding, rules)
    database.publish = bus.publish
    hub = Hub(bus, log_reader)
    hub.epoch = database.epoch
    subscribing = Subscribing(hub, authority)
    hub.catch_up = CatchingUp(hub, subscribing.ask).serve
    heartbeat = heartbeat or Heartbeat()
    leases = leases or MemoryLeases()
    presence = hub.attendance = Presence(hub, bus, leases, authority.shown)
    signals = Signals(hub, bus, authority, subscribing.ask)
    connections = Connections(hub, authority, subscribing, Presences(presence, authority), signals, heartbeat, "test")
    hub.restored = Restoring(hub, bus, leases, presence, connections, database.begin_anew, 0.1).begin_anew
    app = Starlette(routes=[WebSocketRoute("/connection/websocket", SocketEndpoint(hub, connections))])
    port = free_port()
    server = Server(app, connections, "127.0.0.1", port)
    await bus.open(hub.receive, hub.hear, database.epoch)
    await leases.open(database.epoch)
    going = [
        asyncio.create_task(presence.tell()),
        asyncio.create_task(presence.keep(level_seconds)),
        asyncio.create_task(hub.keep_level(level_seconds)),
        asyncio.create_task(heartbeat.beat()),
        asyncio.create_task(server._serve()),
    ]
    while not server.started:
        await asyncio.sleep(0.01)
    yield Plaza(
        database, hub, holding, authority, rules, subscribing, connections, server,
        f"ws://127.0.0.1:{port}/connection/websocket",
    )  # fmt: skip
    server.should_exit = True
    await going.pop()
    await stop(going)
    await hub.close()
    await presence.close()
    await bus.close()
