"""One connection's subscription to one channel."""

from enum import Enum
from typing import TYPE_CHECKING

from server.channels.notices import Notice
from server.storage.event_log import Publication

if TYPE_CHECKING:
    from server.channels.channel import Channel
    from server.channels.session import Session


class State(Enum):
    PENDING = "pending"
    """Not answered yet."""
    LIVE = "live"
    """At the channel's offset by construction: takes the shared frame."""
    BEHIND = "behind"
    """Answered, but somewhere before the channel's offset: served alone until level."""
    GONE = "gone"


class Subscriber:
    """`offset` is the last one given, meaningful while behind; `unread` counts the bytes published since.

    `checked` is the offset at which the access rule last said yes. `own` marks the server's own subscription of a person.
    `hears_arrivals` is set for whoever asked to be told who joins and leaves; `missed` is what of it came
    while they were behind.
    """

    __slots__ = (
        "catching_up", "channel", "checked", "hears_arrivals", "missed", "offset", "own", "session", "state", "unread",
    )  # fmt: skip

    def __init__(self, session: "Session", channel: "Channel", *, own: bool = False) -> None:
        self.session = session
        self.channel = channel
        self.own = own
        self.state = State.PENDING
        self.offset = 0
        self.unread = 0
        self.checked = 0
        self.catching_up = False
        self.hears_arrivals = False
        self.missed: list[Notice] = []

    @property
    def gone(self) -> bool:
        return self.state is State.GONE

    @property
    def answered(self) -> bool:
        return self.state is State.LIVE or self.state is State.BEHIND

    def hears(self, signal: Notice) -> bool:
        return signal.to in (0, self.session.caller.person)

    def concerned_by(self, publication: Publication) -> bool:
        """Whether this event may end this subscriber's right."""
        if publication.recheck is None or publication.offset <= self.checked:
            return False
        return publication.recheck in (0, self.session.caller.person)
