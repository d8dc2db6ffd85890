"""Events between processes through Redis pub/sub. Redis only wakes: what it loses or repeats, offsets and SQL put right.

A canary goes through Redis every second. While it does not come back the bus counts as away: processes go on alone, each
hearing its own events at once and the others' from SQL.
"""

import asyncio
import contextlib
import logging
import os
from collections import deque
from collections.abc import Coroutine, Sequence
from typing import Any

import msgpack
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from server.channels.bus import Deliver, Hear
from server.channels.notices import ClientInfo, Kind, Notice
from server.channels.tasks import stop
from server.storage.event_log import Publication

log = logging.getLogger(__name__)

CANARY_SECONDS = 1.0
AWAY_SECONDS = 3.0
REPLY_SECONDS = 2.0
MOST_IN_OUTBOX = 10_000
TROUBLE = (RedisError, OSError, TimeoutError)


class RedisBus:
    def __init__(self, url: str) -> None:
        # No tries of its own: whoever is away is followed by SQL meanwhile, and asked again here.
        retry = Retry(NoBackoff(), 0)
        self._commands = Redis.from_url(url, retry=retry, socket_timeout=REPLY_SECONDS, socket_connect_timeout=REPLY_SECONDS)
        self._listener = Redis.from_url(url, retry=retry, socket_timeout=None, socket_connect_timeout=REPLY_SECONDS)
        self._process = os.urandom(8)
        # Redis publishes past its own database numbers, so two sites on one Redis are told apart by their epochs.
        self._prefix = ""
        self._canary = b""
        self._pubsub: PubSub | None = None
        self._deliver: Deliver = lambda publications: None
        self._hear_notice: Hear = lambda notice: None
        self._followed: dict[str, asyncio.Future[None]] = {}
        self._outbox: deque[Publication | Notice] = deque(maxlen=MOST_IN_OUTBOX)
        self._more = asyncio.Event()
        self._going: list[asyncio.Future[None]] = []
        self._telling: set[asyncio.Future[None]] = set()
        self._closed = False
        self._seen = 0.0
        self.lag = 0.0
        """Seconds that the last canary took through Redis."""

    @property
    def away(self) -> bool:
        return asyncio.get_running_loop().time() - self._seen > AWAY_SECONDS

    async def open(self, deliver: Deliver, hear: Hear, epoch: str) -> None:
        self._deliver = deliver
        self._hear_notice = hear
        self._name(epoch)
        self._seen = asyncio.get_running_loop().time()
        parts: tuple[Coroutine[Any, Any, None], ...] = (self._listen(), self._send(), self._sing())
        self._going = [asyncio.create_task(part) for part in parts]

    async def begin_anew(self, epoch: str) -> None:
        known = [self._canary, *(self._prefix + channel for channel in self._followed)]
        self._followed.clear()
        self._outbox.clear()
        self._name(epoch)
        if self._pubsub is not None:
            with contextlib.suppress(*TROUBLE):  # whoever listens finds out, and begins with the new names
                await self._pubsub.subscribe(self._canary)
                await self._pubsub.unsubscribe(*known)

    def _name(self, epoch: str) -> None:
        self._prefix = f"bidroom:{epoch}:"
        self._canary = f"{self._prefix}canary:{self._process.hex()}".encode()

    async def close(self) -> None:
        self._closed = True
        await stop([*self._going, *self._telling])
        with contextlib.suppress(*TROUBLE):
            await self._send_what_waits()
        await self._listener.aclose()
        await self._commands.aclose()

    def publish(self, publications: Sequence[Publication]) -> None:
        self._deliver(publications)  # the author's own process waits for nobody
        self._outbox.extend(publications)
        self._more.set()

    def tell(self, notice: Notice) -> None:
        self._outbox.append(notice)
        self._more.set()

    async def follow(self, channel: str) -> None:
        acknowledged = self._followed.get(channel)
        if acknowledged is None:
            acknowledged = self._followed[channel] = asyncio.get_running_loop().create_future()
            await self._tell("subscribe", channel)
        if not self.away:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(acknowledged), REPLY_SECONDS)

    def unfollow(self, channel: str) -> None:
        if self._followed.pop(channel, None) is not None:
            telling = asyncio.ensure_future(self._tell("unsubscribe", channel))
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)

    async def _tell(self, verb: str, channel: str) -> None:
        # An unsubscribe that was overtaken by another follow is not meant any more.
        meant = (verb == "subscribe") == (channel in self._followed)
        if meant and self._pubsub is not None:
            with contextlib.suppress(*TROUBLE):  # whoever listens finds out, and follows everything again
                await getattr(self._pubsub, verb)(self._prefix + channel)

    # One task each

    async def _listen(self) -> None:
        while not self._closed:
            try:
                async with self._listener.pubsub() as pubsub:
                    await pubsub.subscribe(self._canary)
                    self._pubsub = pubsub  # from here on whoever follows tells Redis
                    if self._followed:
                        await pubsub.subscribe(*(self._prefix + channel for channel in self._followed))
                    async for message in pubsub.listen():
                        self._hear(message)
            except TROUBLE as trouble:
                log.warning("Redis is away: %s", trouble)
            finally:
                self._pubsub = None
            await asyncio.sleep(CANARY_SECONDS)

    async def _send(self) -> None:
        while not self._closed:
            await self._more.wait()
            self._more.clear()
            try:
                await self._send_what_waits()
            except TROUBLE as trouble:
                log.warning("Redis takes no messages: %s", trouble)
                await asyncio.sleep(CANARY_SECONDS)

    async def _sing(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._closed:
            with contextlib.suppress(*TROUBLE):
                await self._commands.publish(self._canary, msgpack.packb(loop.time()))
            await asyncio.sleep(CANARY_SECONDS)

    async def _send_what_waits(self) -> None:
        waiting, self._outbox = self._outbox, deque(maxlen=MOST_IN_OUTBOX)
        by_channel: dict[str, tuple[list[Any], list[Any]]] = {}
        for each in waiting:
            publications, notices = by_channel.setdefault(each.channel, ([], []))
            if isinstance(each, Publication):
                publications.append((each.offset, each.body, each.recheck))
            else:
                notices.append(
                    (each.kind, each.info.user, each.info.client, each.info.about, each.body, each.after, each.to)
                )
        if by_channel:
            async with self._commands.pipeline(transaction=False) as pipeline:
                for channel, said in by_channel.items():
                    pipeline.publish(self._prefix + channel, msgpack.packb((self._process, *said)))
                await pipeline.execute()

    def _hear(self, message: dict[str, Any]) -> None:
        try:
            self._understand(message)
        except Exception:  # another version's envelope, or another program's: the log has what it meant to say
            log.exception("a message of the bus could not be read")

    def _understand(self, message: dict[str, Any]) -> None:
        name: bytes = message["channel"]
        if name == self._canary:
            if message["type"] == "message":
                self._seen = asyncio.get_running_loop().time()
                self.lag = self._seen - msgpack.unpackb(message["data"])
            return
        if not name.startswith(self._prefix.encode()):  # of the logs' former life
            return
        channel = name.decode().removeprefix(self._prefix)
        if message["type"] == "subscribe":
            acknowledged = self._followed.get(channel)
            if acknowledged is not None and not acknowledged.done():
                acknowledged.set_result(None)
        elif message["type"] == "message":
            process, publications, notices = msgpack.unpackb(message["data"])
            if process != self._process:
                self._deliver([Publication(channel, *publication) for publication in publications])
                for kind, user, client, about, body, after, to in notices:
                    self._hear_notice(Notice(channel, Kind(kind), ClientInfo(user, client, about), body, after, to))
