"""One connection's subscription to one channel."""

from enum import Enum
from typing import TYPE_CHECKING

from server.channels.notices import Kind, Notice
from server.storage.event_log import Publication

if TYPE_CHECKING:
    from server.channels.hub import Channel
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
    `hears_arrivals` is set for whoever asked to be told who joins and leaves.
    """

    __slots__ = ("catching_up", "channel", "checked", "hears_arrivals", "offset", "own", "session", "state", "unread")

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

    @property
    def gone(self) -> bool:
        return self.state is State.GONE

    @property
    def answered(self) -> bool:
        return self.state is State.LIVE or self.state is State.BEHIND

    def hears(self, notice: Notice) -> bool:
        if notice.kind is Kind.SIGNAL:
            return notice.to in (0, self.session.caller.person)
        return self.hears_arrivals

    def concerned_by(self, publication: Publication) -> bool:
        """Whether this event may end this subscriber's right."""
        if publication.recheck is None or publication.offset <= self.checked:
            return False
        return publication.recheck in (0, self.session.caller.person)
