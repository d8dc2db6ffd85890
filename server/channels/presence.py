"""Who is there, over all processes: exact in this one, and of the others what they announce and what their leases say.

Nobody counts arrivals. Ten times a second, where something changed, what was told is compared with what is, and the
difference is told: to the listeners here, and of our own people, once the lease says so too, to the other processes. What
the bus loses, or a killed process never says, the next look at the leases brings; it goes the same way.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import msgpack

from server.channels.bus import Bus
from server.channels.hub import Hub
from server.channels.leases import LEASE_SECONDS, Leases
from server.channels.notices import ClientInfo, Kind, Notice
from server.channels.subscriber import Subscriber
from server.messages import Shown

log = logging.getLogger(__name__)

CROWD_SECONDS = 0.1
"""Whoever comes and goes within this time is told together, or not at all."""
COUNT_SECONDS = 1.0
"""For how long a count may be repeated."""

Clients = dict[str, ClientInfo]


@dataclass(slots=True)
class Room:
    """A channel with listeners here that shows who is there, by client.

    `own` are the people here that the other processes were told of, `others` those in the other processes, once the first
    look has `learned` of them, and `told` all that the listeners here were told of. `after` is the last offset that whoever
    announced something had of the channel.
    """

    own: Clients = field(default_factory=dict)
    others: Clients = field(default_factory=dict)
    told: Clients = field(default_factory=dict)
    learned: bool = False
    after: int = 0


class Presence:
    """`shown` says what of a kind of channel may be known: who is there, how many, or where it has no entry, nothing."""

    def __init__(self, hub: Hub, bus: Bus, leases: Leases, shown: Mapping[str, Shown]) -> None:
        self._hub = hub
        self._bus = bus
        self._leases = leases
        self._shown = shown
        self._rooms: dict[str, Room] = {}
        self._changed: set[str] = set()
        self._counts_changed: set[str] = set()
        self._counts_written = 0.0
        self._counts: dict[str, asyncio.Future[tuple[int, int]]] = {}
        self._news = asyncio.Event()
        self._wanted: set[str] = set()
        self._looking: asyncio.Task[Mapping[str, Clients]] | None = None
        self._meanwhile: set[tuple[str, str]] = set()
        self._has_lease = False
        self._doubt_until = 0.0

    def shown(self, channel: str) -> Shown | None:
        return self._shown.get(channel.partition(":")[0])

    # What the hub and the bus say

    def changed(self, subscriber: Subscriber) -> None:
        name = subscriber.channel.name
        shown = self.shown(name)
        if shown is None:
            return
        if shown is Shown.HOW_MANY:
            self._counts_changed.add(name)
        else:
            self._rooms.setdefault(name, Room())
            self._changed.add(name)
        self._news.set()

    def hear(self, notice: Notice) -> None:
        room = self._rooms.get(notice.channel)
        if room is None:
            return
        self._meanwhile.add((notice.channel, notice.info.client))
        if notice.kind is Kind.JOIN:
            room.others[notice.info.client] = notice.info
        else:
            room.others.pop(notice.info.client, None)
        room.after = max(room.after, notice.after)
        self._changed.add(notice.channel)
        self._news.set()

    def begin_anew(self, epoch: str) -> None:
        """Nobody is anywhere, until they come back."""
        for known in (self._rooms, self._changed, self._counts_changed, self._counts, self._wanted):
            known.clear()
        self._has_lease = False
        self._leases.begin(epoch)

    # What can be asked

    async def who(self, channel: str) -> list[ClientInfo]:
        """While the others are away they are as they were last known."""
        try:
            others = (await self._look([channel])).get(channel, {})
        except OSError:
            others = self._rooms.get(channel, Room()).others
        return list((others | self._here(channel)).values())

    async def how_many(self, channel: str) -> tuple[int, int]:
        """Connections, and the people who are signed in there. Up to a second old."""
        if channel not in self._counts:
            self._counts[channel] = asyncio.ensure_future(self._count(channel))
            asyncio.get_running_loop().call_later(COUNT_SECONDS, partial(self._counts.pop, channel, None))
        return await asyncio.shield(self._counts[channel])

    async def _count(self, channel: str) -> tuple[int, int]:
        if self.shown(channel) is Shown.WHO:
            everybody = await self.who(channel)
            return len(everybody), len({info.user for info in everybody if info.user})
        try:
            others: Sequence[bytes] = (await self._leases.others([channel])).get(channel, ())
        except OSError:
            others = ()
        clients = 0
        users: set[str] = set()
        for there, signed_in in filter(None, map(_counted, [self._state(channel), *others])):
            clients += there
            users.update(signed_in)
        return clients, len(users)

    # One task each

    async def tell(self) -> None:
        """Says what has changed, for ever."""
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self._tell()
            except Exception:
                log.exception("nobody was told who came and went")
            await asyncio.sleep(CROWD_SECONDS)
            if self._counts_changed or self._changed:
                self._news.set()

    async def keep(self, seconds: float = 5.0) -> None:
        """Takes this process's lease and keeps it, and looks at the others', for ever."""
        while True:
            try:
                stood = await self._leases.renew(self._everything, self._state)
                if self._has_lease and not stood:
                    # Perhaps Redis forgot the others' leases with ours: who is missing then has not left.
                    self._doubt_until = asyncio.get_running_loop().time() + LEASE_SECONDS
                self._has_lease = True
                await self._look(list(self._rooms))
            except OSError as trouble:
                log.warning("nobody knows who is there elsewhere: %s", trouble)
            except Exception:
                log.exception("nobody knows who is there elsewhere")
            await asyncio.sleep(seconds)

    async def close(self) -> None:
        """Says goodbye to the other processes for everybody who was here."""
        try:
            await self._tell()
        except Exception:
            log.exception("the other processes were not told who left")
        await self._leases.close()

    async def _tell(self) -> None:
        changed, self._changed = self._changed, set()
        counts: set[str] = set()
        now = asyncio.get_running_loop().time()
        if now - self._counts_written >= COUNT_SECONDS:
            counts, self._counts_changed, self._counts_written = self._counts_changed, set(), now
        for name in changed:
            self._tell_here(name)
        notices = [notice for name in changed for notice in self._own_news(name)]
        try:
            if changed or counts:
                await self._leases.write(changed | counts, self._state)
            unlearned = [name for name, room in self._rooms.items() if not room.learned]
            if unlearned:
                await self._look(unlearned)
        except OSError as trouble:  # a lease that misses something is found out as one that is gone, or by the next change
            log.warning("the other processes cannot look up who is here: %s", trouble)
            self._changed |= changed
            self._counts_changed |= counts
        for notice in notices:
            self._bus.tell(notice)

    def _tell_here(self, name: str) -> None:
        room = self._rooms.get(name)
        if room is None:
            return
        channel = self._hub.channels.get(name)
        if channel is not None and channel.top is not None and channel.top < room.after:
            self._hub.fill(channel)  # an event is missing that may have ended somebody's right to hear this
            self._changed.add(name)
            return
        now = (room.others if room.learned else {}) | self._here(name)
        news = list(_news(name, room.told, now))
        room.told = now
        self._hub.announce(name, news)

    def _own_news(self, name: str) -> list[Notice]:
        """What the other processes have not heard of our people. A room that nobody here is in any more is forgotten."""
        room = self._rooms.get(name)
        if room is None:
            return []
        here = self._here(name)
        channel = self._hub.channels.get(name)
        news = list(_news(name, room.own, here, channel.sent if channel else 0))
        room.own = here
        if not here:
            del self._rooms[name]
        return news

    async def _look(self, channels: Iterable[str]) -> Mapping[str, Clients]:
        """Reads who is there elsewhere. One look at a time; whoever asks during one shares the next."""
        channels = list(channels)
        self._wanted.update(channels)
        earlier = self._looking
        if earlier is not None and not earlier.done():
            await asyncio.wait([earlier])
        if self._looking is None or self._looking.done():
            wanted, self._wanted = self._wanted.union(channels), set()
            self._looking = asyncio.create_task(self._look_now(sorted(wanted)))
        return await asyncio.shield(self._looking)

    async def _look_now(self, channels: Sequence[str]) -> Mapping[str, Clients]:
        self._meanwhile = set()
        said = await self._leases.others(channels) if channels else {}
        doubted = asyncio.get_running_loop().time() < self._doubt_until
        found = {}
        for channel in channels:
            now = {info.client: info for state in said.get(channel, ()) for info in _clients(state)}
            room = self._rooms.get(channel)
            found[channel] = now if room is None else self._learn(channel, room, now, doubted)
        return found

    def _learn(self, channel: str, room: Room, now: Clients, doubted: bool) -> Clients:
        for client in now.keys() ^ room.others.keys():
            if (channel, client) in self._meanwhile:  # whatever was announced since is newer
                continue
            if client in now:
                room.others[client] = now[client]
            elif not doubted:
                del room.others[client]
            self._changed.add(channel)
            self._news.set()
        if not room.learned:  # they were there before, and nobody need be told that they came
            room.learned = True
            room.told = room.others | room.told
        return dict(room.others)

    def _here(self, channel: str) -> Clients:
        served = self._hub.channels.get(channel)
        infos = [subscriber.session.info for subscriber in served.answered] if served else []
        return {info.client: info for info in infos}

    def _everything(self) -> set[str]:
        return {name for name in self._hub.channels if self.shown(name) is not None}

    def _state(self, channel: str) -> bytes:
        here = self._here(channel).values()
        if not here:
            return b""
        if self.shown(channel) is Shown.WHO:
            return bytes(msgpack.packb([(info.user, info.client, info.about) for info in here]))
        return bytes(msgpack.packb((len(here), sorted({info.user for info in here if info.user}))))


def _news(name: str, before: Clients, now: Clients, after: int = 0) -> Iterable[Notice]:
    for client, info in before.items():
        if client not in now:
            yield Notice(name, Kind.LEAVE, info, after=after)
    for client, info in now.items():
        if client not in before:
            yield Notice(name, Kind.JOIN, info, after=after)


# What another version's process says may look otherwise: it is then as if it said nothing.


def _clients(state: bytes) -> list[ClientInfo]:
    try:
        return [ClientInfo(user, client, about) for user, client, about in msgpack.unpackb(state)]
    except (ValueError, TypeError) as trouble:
        log.warning("a lease could not be read: %r", trouble)
        return []


def _counted(state: bytes) -> tuple[int, set[str]] | None:
    try:
        clients, users = msgpack.unpackb(state) if state else (0, ())
        return int(clients), set(users)
    except (ValueError, TypeError) as trouble:
        log.warning("a lease could not be read: %r", trouble)
        return None
