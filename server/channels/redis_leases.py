"""Leases in Redis: one hash per process with a field per channel, and a time to live that the process keeps renewing."""

import contextlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from server.channels.leases import LEASE_SECONDS, StateOf

REPLY_SECONDS = 2.0
ALIVE = ""
"""The field that every lease has, so that one without channels is not taken for a dead process."""


class RedisLeases:
    def __init__(self, url: str, seconds: int = LEASE_SECONDS) -> None:
        self._redis = Redis.from_url(
            url, retry=Retry(NoBackoff(), 0), socket_timeout=REPLY_SECONDS, socket_connect_timeout=REPLY_SECONDS
        )
        self._seconds = seconds
        self._process = os.urandom(8).hex()
        self._prefix = ""

    def begin(self, epoch: str) -> None:
        self._prefix = f"bidroom:{epoch}:"

    async def close(self) -> None:
        with contextlib.suppress(OSError), _away():
            await self._redis.delete(self._mine)
        await self._redis.aclose()

    async def write(self, channels: Collection[str], state_of: StateOf) -> None:
        states = {channel: state_of(channel) for channel in channels}
        gone = [channel for channel, state in states.items() if not state]
        said: Any = {channel: state for channel, state in states.items() if state}
        with _away():
            async with self._redis.pipeline(transaction=False) as pipeline:
                if said:
                    pipeline.hset(self._mine, mapping=said)
                if gone:
                    pipeline.hdel(self._mine, *gone)
                pipeline.expire(self._mine, self._seconds)
                await pipeline.execute()

    async def renew(self, everything: Callable[[], Collection[str]], state_of: StateOf) -> bool:
        with _away():
            if await self._redis.hexists(self._mine, ALIVE):
                await self._redis.expire(self._mine, self._seconds)
                return True
            said: Any = {channel: state for channel in everything() if (state := state_of(channel))}
            # At once: nobody may read a lease that is there and does not say everything yet.
            async with self._redis.pipeline(transaction=True) as pipeline:
                pipeline.delete(self._mine)
                pipeline.hset(self._mine, mapping={**said, ALIVE: b""})
                pipeline.expire(self._mine, self._seconds)
                pipeline.sadd(self._processes, self._process)
                await pipeline.execute()
        return False

    async def others(self, channels: Sequence[str]) -> Mapping[str, Sequence[bytes]]:
        with _away():
            processes: Any = await self._redis.smembers(self._processes)
            others = sorted({name.decode() for name in processes} - {self._process})
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.hexists(self._mine, ALIVE)
                for process in others:
                    pipeline.hmget(self._lease(process), [ALIVE, *channels])
                mine_stands, *leases = await pipeline.execute()
            if not mine_stands:
                raise OSError("this process's own lease is gone")
            dead = [process for process, (alive, *_) in zip(others, leases, strict=True) if alive is None]
            if dead:
                await self._redis.srem(self._processes, *dead)
        living = [states for alive, *states in leases if alive is not None]
        said = zip(*living, strict=True) if living else iter(())
        return {channel: [state for state in states if state] for channel, states in zip(channels, said, strict=False)}

    @property
    def _processes(self) -> str:
        return self._prefix + "processes"

    @property
    def _mine(self) -> str:
        return self._lease(self._process)

    def _lease(self, process: str) -> str:
        return f"{self._prefix}lease:{process}"


@contextlib.contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except RedisError as trouble:
        raise OSError(str(trouble)) from trouble
