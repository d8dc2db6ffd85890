"""Leases in Redis: one hash per process with a field per channel, and a time to live that the process keeps renewing."""

import contextlib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from server.channels.leases import StateOf

LEASE_SECONDS = 15
REPLY_SECONDS = 2.0
ALIVE = ""
"""The field that every lease has, so that one without channels is not taken for a dead process."""


class RedisLeases:
    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, retry=Retry(NoBackoff(), 0), socket_timeout=REPLY_SECONDS, socket_connect_timeout=REPLY_SECONDS
        )
        self._process = os.urandom(8).hex()
        self._prefix = ""

    async def open(self, epoch: str) -> None:
        self._prefix = f"bidroom:{epoch}:"
        with contextlib.suppress(OSError):  # the next renewal takes it, when Redis is there
            await self.renew()

    async def close(self) -> None:
        with contextlib.suppress(OSError), _away():
            await self._redis.delete(self._lease(self._process))
        await self._redis.aclose()

    async def write(self, channels: Collection[str], state_of: StateOf) -> None:
        states = {channel: state_of(channel) for channel in channels}
        gone = [channel for channel, state in states.items() if not state]
        said: Any = {channel: state for channel, state in states.items() if state}
        mine = self._lease(self._process)
        with _away():
            async with self._redis.pipeline(transaction=False) as pipeline:
                if said:
                    pipeline.hset(mine, mapping=said)
                if gone:
                    pipeline.hdel(mine, *gone)
                await pipeline.execute()

    async def renew(self) -> bool:
        mine = self._lease(self._process)
        with _away():
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.hsetnx(mine, ALIVE, b"")
                pipeline.expire(mine, LEASE_SECONDS)
                pipeline.sadd(self._processes, self._process)
                was_new, *_ = await pipeline.execute()
        return not was_new

    async def others(self, channels: Sequence[str]) -> Mapping[str, Sequence[bytes]]:
        with _away():
            processes: Any = await self._redis.smembers(self._processes)
            processes = [name.decode() for name in processes]
            others = [process for process in processes if process != self._process]
            async with self._redis.pipeline(transaction=False) as pipeline:
                for process in others:
                    pipeline.hmget(self._lease(process), [ALIVE, *channels])
                leases = await pipeline.execute()
            dead = [process for process, (alive, *_) in zip(others, leases, strict=True) if alive is None]
            if dead:
                await self._redis.srem(self._processes, *dead)
        # Of a dead process's lease nothing is left but what was written after it had run out.
        living = [states for alive, *states in leases if alive is not None]
        said = zip(*living, strict=True) if living else iter(())
        return {channel: [state for state in states if state] for channel, states in zip(channels, said, strict=False)}

    @property
    def _processes(self) -> str:
        return self._prefix + "processes"

    def _lease(self, process: str) -> str:
        return f"{self._prefix}lease:{process}"


@contextlib.contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except RedisError as trouble:
        raise OSError(str(trouble)) from trouble
