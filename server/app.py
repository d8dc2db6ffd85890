"""The whole server, each part named once with what it is given. Read this first."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.metadata import version

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from server.api import PRESENCE
from server.api.calling import Api
from server.channels.bus import Bus, MemoryBus
from server.channels.catching_up import CatchingUp
from server.channels.connection import Connections
from server.channels.endpoint import SocketEndpoint, SocketsFirst
from server.channels.heartbeat import Heartbeat
from server.channels.hub import Hub
from server.channels.leases import Leases, MemoryLeases
from server.channels.presence import Presence
from server.channels.presences import Presences
from server.channels.redis_bus import RedisBus
from server.channels.redis_leases import RedisLeases
from server.channels.restoring import Restoring
from server.channels.signals import Signals
from server.channels.subscribing import Subscribing
from server.channels.tasks import stop
from server.clock import Clock
from server.http import Http, SafeHeaders, install
from server.metrics import Metrics
from server.people import ME
from server.settings import Settings
from server.storage.opening import Storage

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class App:
    """The ASGI application, the part of it that is plain HTTP and opens the storage, the storage, and the connections that a
    stopping server says goodbye to.

    Call `storage.prepare()` before the application starts.
    """

    asgi: ASGIApp
    web: Starlette
    storage: Storage
    connections: Connections


def create_app(settings: Settings) -> App:
    storage = Storage(settings, find_me=ME)
    database = storage.database
    api = Api(database, settings)

    bus = bus_of(settings)
    database.publish = bus.publish
    hub = Hub(bus, storage.log_reader)
    subscribing = Subscribing(hub, authority=api)
    hub.catch_up = CatchingUp(hub, ask=subscribing.ask).serve
    heartbeat = Heartbeat()
    leases = leases_of(settings)
    presence = hub.attendance = Presence(hub, bus, leases, PRESENCE)
    presences = Presences(hub, presence, authority=api)
    signals = Signals(hub, bus, authority=api, ask=subscribing.ask)
    connections = Connections(hub, api, subscribing, presences, signals, heartbeat, version("bidroom"))
    restoring = Restoring(hub, bus, presence, connections, database.begin_anew, settings.closing_seconds)
    hub.restored = restoring.begin_anew
    clock = Clock(database)
    metrics = Metrics(hub, connections, bus, database, api)
    http = Http(api, settings, metrics.render, lambda: bus.away)

    @contextlib.asynccontextmanager
    async def lifespan(web: Starlette) -> AsyncIterator[None]:
        await storage.open()
        hub.epoch = database.epoch
        await bus.open(hub.receive, hub.hear, database.epoch)
        leases.begin(database.epoch)
        parts = [
            hub.keep_level(),
            heartbeat.beat(),
            presence.tell(),
            presence.keep(),
            *([] if settings.clock_apart else [clock.run()]),
        ]
        going = [asyncio.create_task(part) for part in parts]
        yield
        await stop(going)
        await hub.close()
        await presence.close()
        await bus.close()
        await storage.close()
        await api.close()

    web = Starlette(routes=http.routes(), middleware=[Middleware(SafeHeaders)], lifespan=lifespan)
    install(web)
    return App(SocketsFirst(SocketEndpoint(hub, connections), web), web, storage, connections)


def bus_of(settings: Settings) -> Bus:
    return RedisBus(settings.redis_url) if settings.redis_url else MemoryBus()


def leases_of(settings: Settings) -> Leases:
    return RedisLeases(settings.redis_url) if settings.redis_url else MemoryLeases()


async def run_clock(settings: Settings) -> None:
    """A process that is nothing but the clock. What it does, it tells the others through the bus."""
    storage = Storage(settings, find_me=ME)
    bus = bus_of(settings)
    storage.database.publish = bus.publish
    storage.prepare()
    await storage.open()
    await bus.open(lambda publications: None, lambda notice: None, storage.database.epoch)
    following = asyncio.create_task(_follow_the_epoch(storage, bus))
    try:
        await Clock(storage.database).run()
    finally:
        await stop([following])
        await bus.close()
        await storage.close()


async def _follow_the_epoch(storage: Storage, bus: Bus, seconds: float = 5.0) -> None:
    """A clock serves nobody, so nothing else tells it that a backup was put back."""
    while True:
        await asyncio.sleep(seconds)
        try:
            epoch = await storage.log_reader.epoch()
            if epoch != storage.database.epoch:
                storage.database.begin_anew(epoch)
                await bus.begin_anew(epoch)
        except Exception:
            log.exception("the clock could not ask which life of the logs this is")
