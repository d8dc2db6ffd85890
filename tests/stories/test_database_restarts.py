"""PostgreSQL is restarted under load, politely and by a crash: the server lives on, and nothing is lost or done twice.

`RESTARTS` and `COMMANDS` in the environment make it longer.
"""

import asyncio
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.clients.founding import Founded
from tests.clients.site import Site
from tests.servers import Postgres
from tests.stories.crowd import Crowd, crowd

RESTARTS = int(os.environ.get("RESTARTS", "2"))
COMMANDS = int(os.environ.get("COMMANDS", "300"))
EACH = int(os.environ.get("EACH", "1"))
REPEATED = 30


@pytest.fixture(scope="module")
def cluster() -> Iterator[Postgres]:
    """Its own: nobody else's tests should feel this."""
    with Postgres() as server:
        yield server


@pytest.fixture
def site(cluster: Postgres) -> Iterator[Site]:
    founded = Founded(cluster)
    with founded.copy() as site:
        yield site
    founded.clear_away()


@pytest.mark.timeout(90 + 30 * RESTARTS)
async def test_the_database_restarts_under_load(cluster: Postgres, site: Site, record_property: Any) -> None:
    site.may_log_trouble = True  # that the database was away is worth a line
    assert site.process
    pid = site.process.pid
    async with crowd([site], each=EACH) as here:
        working = asyncio.create_task(here.works(lambda: len(here.done) >= COMMANDS and restarting.done()))
        restarting = asyncio.create_task(restart_now_and_then(cluster, here))
        await asyncio.gather(working, restarting)
        logs = await here.has_lost_nothing()

        await here.repeats(REPEATED)
    assert here.attempts_in_vain, "no restart met a command"
    assert site.process.poll() is None
    assert site.process.pid == pid
    here.tells(
        record_property,
        commands=len(here.done),
        restarts=RESTARTS,
        attempts_in_vain=here.attempts_in_vain,
        repeated=REPEATED,
        subscribers=len(here.pages),
        events=sum(map(len, logs.values())),
    )


async def restart_now_and_then(cluster: Postgres, here: Crowd) -> None:
    for number in range(RESTARTS):
        await here.reaches(int(COMMANDS * (number + random.uniform(0.3, 0.7)) / RESTARTS))
        if number % 2:
            await asyncio.to_thread(cluster.kill)
        await asyncio.to_thread(cluster.restart)
