"""Two processes behind one Redis: one of them is killed again and again, then Redis is, while everybody works.

`KILLS`, `AWAYS`, `AWAY_SECONDS` and `EACH` (pages of each SDK and format) in the environment make it longer.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.clients.founding import Founded
from tests.clients.processes import Another
from tests.clients.site import Site
from tests.servers import Postgres, Redis
from tests.stories.crowd import Crowd, crowd

KILLS = int(os.environ.get("KILLS", "2"))
AWAYS = int(os.environ.get("AWAYS", "1"))
AWAY_SECONDS = float(os.environ.get("AWAY_SECONDS", "4"))
EACH = int(os.environ.get("EACH", "2"))
COMMANDS_A_KILL = 150
PAUSE = 0.02


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
def farm(founded: Founded, redis: Redis) -> Iterator[tuple[Site, Site]]:
    with founded.copy(redis_url=redis.url) as one, another(one, redis) as other:
        yield one, other


@contextmanager
def another(one: Site, redis: Redis) -> Iterator[Site]:
    other = Another(one.database_url, settings={"redis_url": redis.url})
    yield other
    other.leave()


@pytest.fixture
async def here(farm: tuple[Site, Site]) -> AsyncIterator[Crowd]:
    async with crowd(farm, each=EACH) as here:
        yield here


@pytest.mark.timeout(90 + 30 * KILLS)
async def test_one_of_two_processes_dies(farm: tuple[Site, Site], here: Crowd, record_property: Any) -> None:
    working = asyncio.create_task(here.works(lambda: len(here.done) >= (KILLS + 1) * COMMANDS_A_KILL))
    for number in range(KILLS):
        await here.reaches(int(COMMANDS_A_KILL * (number + random.uniform(0.3, 1.2))))
        dies = farm[number % 2]
        await asyncio.to_thread(dies.kill)
        await asyncio.to_thread(dies.start)
    await working
    logs = await here.has_lost_nothing()
    assert here.attempts_in_vain, "no kill met a command"
    await here.repeats(30)
    here.tells(
        record_property,
        commands=len(here.done),
        kills=KILLS,
        attempts_in_vain=here.attempts_in_vain,
        repeated=30,
        events=sum(map(len, logs.values())),
        subscribers=len(here.pages),
    )


@pytest.mark.timeout(90 + AWAYS * (AWAY_SECONDS + 10) * 2)
async def test_redis_is_away(redis: Redis, here: Crowd, record_property: Any) -> None:
    going = asyncio.create_task(go_away(redis))
    await here.works(going.done, PAUSE)
    await going
    logs = await here.has_lost_nothing()
    here.tells(
        record_property,
        commands=len(here.done),
        times_away=AWAYS,
        seconds_each=AWAY_SECONDS,
        attempts_in_vain=here.attempts_in_vain,
        events=sum(map(len, logs.values())),
        subscribers=len(here.pages),
    )


async def go_away(redis: Redis) -> None:
    for _ in range(AWAYS):
        await asyncio.sleep(random.uniform(0.5, 2))
        await asyncio.to_thread(redis.kill)
        await asyncio.sleep(AWAY_SECONDS)
        await asyncio.to_thread(redis.restart)
    await asyncio.sleep(2)
