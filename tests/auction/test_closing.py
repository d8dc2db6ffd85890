"""Bidding ends once, whoever says so and however many clocks there are."""

import asyncio
from pathlib import Path

from server.auction.closing import close_due_job, due_jobs
from server.messages import NOBODY
from tests.auction.work import PITCH, bids, hence, posts_a_job
from tests.people.stage import Actor, Stage, open_database


async def test_the_clock_closes_what_is_due(stage: Stage, carla: Actor) -> None:
    later = await posts_a_job(carla, closes_at=hence(minutes=50))
    sooner = await posts_a_job(carla, closes_at=hence(minutes=40))
    await posts_a_job(carla)
    assert await stage.clock_ticks() == []
    await stage.clock_passes(minutes=51)
    stage.news()

    assert await stage.clock_ticks() == [sooner, later]
    assert await stage.clock_ticks() == []
    news = stage.news()
    assert news.keys() == {"market", *(f"{kind}:{job}" for kind in ("job", "bidders") for job in (later, sooner))}
    page = await carla.asks("job.get", job=sooner)
    for closed in (news["market"][0], news[f"job:{sooner}"][0], news[f"bidders:{sooner}"][0]):
        assert (closed["type"], closed["job"], closed["closed_at"]) == ("job.closed", sooner, page["closed_at"])
        assert "by" not in closed
    assert page["card"]["state"] == "closed"


async def test_a_tick_takes_a_bounded_bite(stage: Stage, carla: Actor) -> None:
    jobs = [await posts_a_job(carla) for _ in range(3)]
    await stage.clock_passes(hours=1)
    assert await stage.database.read(NOBODY, due_jobs, 2) == jobs[:2]


async def test_two_clocks_close_once(kind: str, place: str | Path, stage: Stage, carla: Actor) -> None:
    jobs = [await posts_a_job(carla) for _ in range(5)]
    await stage.clock_passes(hours=1)
    stage.news()
    # SQLite has one server process, PostgreSQL any number.
    other = stage.database if kind == "sqlite" else open_database(kind, place)
    if other is not stage.database:
        await other.open()
        other.publish = stage.heard.extend
    closings = [database.write(NOBODY, close_due_job, job) for job in jobs for database in (stage.database, other)]
    done = await asyncio.gather(*closings)
    if other is not stage.database:
        await other.close()

    assert sorted(done) == [False] * 5 + [True] * 5
    assert sorted(closed["job"] for closed in stage.news()["market"]) == jobs


async def test_a_job_that_is_not_due_stays_open(stage: Stage, carla: Actor) -> None:
    job = await posts_a_job(carla)
    assert await stage.database.write(NOBODY, close_due_job, job) is False
    assert await stage.database.write(NOBODY, close_due_job, 999) is False
    assert (await carla.asks("job.get", job=job))["card"]["state"] == "open"


async def test_a_late_bid_is_refused_before_the_clock_comes_by(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job)
    await stage.clock_passes(hours=1)
    stage.news()
    assert (await carla.asks("job.get", job=job))["card"]["state"] == "open"
    fields = {"amount": 1, "days": 1, "pitch": PITCH}
    assert (await fred.is_refused("bid.place", job=job, **fields)).name == "bidding_closed"
    assert (await fred.is_refused("bid.revise", bid=bid, amount=1)).name == "bidding_closed"
    assert stage.news() == {}


async def test_the_client_closes_early(stage: Stage, carla: Actor) -> None:
    job = await posts_a_job(carla)
    stage.news()
    await carla.does("job.close", job=job)
    news = stage.news()
    assert news.keys() == {"market", f"job:{job}", f"bidders:{job}"}
    for (closed,) in news.values():
        assert (closed["type"], closed["by"]) == ("job.closed", carla.author)
    assert (await carla.is_refused("job.close", job=job)).name == "not_open"
    await stage.clock_passes(hours=1)
    assert await stage.clock_ticks() == []


async def test_only_the_client(stage: Stage, carla: Actor, olga: Actor) -> None:
    job = await posts_a_job(carla)
    for somebody, name in ((olga, "not_found"), (stage.nobody, "not_signed_in")):
        assert (await somebody.is_refused("job.close", job=job)).name == name


async def test_no_bid_follows_the_close(stage: Stage, carla: Actor) -> None:
    """Twelve bid or revise while the client closes: whoever gets through stands before the close in the log."""
    bidders = [await stage.enters(f"Fred{number}") for number in range(12)]
    job = await posts_a_job(carla)
    earlier = [await bids(bidder, job) for bidder in bidders[:6]]
    stage.news()
    placing = [bids(bidder, job) for bidder in bidders[6:]]
    revising = [bidder.does("bid.revise", bid=bid, amount=7) for bidder, bid in zip(bidders, earlier, strict=False)]
    mixed = [each for pair in zip(placing, revising, strict=True) for each in pair]
    done = await asyncio.gather(*mixed[:6], carla.does("job.close", job=job), *mixed[6:], return_exceptions=True)

    assert done.pop(6) == {}
    placed = [each for each in done if not isinstance(each, BaseException)]
    assert {type(each).__name__ for each in done} <= {"int", "dict", "BiddingClosed"}
    published = [publication for publication in stage.heard if publication.channel == f"bidders:{job}"]
    in_order = sorted(published, key=lambda publication: publication.offset)
    types = [b'"job.closed"' in publication.body for publication in in_order]
    assert types == [False] * len(placed) + [True]
    assert (await carla.asks("job.get", job=job))["bid_count"] == 6 + sum(isinstance(each, int) for each in placed)
