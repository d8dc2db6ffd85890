"""The demo's people act by themselves, as clients like everybody, within bounds, and rest at the switch."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from random import Random

import pytest

from server.demo.acting import MOST_BIDS, MOST_VERSIONS, OPEN_JOBS, Acting
from server.demo.company import Company
from tests.cast import Person
from tests.clients.site import Site
from tests.demo.quick import acting_quickly

A_WHILE = 60.0
"""Seconds that a busy machine may need."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A site that serves a demo, as `BIDROOM_DEMO=1` says."""
    url = request.getfixturevalue("postgres").create_database() if request.param == "postgresql" else None
    site = Site(url, settings={"demo": 1})
    yield site
    site.leave()


@pytest.fixture
async def rita(demo: Site) -> AsyncIterator[Person]:
    """Tries the demo, under an account of her own."""
    rita = await Person(demo, "Rita").has_an_account()
    await rita.does("demo.simulate", on=True)
    yield rita
    await rita.leaves()


async def test_the_server_itself_lets_them_act(demo: Site, rita: Person) -> None:
    before = bids_ever(demo)
    async with asyncio.timeout(A_WHILE):
        while bids_ever(demo) == before:
            await asyncio.sleep(0.1)


async def test_whoever_posts_a_job_sees_bids_arrive(demo: Site, rita: Person) -> None:
    job = await rita.posts_a_job()
    for channel in (f"bids:{job}", f"job:{job}"):
        await rita.subscribes(channel)
    async with acting_quickly(demo):
        first = await rita.receives("bid.placed", on=f"bids:{job}")
        second = await rita.receives("bid.placed", on=f"bids:{job}")
    assert first["bidder"]["id"] != second["bidder"]["id"]
    assert len(first["pitch"]) > 100
    counts = [each.data["count"] for each in rita.socket.received if each.data["type"] == "bid_count.changed"]
    assert counts[:2] == [1, 2]
    cast = {member["person"] for member in (await rita.asks("demo.status"))["cast"]}
    assert {first["bidder"]["id"], second["bidder"]["id"]} <= cast


async def test_they_rest_at_the_switch_and_go_on_at_it(demo: Site, rita: Person) -> None:
    await rita.subscribes("demo")
    async with acting_quickly(demo):
        await until_something_happens(demo)
        await rita.does("demo.simulate", on=False)
        assert (await rita.receives("simulation.switched"))["on"] is False
        # What was on its way when the switch was turned may still arrive.
        quiet = 0
        async with asyncio.timeout(A_WHILE):
            while quiet < 30:
                before = events(demo)
                await asyncio.sleep(0.05)
                quiet = quiet + 1 if events(demo) == before else 0
        assert (await rita.asks("demo.status"))["simulating"] is False

        await rita.does("demo.simulate", on=True)
        await until_something_happens(demo)


async def test_they_keep_within_bounds(demo: Site, rita: Person) -> None:
    done: Counter[str | None] = Counter()
    async with Company(demo.socket_url) as company:
        await company.may_act.wait()
        acting = Acting(company, Random(7))
        for _ in range(200):
            done[await acting.act()] += 1
    assert done.keys() >= {"bid.place", "bid.revise", "bid.withdraw"}, done
    assert demo.select("SELECT max(bid_count) FROM job")[0][0] <= MOST_BIDS + 1  # two may come at the same time
    assert demo.select("SELECT max(version) FROM bid")[0][0] <= MOST_VERSIONS + 1
    assert demo.select("SELECT count(*) FROM job WHERE state = 'open'")[0][0] <= OPEN_JOBS + 5  # Rita's are there too


async def test_a_member_who_was_sent_away_comes_back(demo: Site, rita: Person) -> None:
    async with Company(demo.socket_url) as company:
        await company.may_act.wait()
        person = company.cast[0]["person"]
        member = await company.member(person)
        await member.asks("account.sign_out")
        async with asyncio.timeout(A_WHILE):
            while not member.is_gone:
                await asyncio.sleep(0.01)
        again = await company.member(person)
        assert again is not member
        assert (await again.asks("me"))["profile"]["id"] == person


async def test_their_trouble_is_told_once_and_ends_with_it(
    demo: Site, rita: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "server.demo.simulation"):
        async with acting_quickly(demo):
            await until_something_happens(demo)
            demo.kill()
            async with asyncio.timeout(A_WHILE):
                while not caplog.records:
                    await asyncio.sleep(0.05)
            demo.start()
            await until_something_happens(demo)
    assert len(caplog.records) == 1


async def test_entering_over_http_keeps_the_cookie(demo: Site, rita: Person) -> None:
    cast = (await rita.asks("demo.status"))["cast"]
    async with demo.client(headers={"Origin": demo.url}) as browser:
        entered = await browser.post("/api/demo.enter", json={"person": cast[3]["person"]})
        assert entered.json()["person"] == cast[3]["person"]
        assert "HttpOnly" in entered.headers["set-cookie"]
        me = (await browser.get("/api/me")).json()
        assert me["profile"]["name"] == cast[3]["name"]
        assert (await browser.post("/api/demo.enter", json={"person": rita.id})).status_code == 404


async def test_a_stopping_server_lets_them_sign_out(demo: Site, rita: Person) -> None:
    await until_something_happens(demo)
    before = standing_sessions(demo)
    demo.shut_down()
    assert standing_sessions(demo) < before
    demo.start()


async def until_something_happens(demo: Site) -> None:
    before = events(demo)
    async with asyncio.timeout(A_WHILE):
        while events(demo) == before:
            await asyncio.sleep(0.05)


def events(demo: Site) -> int:
    return int(demo.select("SELECT count(*) FROM event WHERE channel <> 'demo' AND channel NOT LIKE 'person:%'")[0][0])


def bids_ever(demo: Site) -> int:
    return int(demo.select("SELECT count(*) FROM bid_version")[0][0])


def standing_sessions(demo: Site) -> int:
    """Of the cast: theirs say no address."""
    return int(demo.select("SELECT count(*) FROM session WHERE ended_at IS NULL AND address = ''")[0][0])
