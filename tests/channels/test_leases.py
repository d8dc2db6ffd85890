"""One suite for every kind of lease: what the living say can be read by the others, and the dead say nothing."""

import asyncio
from collections.abc import Iterator

import pytest

from server.channels import redis_leases
from server.channels.leases import MemoryLeases
from server.channels.redis_leases import RedisLeases
from tests.servers import Redis

PATIENCE = 20.0


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


async def taken(redis: Redis, epoch: str) -> RedisLeases:
    leases = RedisLeases(redis.url)
    await leases.open(epoch)
    return leases


def word(text: str) -> bytes:
    return text.encode()


async def test_alone_in_memory_there_are_no_others() -> None:
    leases = MemoryLeases()
    await leases.open("epoch")
    await leases.write(["room:1"], word)
    assert await leases.renew()
    assert await leases.others(["room:1"]) == {}
    await leases.close()


async def test_the_others_say_what_they_wrote_last(redis: Redis) -> None:
    one, two, me = [await taken(redis, "first") for _ in range(3)]
    stranger = await taken(redis, "another site")
    await one.write(["room:1", "room:2"], word)
    await two.write(["room:1"], lambda channel: b"two says")
    await me.write(["room:1"], lambda channel: b"mine")
    await stranger.write(["room:1"], lambda channel: b"strange")

    said = await me.others(["room:1", "room:2", "room:3"])
    assert {name: sorted(states) for name, states in said.items()} == {
        "room:1": [b"room:1", b"two says"], "room:2": [b"room:2"], "room:3": [],
    }  # fmt: skip

    await one.write(["room:1"], lambda channel: b"")
    await two.close()
    assert await me.others(["room:1", "room:2"]) == {"room:1": [], "room:2": [b"room:2"]}
    for leases in (one, me, stranger):
        await leases.close()


async def test_whoever_stops_renewing_says_nothing_after_the_lease(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_leases, "LEASE_SECONDS", 1)
    dying, me = await taken(redis, "dying"), await taken(redis, "dying")
    await dying.write(["room:1"], word)
    assert await me.others(["room:1"]) == {"room:1": [b"room:1"]}

    async with asyncio.timeout(PATIENCE):
        while (await me.others(["room:1"])).get("room:1"):
            await me.renew()
            await asyncio.sleep(0.1)

    assert not await dying.renew()  # it was only asleep, and must write everything again
    await dying.write(["room:1"], word)
    assert await me.others(["room:1"]) == {"room:1": [b"room:1"]}
    await dying.close()
    await me.close()


async def test_redis_away_is_an_os_error_and_coming_back_empty_is_a_lost_lease() -> None:
    with Redis() as redis:
        me = await taken(redis, "epoch")
        assert await me.renew()
        redis.kill()
        for attempt in (me.renew(), me.others(["room:1"]), me.write(["room:1"], word)):
            with pytest.raises(OSError):  # noqa: PT011
                await attempt
        redis.restart()
        assert not await me.renew()
        assert await me.renew()
        await me.close()
