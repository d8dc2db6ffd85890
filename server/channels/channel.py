"""One channel as this process serves it: how far its log has come here, and who listens."""

import asyncio
from collections.abc import Callable, Iterator

from server.channels.protocol import Format
from server.channels.subscriber import Subscriber
from server.channels.tail import Tail
from server.storage.event_log import Publication

Write = Callable[[bytes], None]


class Channel:
    """One channel in this process. `top` is the last offset known here, None until the log was read the first time.

    `turn` holds what has arrived in this turn of the loop and is not written yet: `sent` is `top` less the turn.
    """

    __slots__ = ("audience", "behind", "early", "filling", "loading", "name", "pending", "sent", "tail", "top", "turn")

    def __init__(self, name: str) -> None:
        self.name = name
        self.top: int | None = None
        self.sent = 0
        self.tail = Tail(0)
        self.turn: list[Publication] = []
        self.early: dict[int, Publication] = {}
        self.audience: dict[Format, dict[Subscriber, Write]] = {}
        self.pending: set[Subscriber] = set()
        self.behind: set[Subscriber] = set()
        self.loading: asyncio.Task[None] | None = None
        self.filling: asyncio.Task[None] | None = None

    @property
    def deserted(self) -> bool:
        return not self.pending and not self.behind and not any(self.audience.values())

    @property
    def answered(self) -> Iterator[Subscriber]:
        """Everybody here who has been told that they are subscribed."""
        for audience in self.audience.values():
            yield from audience
        yield from self.behind
