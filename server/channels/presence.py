"""Who is there, over all processes: exact in this one, and of the others what their leases say.

An arrival is written to the lease before the others are told, so that whoever then looks finds it. What they are not told,
because the bus lost it or a process was killed, the next look at the leases shows, and it is announced then.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

import msgpack

from server.channels.bus import Bus
from server.channels.hub import Hub
from server.channels.leases import Leases
from server.channels.notices import ClientInfo, Kind, Notice
from server.channels.subscriber import Subscriber
from server.messages import Shown

log = logging.getLogger(__name__)

CROWD_SECONDS = 0.1
"""Whoever comes within this time is written and told together."""
COUNT_SECONDS = 1.0
"""For how long a count may be repeated."""


class Presence:
    """`shown` says what of a kind of channel may be known: who is there, how many, or where it has no entry, nothing."""

    def __init__(self, hub: Hub, bus: Bus, leases: Leases, shown: Mapping[str, Shown]) -> None:
        self._hub = hub
        self._bus = bus
        self._leases = leases
        self._shown = shown
        self._others: dict[str, dict[str, ClientInfo]] = {}  # by channel that is listened to here, by client
        self._unlearned: set[str] = set()
        self._counts: dict[str, tuple[int, int]] = {}
        self._changed: set[str] = set()
        self._notices: list[Notice] = []
        self._news = asyncio.Event()
        self._readings: list[set[str]] = []

    def shown(self, channel: str) -> Shown | None:
        return self._shown.get(channel.partition(":")[0])

    # What the hub says

    def came(self, subscriber: Subscriber) -> None:
        name = subscriber.channel.name
        if self.shown(name) is Shown.WHO and name not in self._others:
            self._others[name] = {}
            self._unlearned.add(name)
        self._change(subscriber, Kind.JOIN)

    def went(self, subscriber: Subscriber) -> None:
        if not any(True for _ in subscriber.channel.answered):
            self._others.pop(subscriber.channel.name, None)
        self._change(subscriber, Kind.LEAVE)

    def is_news(self, notice: Notice) -> bool:
        for meanwhile in self._readings:
            meanwhile.add(notice.info.client)
        others = self._others.get(notice.channel)
        if others is None:
            return False
        known = others.pop(notice.info.client, None)
        if notice.kind is Kind.JOIN:
            others[notice.info.client] = notice.info
        return (known is None) == (notice.kind is Kind.JOIN)

    def _change(self, subscriber: Subscriber, kind: Kind) -> None:
        name = subscriber.channel.name
        shown = self.shown(name)
        if shown is None:
            return
        self._changed.add(name)
        self._news.set()
        if shown is Shown.WHO:
            notice = Notice(name, kind, subscriber.session.info)
            self._notices.append(notice)
            self._hub.announce(notice)

    def begin_anew(self) -> None:
        """Nobody is anywhere, until they come back."""
        for known in (self._others, self._unlearned, self._counts, self._changed, self._notices):
            known.clear()

    # What can be asked

    async def who(self, channel: str) -> list[ClientInfo]:
        """While the others are away they are as they were last known."""
        try:
            others = (await self._look([channel]))[channel]
        except OSError:
            others = self._others.get(channel, {})
        return [*self._here(channel), *others.values()]

    async def how_many(self, channel: str) -> tuple[int, int]:
        """Connections, and the people who are signed in there. Up to a second old."""
        if channel not in self._counts:
            self._counts[channel] = await self._counted(channel)
            asyncio.get_running_loop().call_later(COUNT_SECONDS, partial(self._counts.pop, channel, None))
        return self._counts[channel]

    async def _counted(self, channel: str) -> tuple[int, int]:
        if self.shown(channel) is Shown.WHO:
            everybody = await self.who(channel)
            return len(everybody), len({info.user for info in everybody if info.user})
        try:
            others = (await self._leases.others([channel])).get(channel, ())
        except OSError:
            others = ()
        said = [msgpack.unpackb(state) for state in (self._state(channel), *others) if state]
        return sum(clients for clients, _ in said), len({user for _, users in said for user in users})

    # One task each

    async def tell(self) -> None:
        """Says what has changed, for ever."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self._tell()
            await asyncio.sleep(CROWD_SECONDS)

    async def keep(self, seconds: float = 5.0) -> None:
        """Keeps this process's lease, and looks at the others', for ever."""
        while True:
            await asyncio.sleep(seconds)
            try:
                if not await self._leases.renew():
                    self.say_everything()
                await self._look(list(self._others))
            except OSError as trouble:
                log.warning("nobody knows who is there elsewhere: %s", trouble)
            if self._changed:
                self._news.set()

    def say_everything(self) -> None:
        """Where the lease is a new one."""
        self._changed.update(name for name in self._hub.channels if self.shown(name) is not None)
        self._news.set()

    async def close(self) -> None:
        await self._tell()
        await self._leases.close()

    async def _tell(self) -> None:
        changed, self._changed = self._changed, set()
        notices, self._notices = self._notices, []
        unlearned, self._unlearned = self._unlearned & self._others.keys(), set()
        try:
            await self._leases.write(changed, self._state)
            if unlearned:  # they were there before, and nobody need be told that they came
                await self._look(sorted(unlearned), announce=lambda notice: None)
        except OSError:
            self._changed |= changed  # the lease's next renewal tries again
        for notice in notices:
            self._bus.tell(notice)

    async def _look(
        self, channels: Sequence[str], announce: Callable[[Notice], None] | None = None
    ) -> dict[str, dict[str, ClientInfo]]:
        """Reads who is there elsewhere, and announces whom nobody had announced. Whatever is told meanwhile is newer."""
        announce = announce or self._hub.announce
        meanwhile: set[str] = set()
        self._readings.append(meanwhile)
        try:
            said = await self._leases.others(channels)
        finally:
            self._readings = [each for each in self._readings if each is not meanwhile]
        found = {}
        for channel in channels:
            now = dict(_unpacked(said.get(channel, ())))
            known = found[channel] = self._others.get(channel, now)
            for client in (now.keys() ^ known.keys()) - meanwhile:
                if client in now:
                    known[client] = now[client]
                    announce(Notice(channel, Kind.JOIN, now[client]))
                else:
                    announce(Notice(channel, Kind.LEAVE, known.pop(client)))
        return found

    def _here(self, channel: str) -> Collection[ClientInfo]:
        served = self._hub.channels.get(channel)
        return [subscriber.session.info for subscriber in served.answered] if served else []

    def _state(self, channel: str) -> bytes:
        here = self._here(channel)
        if not here:
            return b""
        if self.shown(channel) is Shown.WHO:
            return bytes(msgpack.packb([(info.user, info.client, info.about) for info in here]))
        return bytes(msgpack.packb((len(here), sorted({info.user for info in here if info.user}))))


def _unpacked(states: Iterable[bytes]) -> Iterable[tuple[str, ClientInfo]]:
    for state in states:
        for user, client, about in msgpack.unpackb(state):
            yield client, ClientInfo(user, client, about)
