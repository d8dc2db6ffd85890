"""One suite for every bus: what is followed arrives, what is not is silent, and Redis may go away and come back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack

import msgpack
import pytest
from redis.asyncio import Redis as Client

from server.channels.bus import Bus, MemoryBus
from server.channels.notices import ClientInfo, Kind, Notice
from server.channels.redis_bus import RedisBus
from server.storage.event_log import Publication
from tests.servers import Redis

PATIENCE = 20.0


class Listener:
    """A bus and all that it delivered."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.heard: list[Publication] = []
        self.noticed: list[Notice] = []

    def notice(self, notice: Notice) -> None:
        self.noticed.append(notice)

    def deliver(self, publications: Sequence[Publication]) -> None:
        self.heard += publications

    async def hears(self, publication: Publication) -> None:
        async with asyncio.timeout(PATIENCE):
            while publication not in self.heard:
                await asyncio.sleep(0.01)


def said(channel: str, offset: int, recheck: int | None = None) -> Publication:
    return Publication(channel, offset, '{"é":1}'.encode(), recheck)


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


Joins = Callable[[], Awaitable[Listener]]


@pytest.fixture(params=["memory", "redis"])
async def joins(request: pytest.FixtureRequest) -> AsyncIterator[Joins]:
    """Another process at the same bus. Where there is only one process it is the same one."""
    async with AsyncExitStack() as leaving:
        alone = Listener(MemoryBus())

        async def join() -> Listener:
            listener = alone
            if request.param == "redis":
                listener = Listener(RedisBus(request.getfixturevalue("redis").url))
                leaving.push_async_callback(listener.bus.close)
            await listener.bus.open(listener.deliver, listener.notice, "an epoch")
            return listener

        yield join


async def test_what_is_followed_arrives_everywhere(joins: Joins) -> None:
    here, there = await joins(), await joins()
    await here.bus.follow("room:1")
    await there.bus.follow("room:1")
    here.bus.publish([said("room:1", 1), said("room:1", 2, recheck=7)])
    there.bus.publish([said("room:1", 3)])
    for listener in (here, there):
        for publication in (said("room:1", 1), said("room:1", 2, recheck=7), said("room:1", 3)):
            await listener.hears(publication)


async def test_the_author_hears_at_once(joins: Joins) -> None:
    here = await joins()
    await here.bus.follow("room:1")
    here.bus.publish([said("room:1", 1)])
    assert here.heard == [said("room:1", 1)]


@pytest.mark.parametrize("joins", ["redis"], indirect=True)
async def test_notices_reach_the_other_processes_that_follow_after_what_was_published_before(joins: Joins) -> None:
    here, there, elsewhere = await joins(), await joins(), await joins()
    await here.bus.follow("room:1")
    await there.bus.follow("room:1")
    await elsewhere.bus.follow("room:2")
    signal = Notice("room:1", Kind.SIGNAL, ClientInfo("7", "a", b'{"id":7}'), '{"é":1}'.encode(), 3, 9)
    leave = Notice("room:1", Kind.LEAVE, ClientInfo("", "b", b""))
    here.bus.publish([said("room:1", 3)])
    here.bus.tell(signal)
    here.bus.tell(leave)
    await there.hears(said("room:1", 3))
    async with asyncio.timeout(PATIENCE):
        while len(there.noticed) < 2:
            await asyncio.sleep(0.01)
    here.bus.publish([said("room:2", 1)])
    await elsewhere.hears(said("room:2", 1))
    assert there.noticed == [signal, leave]
    assert here.noticed == elsewhere.noticed == []


@pytest.mark.parametrize("joins", ["redis"], indirect=True)
async def test_after_a_restoration_only_the_new_life_is_heard(joins: Joins) -> None:
    here, there = await joins(), await joins()
    for listener in (here, there):
        await listener.bus.follow("room:1")
    await here.bus.begin_anew("another epoch")
    await here.bus.follow("room:1")
    there.bus.publish([said("room:1", 1)])
    await there.bus.begin_anew("another epoch")
    await there.bus.follow("room:1")
    there.bus.publish([said("room:1", 2)])
    await here.hears(said("room:1", 2))
    assert here.heard == [said("room:1", 2)]
    assert not here.bus.away


@pytest.mark.parametrize("joins", ["redis"], indirect=True)
async def test_what_is_not_followed_is_silent_elsewhere(joins: Joins) -> None:
    here, there = await joins(), await joins()
    await there.bus.follow("room:1")
    await there.bus.follow("room:2")
    there.bus.unfollow("room:2")
    await there.bus.follow("room:3")
    there.bus.unfollow("room:3")
    await there.bus.follow("room:3")
    await asyncio.sleep(0)
    here.bus.publish([said("room:2", 1), said("room:1", 1), said("room:3", 1)])
    await there.hears(said("room:3", 1))
    assert there.heard == [said("room:1", 1), said("room:3", 1)]


async def test_redis_away_and_back() -> None:
    with Redis() as redis:
        here, there = Listener(RedisBus(redis.url)), Listener(RedisBus(redis.url))
        for listener in (here, there):
            await listener.bus.open(listener.deliver, listener.notice, "an epoch")
            await listener.bus.follow("room:1")
        redis.kill()
        async with asyncio.timeout(PATIENCE):
            while not there.bus.away:
                here.bus.publish([said("room:1", 1)])  # into nothing, and nobody waits or fails
                await asyncio.sleep(0.1)
            await there.bus.follow("room:2")
        redis.restart()
        async with asyncio.timeout(PATIENCE):
            while there.bus.away or here.bus.away:
                await asyncio.sleep(0.05)
        await there.bus.follow("room:2")
        offset = 10
        async with asyncio.timeout(PATIENCE):
            while not any(each.offset >= 10 for each in there.heard):
                offset += 1
                here.bus.publish([said("room:1", offset), said("room:2", offset)])
                await asyncio.sleep(0.1)
        await there.hears(said("room:2", offset))
        for listener in (here, there):
            await listener.bus.close()


async def test_another_site_and_another_program_on_the_same_redis_change_nothing(redis: Redis) -> None:
    here, elsewhere = Listener(RedisBus(redis.url)), Listener(RedisBus(redis.url))
    await here.bus.open(here.deliver, here.notice, "one epoch")
    await elsewhere.bus.open(elsewhere.deliver, elsewhere.notice, "another epoch")
    again = Listener(RedisBus(redis.url))
    await again.bus.open(again.deliver, again.notice, "one epoch")
    for listener in (here, elsewhere):
        await listener.bus.follow("room:1")
    async with Client.from_url(redis.url) as stranger:
        for nonsense in (b"", b"nonsense", msgpack.packb({"an": "envelope"}), msgpack.packb((b"", [(1,)]))):
            await stranger.publish("bidroom:one epoch:room:1", nonsense)
    again.bus.publish([said("room:1", 1)])
    await here.hears(said("room:1", 1))
    assert here.heard == [said("room:1", 1)]
    assert elsewhere.heard == []
    for listener in (here, elsewhere, again):
        await listener.bus.close()
