"""One suite for every kind of lease: what the living say can be read by the others, and the dead say nothing."""

import asyncio
from collections.abc import Iterator

import pytest

from server.channels.leases import Leases, MemoryLeases
from server.channels.redis_leases import RedisLeases
from tests.servers import Redis

PATIENCE = 20.0


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


Words = dict[str, bytes]


class Process:
    """One process, and what it would say of its channels."""

    def __init__(self, leases: Leases, words: Words) -> None:
        self.leases = leases
        self.words = words

    async def renews(self) -> bool:
        return await self.leases.renew(lambda: self.words, lambda channel: self.words.get(channel, b""))

    async def says(self, channel: str, word: bytes) -> None:
        self.words[channel] = word
        await self.leases.write([channel], lambda channel: self.words[channel])


async def begun(redis: Redis, epoch: str, seconds: int = 15, **words: bytes) -> Process:
    process = Process(RedisLeases(redis.url, seconds), {name.replace("_", ":"): word for name, word in words.items()})
    process.leases.begin(epoch)
    assert not await process.renews()
    return process


async def test_alone_in_memory_there_are_no_others() -> None:
    alone = Process(MemoryLeases(), {})
    alone.leases.begin("epoch")
    await alone.says("room:1", b"here")
    assert await alone.renews()
    assert await alone.leases.others(["room:1"]) == {}
    await alone.leases.close()


async def test_the_others_say_what_they_wrote_last(redis: Redis) -> None:
    one, two, me = await begun(redis, "first", room_2=b"early"), await begun(redis, "first"), await begun(redis, "first")
    stranger = await begun(redis, "another site")
    await one.says("room:1", b"one says")
    await two.says("room:1", b"two says")
    await me.says("room:1", b"mine")
    await stranger.says("room:1", b"strange")

    said = await me.leases.others(["room:1", "room:2", "room:3"])
    assert {name: sorted(states) for name, states in said.items()} == {
        "room:1": [b"one says", b"two says"], "room:2": [b"early"], "room:3": [],
    }  # fmt: skip

    await one.says("room:1", b"")
    await two.leases.close()
    assert await me.leases.others(["room:1", "room:2"]) == {"room:1": [], "room:2": [b"early"]}
    for process in (one, me, stranger):
        await process.leases.close()


async def test_whoever_stops_renewing_says_nothing_after_the_lease(redis: Redis) -> None:
    dying, me = await begun(redis, "dying", seconds=1, room_1=b"here"), await begun(redis, "dying")
    assert await me.leases.others(["room:1"]) == {"room:1": [b"here"]}

    async with asyncio.timeout(PATIENCE):
        while (await me.leases.others(["room:1"])).get("room:1"):
            await asyncio.sleep(0.1)

    assert not await dying.renews()  # it was only asleep, and says everything again
    assert await me.leases.others(["room:1"]) == {"room:1": [b"here"]}
    for process in (dying, me):
        await process.leases.close()


async def test_redis_away_is_an_os_error_and_so_is_a_redis_that_forgot_us() -> None:
    with Redis() as redis:
        me, other = await begun(redis, "epoch", room_1=b"mine"), await begun(redis, "epoch", room_1=b"others")
        assert await me.renews()
        redis.kill()
        for attempt in (me.renews, lambda: me.leases.others(["room:1"]), lambda: me.says("room:1", b"again"), other.renews):
            with pytest.raises(OSError):  # noqa: PT011
                await attempt()
        redis.restart()
        with pytest.raises(OSError, match="own lease is gone"):  # and nobody is taken for dead because of it
            await me.leases.others(["room:1"])
        assert not await other.renews()
        assert not await me.renews()
        assert await me.leases.others(["room:1"]) == {"room:1": [b"others"]}
        assert await me.renews()
        for process in (me, other):
            await process.leases.close()
