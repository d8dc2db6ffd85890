"""Everything that anybody can ask of the server and be told by it."""

from typing import Any

from server import auction, demo, people
from server.messages import Endpoint, Event, MaySubscribe, Shown, Signal, SlowEndpoint

PACKAGES = (people, auction, demo)

COMMANDS: dict[str, Endpoint[Any, Any] | SlowEndpoint[Any, Any, Any]] = people.COMMANDS | auction.COMMANDS | demo.COMMANDS
QUERIES: dict[str, Endpoint[Any, Any]] = people.QUERIES | auction.QUERIES | demo.QUERIES
CHANNELS: dict[str, MaySubscribe] = people.CHANNELS | auction.CHANNELS | demo.CHANNELS
EVENTS: dict[str, tuple[type[Event], ...]] = {
    kind: tuple(event for package in PACKAGES for event in package.EVENTS.get(kind, ())) for kind in CHANNELS
}
SIGNALS: dict[str, Signal] = people.SIGNALS | auction.SIGNALS
PRESENCE: dict[str, Shown] = people.PRESENCE | auction.PRESENCE
