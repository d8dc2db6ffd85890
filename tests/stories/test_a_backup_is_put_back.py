"""A backup is put back under two running processes: everybody takes a fresh snapshot, and goes on in the new life."""

import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.cast import Person
from tests.clients.founding import Founded
from tests.clients.processes import Another
from tests.clients.raw import Raw
from tests.clients.site import Site
from tests.servers import Postgres, Redis


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture
def farm(postgres: Postgres, redis: Redis) -> Iterator[tuple[Site, Site]]:
    founded = Founded(postgres)
    settings: dict[str, object] = {"redis_url": redis.url, "closing_seconds": 1}
    with founded.copy(**settings) as here:
        there = Another(here.database_url, settings=settings)
        yield here, there
        there.leave()
    founded.clear_away()


@pytest.fixture
async def people(farm: tuple[Site, Site]) -> AsyncIterator[list[Person]]:
    async with AsyncExitStack() as leaving:
        everybody = [Person(farm[0], "Carla"), Person(farm[1], "Fred")]
        for person in everybody:
            leaving.push_async_callback(person.leaves)
            await person.has_an_account()
        yield everybody


def run(postgres: Postgres, program: str, *arguments: str | Path) -> None:
    subprocess.run([postgres.bin / program, *arguments], check=True)


async def test_nobody_goes_on_in_a_life_that_is_over(
    farm: tuple[Site, Site], people: list[Person], postgres: Postgres, tmp_path: Path
) -> None:
    here, there = farm
    carla, fred = people
    job = await carla.posts_a_job(closes_in="1h")
    bid = await fred.bids(job, 70_000)
    database = here.database_url.replace("+psycopg", "")
    backup = tmp_path / "backup.sql"
    run(postgres, "pg_dump", "--clean", "-f", backup, database)
    for amount in (60_000, 50_000, 40_000):  # what the backup knows nothing of
        await fred.does("bid.revise", bid=bid, amount=amount)
    channel = f"bidders:{job}"
    before = here.epoch()
    async with (
        await Raw.connected(here.socket_url, carla.token or "") as raw,
        await Raw.connected(there.socket_url, fred.token or "") as other,
    ):
        for each in (raw, other):
            await each.subscribes(channel, recover=True, offset=0, epoch=before)
        run(postgres, "psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", backup, database)
        here.bidroom("restored")
        assert here.epoch() != before
        for each in (raw, other):
            assert await each.closed() == (3010, "insufficient state")

    async with (
        await Raw.connected(here.socket_url, carla.token or "") as raw,
        await Raw.connected(there.socket_url, fred.token or "") as other,
    ):
        for each in (raw, other):
            reply = await each.subscribes(channel, recover=True, offset=4, epoch=before)
            assert (reply["was_recovering"], reply.get("recovered", False), reply["offset"]) == (True, False, 1)
        for person in people:
            listed = await person.asks("bid.list", job=job)
            assert [entry["amount"] for entry in listed["bids"]] == [70_000]
            assert (listed["positions"][channel]["offset"], listed["positions"][channel]["epoch"]) == (1, here.epoch())
        await fred.does("bid.revise", bid=bid, amount=65_000)  # in one process, heard in both
        for each in (raw, other):
            assert [pub["offset"] for pub in await each.received(channel, 2)] == [2]
    assert [offset for offset, _ in here.logged(channel)] == [1, 2]
