"""The channels that this process serves: what arrives is put in order, framed once and written to every live subscriber.

Nobody waits for a peer here. Whoever cannot take the shared frame falls behind and is served alone (`catching_up`); whoever
falls too far behind is hung up on and recovers by offset.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, Protocol

from server.channels.bus import Bus
from server.channels.channel import Channel, Write
from server.channels.codes import INSUFFICIENT_STATE, SLOW
from server.channels.counts import Counts
from server.channels.notices import Kind, Notice
from server.channels.subscriber import State, Subscriber
from server.channels.tail import Tail
from server.channels.tasks import stop
from server.storage.event_log import Publication
from server.storage.log_reader import LogReader

log = logging.getLogger(__name__)

MOST_EARLY = 1024
MOST_UNREAD_BYTES = 1024 * 1024
MOST_MISSED = 1024
LAST = 2**53
"""An offset beyond every log."""


class Attendance(Protocol):
    """Whoever keeps the list of who is there."""

    def changed(self, subscriber: Subscriber) -> None:
        """It has been answered, or is gone."""

    def hear(self, notice: Notice) -> None:
        """Of an arrival or a departure in another process."""


class Hub:
    """`catch_up` serves a subscriber that is behind: the one thing that the hub hands to a task. `attendance` is told who
    comes and goes. `restored` is called with the new epoch when the database was replaced.
    """

    def __init__(self, bus: Bus, log_reader: LogReader) -> None:
        self.epoch = ""
        self.log_reader = log_reader
        self.channels: dict[str, Channel] = {}
        self.counts = Counts()
        self.attendance: Attendance
        self.catch_up: Callable[[Subscriber], Coroutine[Any, Any, None]]
        self.restored: Callable[[str], Awaitable[None]]
        self._bus = bus
        self._tasks: set[asyncio.Task[None]] = set()

    def begin_anew(self, epoch: str) -> None:
        """Forgets all channels. Whoever was subscribed hears nothing more, and whoever was about to be is hung up on."""
        self.epoch = epoch
        channels, self.channels = self.channels, {}
        for channel in channels.values():
            pending = list(channel.pending)
            for subscriber in [*channel.answered, *pending]:
                subscriber.state = State.GONE
            channel.audience.clear()
            channel.behind.clear()
            channel.turn.clear()
            for subscriber in pending:
                subscriber.session.hang_up(INSUFFICIENT_STATE)

    # Entering and leaving

    def enter(self, subscriber: Subscriber) -> None:
        """From here on nothing that is published can pass this subscriber by."""
        subscriber.channel.pending.add(subscriber)

    def channel(self, name: str) -> Channel:
        if name not in self.channels:
            self.channels[name] = Channel(name)
        return self.channels[name]

    async def ready(self, channel: Channel) -> None:
        """Follows the channel and reads its log, once for all who wait. The read outlives a socket that gives up."""
        if channel.top is None:
            if channel.loading is None:
                channel.loading = self._spawn(self._load(channel))
            await asyncio.shield(channel.loading)

    async def reach(self, channel: Channel, offset: int) -> None:
        """Reads the log where it is known to have come further than this process was told."""
        if channel.top is not None and channel.top < offset:
            self.fill(channel)
            if channel.filling is not None:
                await asyncio.shield(channel.filling)

    def make_live(self, subscriber: Subscriber) -> None:
        """For a subscriber that is level: nothing may have been awaited since the channel was flushed."""
        channel, session = subscriber.channel, subscriber.session
        is_new = subscriber.state is State.PENDING
        channel.pending.discard(subscriber)
        channel.behind.discard(subscriber)
        subscriber.unread = 0
        if session.stuck:
            self._fall_behind(subscriber, subscriber.checked)
        else:
            subscriber.state = State.LIVE
            channel.audience.setdefault(session.format, {})[subscriber] = session.wire.write
            missed, subscriber.missed = subscriber.missed, []
            if missed:
                session.say(*(session.format.notice(notice) for notice in missed))
        if is_new:
            self.attendance.changed(subscriber)

    def leave(self, subscriber: Subscriber) -> None:
        channel = subscriber.channel
        was_there = subscriber.answered
        subscriber.state = State.GONE
        channel.pending.discard(subscriber)
        channel.behind.discard(subscriber)
        for audience in channel.audience.values():
            audience.pop(subscriber, None)
        if was_there:
            self.attendance.changed(subscriber)
        if channel.deserted and self.channels.get(channel.name) is channel:
            del self.channels[channel.name]
            self._bus.unfollow(channel.name)

    def stalled(self, subscriber: Subscriber) -> None:
        """Its socket takes no more for now."""
        if subscriber.state is State.LIVE:
            del subscriber.channel.audience[subscriber.session.format][subscriber]
            # While it was live it was asked about again at every recheck that was sent, but for the very last one, whose
            # own frame may be what the socket stalled at.
            self._fall_behind(subscriber, max(subscriber.checked, subscriber.channel.sent - 1))

    def resumed(self, subscriber: Subscriber) -> None:
        if subscriber.state is State.BEHIND and not subscriber.catching_up:
            subscriber.catching_up = True
            self._spawn(self.catch_up(subscriber))

    def _fall_behind(self, subscriber: Subscriber, checked: int) -> None:
        subscriber.state = State.BEHIND
        subscriber.offset = subscriber.channel.sent
        subscriber.checked = checked
        subscriber.channel.behind.add(subscriber)

    # What arrives

    def receive(self, publications: Sequence[Publication]) -> None:
        """From the bus: in any order, late, twice."""
        for publication in publications:
            channel = self.channels.get(publication.channel)
            if channel is not None:
                self._accept(channel, publication)

    def hear(self, notice: Notice) -> None:
        """From another process, over the bus."""
        if notice.kind is Kind.SIGNAL:
            self.signal(notice)
        else:
            self.attendance.hear(notice)

    def signal(self, signal: Notice) -> None:
        """Tells whoever is live in this process, and once only."""
        channel = self.channels.get(signal.channel)
        if channel is None or channel.top is None:
            return
        if channel.top < signal.after:  # an event is missing that may have ended somebody's right to hear this
            self.fill(channel)
            return
        self.flush(channel)
        self.counts.signals += 1
        for format_, audience in channel.audience.items():
            hearing = [(subscriber, write) for subscriber, write in audience.items() if subscriber.hears(signal)]
            if hearing:
                self._write(format_.frame([format_.notice(signal)]), hearing)

    def announce(self, name: str, arrivals: Sequence[Notice]) -> None:
        """Tells whoever asked to hear who comes and goes: at once, or when they have caught up."""
        channel = self.channels.get(name)
        if channel is None or not arrivals:
            return
        self.flush(channel)
        for format_, audience in channel.audience.items():
            hearing = [(subscriber, write) for subscriber, write in audience.items() if subscriber.hears_arrivals]
            if hearing:
                self._write(format_.frame([format_.notice(notice) for notice in arrivals]), hearing)
        for subscriber in list(channel.behind):
            if subscriber.hears_arrivals:
                subscriber.missed += arrivals
                if len(subscriber.missed) > MOST_MISSED:
                    subscriber.session.hang_up(SLOW)

    def _accept(self, channel: Channel, publication: Publication) -> None:
        if channel.top is None:
            self._keep_early(channel, publication)
        elif publication.offset == channel.top + 1:
            self._append(channel, publication)
            while channel.early and (following := channel.early.pop(channel.top + 1, None)):
                self._append(channel, following)
        elif publication.offset > channel.top:
            self._keep_early(channel, publication)
            self.fill(channel)

    def _append(self, channel: Channel, publication: Publication) -> None:
        channel.top = publication.offset
        channel.tail.add(publication)
        self.counts.published += 1
        channel.turn.append(publication)
        if len(channel.turn) == 1:
            asyncio.get_running_loop().call_soon(self.flush, channel)

    def _keep_early(self, channel: Channel, publication: Publication) -> None:
        if len(channel.early) < MOST_EARLY:  # the log has the others
            channel.early[publication.offset] = publication

    # What goes out

    def flush(self, channel: Channel) -> None:
        """Writes what came in this turn: one frame per format, one write per subscriber."""
        turn, channel.turn = channel.turn, []
        part: list[Publication] = []
        for publication in turn:
            part.append(publication)
            if publication.recheck is not None:
                self._deliver(channel, part)
                self._ask_again(channel, publication)
                part = []
        if part:
            self._deliver(channel, part)

    def _deliver(self, channel: Channel, part: list[Publication]) -> None:
        channel.sent = part[-1].offset
        for format_, audience in channel.audience.items():
            if not audience:
                continue
            frame = format_.frame([format_.publication(publication) for publication in part])
            self.counts.delivered += len(part) * len(audience)
            self._write(frame, list(audience.items()))
        if channel.behind:
            size = sum(len(publication.body) for publication in part)
            for subscriber in list(channel.behind):
                subscriber.unread += size
                if subscriber.session.unread > MOST_UNREAD_BYTES:
                    subscriber.session.hang_up(SLOW)

    @staticmethod
    def _write(frame: bytes, audience: Iterable[tuple[Subscriber, Write]]) -> None:
        for subscriber, write in audience:
            try:
                write(frame)
            except RuntimeError:  # uvloop, when the peer reset the connection in this very turn
                subscriber.session.gone()

    def _ask_again(self, channel: Channel, publication: Publication) -> None:
        for audience in list(channel.audience.values()):
            for subscriber in list(audience):
                if subscriber.concerned_by(publication):
                    del audience[subscriber]
                    self._fall_behind(subscriber, subscriber.checked)
        for subscriber in list(channel.behind):
            if subscriber.concerned_by(publication):
                self.resumed(subscriber)

    def must_ask(self, subscriber: Subscriber) -> bool:
        """True where somebody's right may have ended since the access rule was asked."""
        since = subscriber.channel.tail.after(subscriber.checked)
        return since is None or any(subscriber.concerned_by(publication) for publication in since)

    # The log

    async def keep_level(self, seconds: float = 5.0, seconds_alone: float = 1.0) -> None:
        """Asks SQL now and then how far the channels have come: what the bus lost costs seconds, never an event."""
        since = 0.0
        was_away = False
        while True:
            await asyncio.sleep(min(seconds, seconds_alone))
            since += min(seconds, seconds_alone)
            away = self._bus.away
            # Once more when the bus is back: what it missed at the end is announced by nobody.
            if since >= seconds or away or was_away:
                since = 0.0
                await self._level()
            was_away = away

    async def _level(self) -> None:
        names = [channel.name for channel in self.channels.values() if channel.top is not None]
        try:
            epoch = await self.log_reader.epoch()
            if epoch != self.epoch:
                await self.restored(epoch)
                return
            tops = await self.log_reader.tops(names) if names else {}
        except Exception:
            log.exception("the log could not be asked for its tops")
            return
        for name, top in tops.items():
            channel = self.channels.get(name)
            if channel is not None and channel.top is not None and channel.top < top:
                self.fill(channel)

    async def close(self) -> None:
        await stop(self._tasks)

    async def _load(self, channel: Channel) -> None:
        try:
            await self._bus.follow(channel.name)
            if self.channels.get(channel.name) is not channel:  # everybody left meanwhile
                if channel.name not in self.channels:
                    self._bus.unfollow(channel.name)
                return
            self.counts.log_reads += 1
            page = await self.log_reader.before(channel.name, LAST)
        finally:
            channel.loading = None
        channel.top = channel.sent = page.top
        channel.tail = Tail(page.top, page.publications)
        for publication in [channel.early[offset] for offset in sorted(channel.early)]:
            self._accept(channel, publication)
        self._forget_early(channel, channel.early)

    def fill(self, channel: Channel) -> None:
        """Reads from the log what this process has missed."""
        if channel.filling is None:
            self.counts.gaps += 1
            channel.filling = self._spawn(self._fill_up(channel))

    async def _fill_up(self, channel: Channel) -> None:
        try:
            behind = True
            while behind and channel.top is not None:
                waiting = list(channel.early)
                self.counts.log_reads += 1
                page = await self.log_reader.after(channel.name, channel.top)
                for publication in page.publications:
                    self._accept(channel, publication)
                # What was early before this read is in the log now, or never was.
                self._forget_early(channel, waiting)
                behind = bool(channel.early) or channel.top < page.top
        finally:
            channel.filling = None

    @staticmethod
    def _forget_early(channel: Channel, offsets: Sequence[int] | dict[int, Publication]) -> None:
        for offset in list(offsets):
            channel.early.pop(offset, None)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (trouble := task.exception()):
            log.error("reading the log failed", exc_info=trouble)
