"""How committed events reach every process. It may lose or repeat anything: offsets show the gap and SQL fills it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from server.channels.notices import Notice
from server.storage.event_log import Publication

Deliver = Callable[[Sequence[Publication]], None]
Hear = Callable[[Notice], None]


class Bus(Protocol):
    @property
    def away(self) -> bool:
        """True while nothing comes through: channels are then followed by the log alone, and asked of it more often."""

    @property
    def lag(self) -> float:
        """Seconds that the last canary took through it."""

    async def open(self, deliver: Deliver, hear: Hear, epoch: str) -> None:
        """Starts handing publications of followed channels to `deliver` and notices to `hear`, on the event loop.

        Only processes of one `epoch`, which is one database's, hear each other.
        """

    async def begin_anew(self, epoch: str) -> None:
        """The database was replaced: hears only those who know it, and follows nothing."""

    async def close(self) -> None: ...

    def publish(self, publications: Sequence[Publication]) -> None:
        """Tells every process. Never waits, never raises: the events are in SQL already."""

    def tell(self, notice: Notice) -> None:
        """Tells every other process. Never waits, never raises, and may be lost: nothing keeps it."""

    async def follow(self, channel: str) -> None:
        """Returns once later publications of the channel will arrive here."""

    def unfollow(self, channel: str) -> None: ...


class MemoryBus:
    """One process is all there is."""

    away = False
    lag = 0.0

    def __init__(self) -> None:
        self._deliver: Deliver = lambda publications: None

    async def open(self, deliver: Deliver, hear: Hear, epoch: str) -> None:
        self._deliver = deliver

    async def begin_anew(self, epoch: str) -> None:
        pass

    async def close(self) -> None:
        self._deliver = lambda publications: None

    def publish(self, publications: Sequence[Publication]) -> None:
        self._deliver(publications)

    def tell(self, notice: Notice) -> None:
        pass

    async def follow(self, channel: str) -> None:
        pass

    def unfollow(self, channel: str) -> None:
        pass
