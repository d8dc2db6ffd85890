"""What an SDK tells its application, written down: everything received, and everything that went wrong."""

import asyncio
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

PATIENCE = 20.0

Since = Mapping[str, Any]
"""Where to subscribe from: `{"offset": 7, "epoch": "…"}`, as in the `positions` of a snapshot."""


@dataclass(frozen=True, slots=True)
class Publication:
    channel: str
    offset: int
    data: Any


class Subscriber(ABC):
    """One connection of an SDK. It reconnects by itself; whatever the SDK would not mend by itself is in `troubles`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.received: list[Publication] = []
        self.signals: list[Any] = []
        self.arrivals: list[tuple[str, Any]] = []
        """`join` or `leave`, and who."""
        self.starts: dict[str, int] = {}
        """By channel, the offset that the first subscribe reply named: what is received begins after it."""
        self.subscribed: set[str] = set()
        self.connected = False
        self.connections = 0
        self.recoveries = 0
        self.ended: dict[str, int] = {}
        """By channel, the code with which it was refused, or ended for good, which is a trouble."""
        self.disconnected: tuple[int, str] | None = None
        """Set when it has stopped for good."""
        self.troubles: list[str] = []
        self.errors: list[str] = []
        """What an SDK mends by itself, such as a refused connection while the server is away."""
        self._news = asyncio.Event()
        self._leaving = False

    @abstractmethod
    async def connect(self) -> None:
        """Returns once the SDK tries; wait for `connected` with `until`."""

    @abstractmethod
    async def subscribe(self, channel: str, since: Since | None = None, *, join_leave: bool = False) -> None:
        """Asks for a channel, from a position or from now on."""

    @abstractmethod
    async def unsubscribe(self, channel: str) -> None: ...

    @abstractmethod
    async def asks(self, method: str, /, **fields: Any) -> Any:
        """An rpc. Raises Refused or Unanswered."""

    @abstractmethod
    async def publishes(self, channel: str, **data: Any) -> None:
        """A signal. Raises Refused or Unanswered, as the following do."""

    @abstractmethod
    async def presence(self, channel: str) -> dict[str, Any]:
        """Who is there by client: what the server tells of them."""

    @abstractmethod
    async def presence_stats(self, channel: str) -> tuple[int, int]:
        """Connections and people."""

    @abstractmethod
    async def history(self, channel: str, limit: int, since: Since | None = None, *, reverse: bool = False) -> list[int]:
        """Offsets."""

    @abstractmethod
    async def top(self, channel: str) -> int:
        """Where the channel's log stands, as the server says."""

    @abstractmethod
    async def _leave(self) -> None: ...

    async def close(self) -> None:
        self._leaving = True
        await self._leave()

    async def __aenter__(self) -> Self:
        await self.connect()
        try:
            await self.until(lambda: self.connected or self.disconnected is not None, "be connected")
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # Looking back and waiting

    def offsets(self, channel: str) -> list[int]:
        return [each.offset for each in self.received if each.channel == channel]

    def bodies(self, channel: str) -> list[tuple[int, Any]]:
        return [(each.offset, each.data) for each in self.received if each.channel == channel]

    async def subscribes(self, channel: str, since: Since | None = None, *, join_leave: bool = False) -> bool:
        """Subscribes and waits for the answer. Whether it is yes."""
        await self.subscribe(channel, since, join_leave=join_leave)
        await self.until(lambda: channel in self.subscribed or channel in self.ended, f"be subscribed to {channel}")
        return channel in self.subscribed

    async def reaches(self, channel: str, offset: int) -> None:
        """Waits for a publication with this offset or a later one."""
        await self.until(
            lambda: self.starts.get(channel, -1) >= offset or max(self.offsets(channel), default=-1) >= offset,
            f"receive {channel} {offset}",
        )

    async def comes_back(self) -> None:
        await self.until(lambda: self.connected, "come back")

    async def until(self, condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"{self.name} did not {what}.\n{self}") from None

    def __str__(self) -> str:
        reached: dict[str, int] = defaultdict(int)
        for each in self.received:
            reached[each.channel] = each.offset
        return (
            f"{self.name}: connections {self.connections}, recoveries {self.recoveries}, subscribed {self.subscribed}, "
            f"started at {self.starts}, last received {dict(reached)}, troubles {self.troubles}, errors {self.errors[-5:]}"
        )

    # What the SDK tells

    def _was_told(self, what: str, **told: Any) -> None:
        match what:
            case "publication":
                self._publication(Publication(told["channel"], told["offset"], told["data"]))
            case "join" | "leave":
                self.arrivals.append((what, told["about"]))
            case "subscribed":
                self._subscribed(**told)
            case "subscribing":
                self.subscribed.discard(told["channel"])
            case "unsubscribed":
                self.subscribed.discard(told["channel"])
                self._ended(told["channel"], told["code"], told["reason"])
            case "connected":
                self.connected = True
                self.connections += 1
            case "connecting":
                self.connected = False
            case "disconnected":
                self.connected = False
                self.disconnected = (told["code"], told["reason"])
                if not self._leaving:
                    self.troubles.append(f"disconnected for good: {told['code']} {told['reason']}")
            case "stray" | "trouble":
                self.troubles.append(told.get("sentence") or f"got a push of {told['channel']}, which it never asked for")
            case "error":
                self.errors.append(told["sentence"])
            case _:
                raise AssertionError(f"not understood: {what} {told}")
        self._news.set()

    def _publication(self, publication: Publication) -> None:
        if publication.offset:
            self.received.append(publication)
        else:
            self.signals.append(publication.data)

    def _subscribed(self, channel: str, offset: int, was_recovering: bool, recovered: bool) -> None:
        self.subscribed.add(channel)
        self.starts.setdefault(channel, offset)
        if recovered:
            self.recoveries += 1
        elif was_recovering:
            self.troubles.append(f"{channel} could not be recovered")

    def _ended(self, channel: str, code: int, reason: str) -> None:
        if code == 0 or self._leaving:  # 0: by itself
            return
        self.ended[channel] = code
        if channel in self.starts:
            self.troubles.append(f"unsubscribed from {channel}: {code} {reason}")
