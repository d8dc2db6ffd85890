"""Two processes on one port: both are given connections, and when one goes away, with or without a goodbye, nobody misses
anything."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from server.channels.codes import SHUTDOWN
from tests.clients.founding import Founded
from tests.clients.processes import LISTENING, Sharing
from tests.clients.raw import Raw
from tests.servers import Postgres, Redis, free_port
from tests.stories.crowd import Crowd, crowd

STRANGERS = 60


@dataclass
class Farm:
    one: Sharing
    other: Sharing


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture(scope="module")
def founded(postgres: Postgres) -> Iterator[Founded]:
    founded = Founded(postgres)
    yield founded
    founded.clear_away()


@pytest.fixture
def farm(founded: Founded, redis: Redis) -> Iterator[Farm]:
    settings: dict[str, object] = {"redis_url": redis.url, "closing_seconds": 4}
    with founded.database() as url:
        port = free_port()
        farm = Farm(Sharing(url, port, settings), Sharing(url, port, settings))
        yield farm
        for process in (farm.one, farm.other):
            process.leave()


@pytest.fixture
async def strangers(farm: Farm) -> AsyncIterator[list[Raw]]:
    """Many connections, so that it is out of the question that the kernel gives one process all of them."""
    async with AsyncExitStack() as leaving:
        yield [await leaving.enter_async_context(await Raw.connected(farm.one.socket_url)) for _ in range(STRANGERS)]


@pytest.fixture
async def here(farm: Farm) -> AsyncIterator[Crowd]:
    async with crowd([farm.one, farm.other], each=3) as here:
        yield here


async def test_both_are_given_connections_and_each_hears_the_other(farm: Farm, strangers: list[Raw], here: Crowd) -> None:
    assert farm.one.connections > 5
    assert farm.other.connections > 5
    job = f"job:{here.job}"
    for stranger in strangers:
        await stranger.subscribes(job)
    await here.works(enough(here, 200))
    logs = await here.has_lost_nothing()
    for stranger in strangers:
        top = logs[job][-1][0]
        assert [pub["offset"] for pub in await stranger.received(job, top)] == list(range(1, top + 1))


async def test_who_is_told_goodbye_goes_over_to_the_other(farm: Farm, strangers: list[Raw], here: Crowd) -> None:
    working = asyncio.create_task(here.works(enough(here, 400)))
    await here.reaches(100)
    its = farm.one.connections
    assert its
    leaving = asyncio.create_task(asyncio.to_thread(farm.one.shut_down))  # must end with exit code 0
    while farm.one.process and farm.one.sockets(LISTENING):
        await asyncio.sleep(0.01)
    for _ in range(STRANGERS):  # while the goodbyes are said, whoever comes is given to the other
        async with await Raw.connected(farm.other.socket_url) as raw:
            assert (await raw.asks("ping"))["ping"] == {}
    await leaving
    told = [stranger for stranger in strangers if stranger.ended]
    assert 0 < len(told) < STRANGERS
    assert {await stranger.closed() for stranger in told} == {SHUTDOWN}
    await working
    await here.has_lost_nothing()


async def test_who_is_told_nothing_goes_over_to_the_other(farm: Farm, here: Crowd) -> None:
    working = asyncio.create_task(here.works(enough(here, 400)))
    await here.reaches(100)
    await asyncio.to_thread(farm.one.kill)
    await working
    await here.has_lost_nothing()
    await asyncio.to_thread(farm.one.start)
    assert farm.one.sockets(LISTENING) == farm.other.sockets(LISTENING) == 1


def enough(here: Crowd, commands: int) -> Callable[[], bool]:
    return lambda: len(here.done) >= commands
