"""Checking the hash chain: any altered byte of body, salt or hash is named by channel and offset."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from server.storage.event_log import FIRST_HEAD, digest_of, link
from server.storage.tables import Channel, LoggedEvent

CHANNELS = select(Channel).order_by(Channel.name)
EVENTS = select(LoggedEvent).where(LoggedEvent.channel == bindparam("of")).order_by(LoggedEvent.offset)


@dataclass(frozen=True)
class Flaw:
    """Where the record is not what it was."""

    channel: str
    offset: int
    what: str

    def __str__(self) -> str:
        return f"{self.channel} {self.offset}: {self.what}"


@dataclass(frozen=True)
class Head:
    """A hash that somebody kept: from a page, a notification or a receipt."""

    channel: str
    offset: int
    hash: bytes

    @classmethod
    def parse(cls, text: str) -> "Head":
        """`job:7@12=<64 hex digits>`. Raises ValueError with a sentence."""
        try:
            place, _, digits = text.partition("=")
            channel, _, offset = place.rpartition("@")
            head = cls(channel, int(offset), bytes.fromhex(digits))
        except ValueError:
            head = cls("", 0, b"")
        if not head.channel or len(head.hash) != 32:
            raise ValueError(f"a head is written job:7@12=<64 hex digits>, not {text!r}")
        return head


def verify(connection: Connection, kept: list[Head]) -> Iterator[Flaw]:
    """Walks every chain. One flaw per channel and kind is enough: what follows an altered hash is altered too."""
    expected: dict[str, dict[int, bytes]] = {}
    for head in kept:
        expected.setdefault(head.channel, {})[head.offset] = head.hash
    logged = {channel.name: (channel.top, bytes(channel.head)) for channel in connection.execute(CHANNELS)}
    for channel in sorted(logged.keys() | expected.keys()):
        top, head_hash = logged.get(channel, (0, FIRST_HEAD))
        yield from _verify_channel(connection, channel, top, head_hash, expected.get(channel, {}))
    yield from _strays(connection, logged)


def _verify_channel(
    connection: Connection, channel: str, top: int, head: bytes, kept: Mapping[int, bytes]
) -> Iterator[Flaw]:
    previous, offset = FIRST_HEAD, 0
    for event in connection.execute(EVENTS, {"of": channel}).yield_per(1000):
        offset += 1
        if event.offset != offset:
            yield Flaw(channel, offset, "this event is missing")
            return
        if (event.body is None) != (event.salt is None):
            yield Flaw(channel, offset, "only half of an erased event is gone")
            return
        if event.body is not None and digest_of(event.salt, event.body) != event.digest:
            yield Flaw(channel, offset, "its body, salt or digest was altered")
            return
        previous = link(previous, channel, offset, event.digest)
        if previous != event.hash:
            yield Flaw(channel, offset, "its hash does not follow from the events before it")
            return
        if kept.get(offset, previous) != previous:
            yield Flaw(channel, offset, "its hash is not the one that was kept")
            return
    if (offset, previous) != (top, head):
        yield Flaw(channel, offset + 1 if offset < top else top, "the log does not end where the channel's head says")
    for beyond in sorted(place for place in kept if place > offset):
        yield Flaw(channel, beyond, "its hash was kept, but the event is missing")


def _strays(connection: Connection, logged: Mapping[str, object]) -> Iterator[Flaw]:
    for (channel,) in connection.execute(select(LoggedEvent.channel).distinct()):
        if channel not in logged:
            yield Flaw(channel, 1, "this event belongs to a channel that does not exist")
