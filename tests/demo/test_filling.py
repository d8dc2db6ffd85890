"""The demo's market is there whole and once, told by the actions themselves."""

import json
from collections import Counter

import pytest

from server.demo.filling import fill
from server.demo.market import BRIEFS, PEOPLE
from server.errors import Refusal
from server.messages import NOBODY
from server.storage.event_log import FIRST_HEAD
from server.storage.verify import verify
from tests.auction.work import posts_a_job
from tests.people.stage import Actor, Stage


async def fills(stage: Stage) -> bool:
    return await stage.database.write(NOBODY, fill)


async def enters(stage: Stage, name: str) -> Actor:
    cast = (await stage.nobody.asks("demo.status"))["cast"]
    person = next(member["person"] for member in cast if member["name"] == name)
    return await stage.signed_in(name, (await stage.nobody.does("demo.enter", person=person))["token"])


async def test_an_empty_site_becomes_a_market(stage: Stage) -> None:
    assert await fills(stage)

    cast = (await stage.nobody.asks("demo.status"))["cast"]
    assert len(cast) == len(PEOPLE) == 30
    jobs = (await stage.nobody.asks("job.list", limit=100))["jobs"]
    told = [brief for brief in BRIEFS if brief.opened is not None]
    closed = {brief.title for brief in told if brief.cancelled is None and brief.closes is not None and brief.closes < -1}
    cancelled = {brief.title for brief in told if brief.cancelled is not None}
    assert {job["title"] for job in jobs} == {brief.title for brief in told} - closed - cancelled
    assert len(jobs) > 30
    assert {job["kind"] for job in jobs} == {"fixed", "hourly"}

    states: Counter[str] = Counter()
    for member in cast:
        page = await stage.nobody.asks("profile.get", person=member["person"])
        assert page["profile"]["headline"]
        assert page["profile"]["about"]
        states.update({state: page["hiring"][state] for state in ("open", "closed", "cancelled", "bids")})
    assert (states["open"], states["closed"], states["cancelled"]) == (len(jobs), len(closed), len(cancelled))
    assert states["bids"] > 100


async def test_every_branch_has_jobs_and_several_bids(stage: Stage) -> None:
    await fills(stage)
    olga = await stage.enters("Olga")
    roots = [each["slug"] for each in (await olga.asks("category.list"))["categories"] if each["parent"] is None]
    for root in roots:
        jobs = (await olga.asks("job.list", category=root))["jobs"]
        pages = [await olga.asks("bid.list", job=job["id"]) for job in jobs]
        assert len(jobs) >= 3, root
        assert max(len(page["bids"]) for page in pages) >= 3, root


async def test_the_past_is_told_in_order_and_the_record_is_whole(stage: Stage) -> None:
    await fills(stage)

    news = stage.news()
    for events in news.values():
        moments = [event["at"] for event in events]
        assert moments == sorted(moments)
    opened = [event["at"][:10] for event in news["market"] if event["type"] == "job.opened"]
    assert len(set(opened)) > 3, "all jobs opened on a few days"
    types = Counter(event["type"] for events in news.values() for event in events)
    assert types.keys() >= {"bid.placed", "bid.revised", "bid.withdrawn", "job.closed", "job.cancelled", "job.opened"}
    with stage.database.engine.begin() as connection:
        assert list(verify(connection, [])) == []
    position = (await stage.nobody.asks("job.list"))["positions"]["market"]
    assert position["offset"] == len(news["market"])
    assert position["head"] != FIRST_HEAD.hex()


async def test_pitches_differ_and_name_their_days(stage: Stage) -> None:
    await fills(stage)
    pitches = []
    for publication in stage.published:
        event = json.loads(publication.body)
        if publication.channel.startswith("bids:") and event["type"] == "bid.placed":
            assert "{" not in event["pitch"]
            pitches.append(event["pitch"])
    assert len(set(pitches)) > len(pitches) * 0.9


async def test_a_second_time_nothing_happens(stage: Stage) -> None:
    await fills(stage)
    stage.news()
    visitor = await stage.enters("Rita")
    await posts_a_job(visitor)
    stage.news()

    assert not await fills(stage)
    assert stage.news() == {}


async def test_no_demo_is_made_of_somebodys_own_site(stage: Stage, carla: Actor) -> None:
    stage.news()
    with pytest.raises(Refusal, match="people who are not the demo's"):
        await fills(stage)
    assert stage.news() == {}
    assert (await carla.asks("demo.status"))["cast"] == []


async def test_the_cast_was_there_before_and_waits_for_nobodys_session(stage: Stage) -> None:
    await fills(stage)
    fred = await enters(stage, "Fred Okafor")
    assert [entry["current"] for entry in (await fred.asks("session.list"))["sessions"]] == [True]
    assert (await fred.asks("bid.mine"))["bids"]
    assert all(step["done"] for step in (await fred.asks("home"))["profile"])
