"""Everything that anybody can ask of the server and be told by it."""

from typing import Any

from server import auction, people
from server.messages import Endpoint, Event, MaySubscribe, Shown, Signal, SlowEndpoint

COMMANDS: dict[str, Endpoint[Any, Any] | SlowEndpoint[Any, Any, Any]] = people.COMMANDS | auction.COMMANDS
QUERIES: dict[str, Endpoint[Any, Any]] = people.QUERIES | auction.QUERIES
CHANNELS: dict[str, MaySubscribe] = people.CHANNELS | auction.CHANNELS
EVENTS: dict[str, tuple[type[Event], ...]] = {
    kind: (*people.EVENTS.get(kind, ()), *auction.EVENTS.get(kind, ())) for kind in people.EVENTS | auction.EVENTS
}
SIGNALS: dict[str, Signal] = people.SIGNALS | auction.SIGNALS
PRESENCE: dict[str, Shown] = people.PRESENCE | auction.PRESENCE
