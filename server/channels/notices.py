"""What is told once to whoever is there: signals, arrivals and departures. No offset, no log; who is away has missed it."""

from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    SIGNAL = 0
    JOIN = 1
    LEAVE = 2


@dataclass(frozen=True, slots=True)
class ClientInfo:
    """One connection, as others are told of it. `about` is JSON: who is signed in there, empty for nobody."""

    user: str
    client: str
    about: bytes


@dataclass(frozen=True, slots=True)
class Notice:
    """`body` is a signal's JSON. `after` is the last offset that its sender had of the channel: nobody hears it earlier.

    `to` is the one person whom a signal is meant for, or 0 for everybody.
    """

    channel: str
    kind: Kind
    info: ClientInfo
    body: bytes = b""
    after: int = 0
    to: int = 0
