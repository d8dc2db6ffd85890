"""One connection as the engine sees it: who it is, what it follows, and the one synchronous way of saying something."""

import uuid

from server.channels.codes import SLOW, Ending
from server.channels.hub import Hub
from server.channels.notices import ClientInfo
from server.channels.protocol import Format
from server.channels.subscriber import Subscriber
from server.channels.wire import Wire
from server.messages import NOBODY, Caller

MOST_UNWRITTEN_BYTES = 2 * 1024 * 1024
"""What may wait in a socket's buffer: more than any one reply, and less than a client can make us hold on purpose."""


class Session:
    """What is said with `say` never waits and is never overtaken: everything to this socket goes through it.

    The wire tells the session at once when the socket stalls, resumes and ends. `about` is what others are told of whoever
    is signed in here, as JSON.
    """

    __slots__ = ("_hub", "about", "awaits_pong", "caller", "client", "format", "subscriptions", "wire")

    def __init__(self, wire: Wire, format_: Format, hub: Hub) -> None:
        self.client = str(uuid.uuid4())
        self.caller: Caller = NOBODY
        self.about = b""
        self.wire = wire
        self.format = format_
        self.subscriptions: dict[str, Subscriber] = {}
        self.awaits_pong = False
        self._hub = hub
        wire.listener = self

    @property
    def info(self) -> ClientInfo:
        return ClientInfo("" if self.caller.person is None else str(self.caller.person), self.client, self.about)

    @property
    def stuck(self) -> bool:
        return self.wire.stuck

    @property
    def unread(self) -> int:
        """Bytes published to this session's channels since its socket stalled, beyond what was written to it."""
        return sum(subscriber.unread for subscriber in self.subscriptions.values())

    def say(self, *messages: bytes) -> None:
        """One frame. Into a socket that has ended it is said to nobody."""
        if self.wire.open:
            try:
                self.wire.write(self.format.frame(messages))
            except RuntimeError:  # uvloop, when the peer reset the connection in this very turn
                self.gone()
            if self.wire.unwritten > MOST_UNWRITTEN_BYTES:
                self.hang_up(SLOW)

    def hang_up(self, ending: Ending) -> None:
        if self.wire.open:
            self._hub.counts.closed[ending.code] += 1
        self.wire.hang_up(ending)

    def subscribe(self, name: str, *, own: bool = False) -> Subscriber:
        """Enters the hub as pending: from here on nothing that is published can pass by."""
        subscriber = Subscriber(self, self._hub.channel(name), own=own)
        self.subscriptions[name] = subscriber
        self._hub.enter(subscriber)
        return subscriber

    def unsubscribe(self, name: str) -> None:
        subscriber = self.subscriptions.pop(name, None)
        if subscriber is not None:
            self._hub.leave(subscriber)

    def stalled(self) -> None:
        for subscriber in self.subscriptions.values():
            self._hub.stalled(subscriber)

    def resumed(self) -> None:
        for subscriber in list(self.subscriptions.values()):
            self._hub.resumed(subscriber)

    def gone(self) -> None:
        for name in list(self.subscriptions):
            self.unsubscribe(name)
