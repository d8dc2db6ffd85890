"""Taking a bid back."""

import asyncio
import json

from tests.auction.work import bids, posts_a_job
from tests.people.stage import Actor, Stage


async def test_each_audience_hears_what_it_may(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job)
    stage.news()
    await fred.does("bid.withdraw", bid=bid, reason="I am ill.")

    news = stage.news()
    assert news.keys() == {f"job:{job}", f"bidders:{job}", f"bids:{job}", f"person:{fred.id}"}
    (count,), (withdrawn,), (with_reason,) = news[f"job:{job}"], news[f"bidders:{job}"], news[f"bids:{job}"]
    assert (count["type"], count["count"], "by" in count) == ("bid_count.changed", 0, False)
    assert withdrawn == {
        "type": "bid.withdrawn",
        "at": withdrawn["at"],
        "by": fred.author,
        "job": job,
        "bid": bid,
        "bidder": fred.author,
        "withdrawn_at": withdrawn["withdrawn_at"],
    }
    assert with_reason == withdrawn | {"reason": "I am ill."}
    assert news[f"person:{fred.id}"][0]["mine"] == (await fred.asks("job.get", job=job))["my_bid"]
    assert (await carla.asks("job.get", job=job))["bid_count"] == 0


async def test_after_closing_the_record_shows_why(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job)
    await stage.clock_passes(hours=1)
    for _ in range(2):
        refusal = await fred.is_refused("bid.withdraw", bid=bid)
        assert (refusal.name, refusal.faults[0].field) == ("invalid", "reason")
        await stage.clock_ticks()
    await fred.does("bid.withdraw", bid=bid, reason="I took another job.")

    (entry,) = (await carla.asks("bid.list", job=job))["bids"]
    assert (entry["state"], entry["reason"], entry["rank"]) == ("withdrawn", "I took another job.", None)
    assert (await fred.is_refused("bid.place", job=job, amount=1, days=1, pitch="x" * 20)).name == "bidding_closed"


async def test_once(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job)
    stage.news()
    both = await asyncio.gather(*(fred.does("bid.withdraw", bid=bid) for _ in range(2)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in both) == ["NotStanding", "dict"]
    assert len(stage.news()[f"bids:{job}"]) == 1
    assert (await carla.asks("job.get", job=job))["bid_count"] == 0


async def test_many_at_once_are_all_counted(stage: Stage, carla: Actor) -> None:
    job = await posts_a_job(carla)
    bidders = [await stage.enters(f"Fred{number}") for number in range(10)]
    placed = [await bids(bidder, job) for bidder in bidders]
    stage.news()
    await asyncio.gather(
        *(bidder.does("bid.withdraw", bid=bid) for bidder, bid in zip(bidders[:5], placed[:5], strict=True)),
        *(bidder.does("bid.revise", bid=bid, days=1) for bidder, bid in zip(bidders[5:], placed[5:], strict=True)),
    )
    heard = sorted(stage.heard, key=lambda publication: publication.offset)
    assert [json.loads(each.body)["count"] for each in heard if each.channel == f"job:{job}"] == [9, 8, 7, 6, 5]
    assert (await carla.asks("job.get", job=job))["bid_count"] == 5


async def test_only_ones_own(stage: Stage, carla: Actor, fred: Actor, olga: Actor) -> None:
    bid = await bids(fred, await posts_a_job(carla))
    for somebody, name in ((olga, "not_found"), (carla, "not_found"), (stage.nobody, "not_signed_in")):
        assert (await somebody.is_refused("bid.withdraw", bid=bid)).name == name
