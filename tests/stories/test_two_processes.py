"""Two processes over one PostgreSQL and one Redis: what happens in one is seen in the other, once, whatever goes away."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from server.auction.closing import JobClosed
from server.channels.redis_bus import AWAY_SECONDS
from server.messages import NOBODY
from server.people import ME
from server.storage.postgres import PostgresDatabase, postgres_url
from server.storage.tx import Tx
from tests.cast import PITCH, Clock, Person
from tests.clients.answers import Refused
from tests.clients.founding import OTTO, Founded
from tests.clients.processes import Another, ClockProcess
from tests.clients.raw import Raw
from tests.clients.site import Site
from tests.servers import Postgres, Redis


@dataclass
class Farm:
    here: Site
    there: Site
    clocks: list[ClockProcess]
    redis: Redis


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture(scope="module")
def founded_on_postgres(postgres: Postgres) -> Iterator[Founded]:
    founded = Founded(postgres)
    yield founded
    founded.clear_away()


@pytest.fixture(scope="module")
def farm(founded_on_postgres: Founded, redis: Redis) -> Iterator[Farm]:
    settings: dict[str, object] = {"redis_url": redis.url}
    with founded_on_postgres.copy(**settings) as here:
        there = Another(here.database_url, settings=settings)
        clocks = [ClockProcess(here.database_url, settings=settings) for _ in range(2)]
        yield Farm(here, there, clocks, redis)
        for process in (there, *clocks):
            process.leave()


@dataclass
class Cast:
    carla: Person
    fred: Person
    frida: Person
    job: int


@pytest.fixture
async def cast(farm: Farm) -> AsyncIterator[Cast]:
    """Carla and Frida are served by one process, Fred by the other, and all follow the job."""
    async with AsyncExitStack() as leaving:
        people = [Person(farm.here, "Carla"), Person(farm.there, "Fred"), Person(farm.here, "Frida", "http")]
        for person in people:
            leaving.push_async_callback(person.leaves)
            await person.has_an_account()
        carla, fred, frida = people
        job = await carla.posts_a_job(closes_in="1h")
        for person in people:
            await person.subscribes(f"bidders:{job}")
        yield Cast(carla, fred, frida, job)


async def everybody_has_the_log(farm: Farm, cast: Cast) -> None:
    channel = f"bidders:{cast.job}"
    log = farm.here.logged(channel)
    for person in (cast.carla, cast.fred, cast.frida):
        await person.socket.reaches(channel, len(log))
        got = [(each.offset, each.data) for each in person.socket.received if each.channel == channel]
        assert got == [(offset, json.loads(body)) for offset, body in log], person.name
        assert not person.socket.troubles


async def test_each_process_hears_the_other(farm: Farm, cast: Cast) -> None:
    await asyncio.gather(cast.fred.bids(cast.job, 70_000), cast.frida.bids(cast.job, 60_000))
    for person in (cast.carla, cast.fred, cast.frida):
        await person.receives("bid.placed", amount=70_000)
        await person.receives("bid.placed", amount=60_000)
    await everybody_has_the_log(farm, cast)


async def test_one_key_raced_through_both_happens_once(farm: Farm, cast: Cast) -> None:
    elsewhere = Person(farm.here, "Fred")
    elsewhere.token, elsewhere.id = cast.fred.token, cast.fred.id
    fields: dict[str, Any] = {"job": cast.job, "amount": 50_000, "days": 3, "pitch": PITCH}
    answers = await asyncio.gather(
        *(person.does("bid.place", key="raced", **fields) for person in (cast.fred, elsewhere) * 5)
    )
    assert all(answer == answers[0] for answer in answers)
    assert len(farm.here.logged(f"bidders:{cast.job}")) == 1
    await everybody_has_the_log(farm, cast)
    await elsewhere.leaves()


async def test_two_clocks_close_a_job_once(farm: Farm, cast: Cast) -> None:
    otto = await Person(farm.there, "Otto", "http").has_signed_in(OTTO)
    await Clock(otto).passes("2h")
    for person in (cast.carla, cast.fred):
        await person.receives("job.closed", job=cast.job)
    with pytest.raises(Refused) as late:
        await cast.fred.bids(cast.job)
    assert late.value.name == "bidding_closed"
    closings = [body for _, body in farm.here.logged(f"bidders:{cast.job}") if "job.closed" in body]
    assert len(closings) == 1
    await otto.leaves()


async def test_a_process_that_dies_between_commit_and_publish_loses_no_event(farm: Farm, cast: Cast) -> None:
    # This test is that process: it commits on the same database and tells nobody.
    database = PostgresDatabase(postgres_url(farm.here.database_url), ME)
    await database.open()
    await database.write(NOBODY, unheard, f"bidders:{cast.job}")
    await database.close()
    for person in (cast.carla, cast.fred):  # with no further event on that channel
        await person.socket.reaches(f"bidders:{cast.job}", 1)
    await everybody_has_the_log(farm, cast)


def unheard(tx: Tx, channel: str) -> None:
    tx.emit(channel, JobClosed(job=1, closed_at=tx.now))


async def present(raw: Raw, channel: str) -> set[str]:
    return set((await raw.asks("presence", channel=channel))["presence"]["presence"])


def client_of(raw: Raw) -> str:
    return str(raw.messages[0]["connect"]["client"])


async def test_carla_sees_her_other_device_and_no_ghost_of_it(farm: Farm, cast: Cast) -> None:
    channel = f"bids:{cast.job}"
    async with (
        await Raw.connected(farm.here.socket_url, cast.carla.token or "") as desk,
        await Raw.connected(farm.there.socket_url, cast.carla.token or "") as phone,
    ):
        await desk.subscribes(channel, join_leave=True)
        assert await present(desk, channel) == {client_of(desk)}
        await phone.subscribes(channel)
        await desk.until(lambda each: each.get("push", {}).get("join", {}).get("info", {}).get("client") == client_of(phone))
        both = {client_of(desk), client_of(phone)}
        assert await present(desk, channel) == both
        assert await present(phone, channel) == both

        farm.there.kill()  # without a word to anybody: what it said lives on for as long as its lease
        farm.there.start()
        await desk.until(
            lambda each: each.get("push", {}).get("leave", {}).get("info", {}).get("client") == client_of(phone)
        )
        assert await present(desk, channel) == {client_of(desk)}


async def test_redis_goes_away_and_comes_back(farm: Farm, cast: Cast) -> None:
    farm.redis.kill()
    bid = await cast.frida.bids(cast.job, 60_000)
    await cast.fred.receives("bid.placed", amount=60_000)
    away = asyncio.get_running_loop().time() + AWAY_SECONDS + 1
    amount = 60_000
    while asyncio.get_running_loop().time() < away:
        amount -= 1
        await cast.frida.does("bid.revise", bid=bid, amount=amount)
        await cast.fred.receives("bid.revised", amount=amount)
    farm.redis.restart()
    for amount in range(50_000, 49_990, -1):
        await cast.frida.does("bid.revise", bid=bid, amount=amount)
        await asyncio.sleep(0.2)
    await everybody_has_the_log(farm, cast)


async def test_one_of_two_processes_is_killed(farm: Farm, cast: Cast) -> None:
    bid = await cast.fred.bids(cast.job, 70_000)
    for round_ in range(3):
        revising = asyncio.gather(
            *(cast.fred.does("bid.revise", bid=bid, amount=60_000 + round_ * 100 + number) for number in range(20))
        )
        await asyncio.sleep(0.05)
        farm.there.kill()
        farm.there.start()
        await revising
    await everybody_has_the_log(farm, cast)
