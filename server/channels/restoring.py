"""The database was replaced while people were connected: whatever positions they hold are of another life of the logs."""

import asyncio
import logging
from collections.abc import Callable

from server.channels.bus import Bus
from server.channels.codes import INSUFFICIENT_STATE
from server.channels.connection import Connections
from server.channels.hub import Hub
from server.channels.leases import Leases
from server.channels.presence import Presence

log = logging.getLogger(__name__)


class Restoring:
    """`told` is called with the new epoch first, so that snapshots name it. Everybody is sent away within `seconds`."""

    def __init__(
        self,
        hub: Hub,
        bus: Bus,
        leases: Leases,
        presence: Presence,
        connections: Connections,
        told: Callable[[str], None],
        seconds: float,
    ) -> None:
        self._hub = hub
        self._bus = bus
        self._leases = leases
        self._presence = presence
        self._connections = connections
        self._told = told
        self._seconds = seconds
        self._sending_away: asyncio.Task[None] | None = None

    async def begin_anew(self, epoch: str) -> None:
        """Nobody hears anything of the old logs any more; whoever comes back finds another epoch and takes a snapshot."""
        log.warning("the logs began a new life, %s: everybody takes a fresh snapshot", epoch)
        self._told(epoch)
        self._hub.begin_anew(epoch)
        self._presence.begin_anew()
        await self._bus.begin_anew(epoch)
        await self._leases.open(epoch)
        self._sending_away = asyncio.create_task(self._connections.hang_up_on_all(INSUFFICIENT_STATE, self._seconds))
