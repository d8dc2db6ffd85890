"""Offering to do a job."""

import asyncio
import json

import pytest
from pydantic import ValidationError

from server.auction.bidding import PlaceBid
from tests.auction.work import PITCH, bids, posts_a_job
from tests.people.stage import Actor, Stage


async def test_each_audience_hears_what_it_may(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    stage.news()
    answer = await fred.does("bid.place", job=job, amount=80_000, days=5, pitch=f" {PITCH}\r\nTruly. ")

    news = stage.news()
    assert news.keys() == {f"job:{job}", f"bidders:{job}", f"bids:{job}", f"person:{fred.id}"}
    (count,), (placed,), (with_pitch,) = news[f"job:{job}"], news[f"bidders:{job}"], news[f"bids:{job}"]
    assert {name: count[name] for name in count if name != "at"} == {"type": "bid_count.changed", "job": job, "count": 1}
    assert placed == {
        "type": "bid.placed",
        "at": placed["at"],
        "by": fred.author,
        "job": job,
        "bid": answer["bid"],
        "version": 1,
        "bidder": fred.author,
        "amount": 80_000,
        "days": 5,
        "placed_at": placed["placed_at"],
    }
    assert with_pitch == placed | {"pitch": f"{PITCH}\nTruly."}
    assert answer["version"] == 1
    (receipt,) = news[f"person:{fred.id}"]
    assert (receipt["type"], receipt["job"]) == ("bid.receipt", job)
    assert receipt["mine"] == (await fred.asks("job.get", job=job))["my_bid"]


async def test_one_live_bid_each(stage: Stage, carla: Actor, fred: Actor, frida: Actor) -> None:
    job = await posts_a_job(carla)
    await bids(fred, job)
    await bids(frida, job)
    stage.news()
    assert (await fred.is_refused("bid.place", job=job, amount=1, days=1, pitch=PITCH)).name == "already_bid"
    assert stage.news() == {}
    assert (await carla.asks("job.get", job=job))["bid_count"] == 2


async def test_of_two_placed_at_once_one_stands(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    stage.news()
    both = await asyncio.gather(*(bids(fred, job, amount) for amount in (1, 2)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in both) == ["AlreadyBid", "int"]
    assert len(stage.news()[f"bidders:{job}"]) == 1
    assert (await carla.asks("job.get", job=job))["bid_count"] == 1


async def test_many_at_once_are_all_counted(stage: Stage, carla: Actor) -> None:
    bidders = [await stage.enters(f"Fred{number}") for number in range(10)]
    job = await posts_a_job(carla)
    stage.news()
    await asyncio.gather(*(bids(bidder, job) for bidder in bidders))
    heard = sorted(stage.heard, key=lambda publication: publication.offset)
    counts = [json.loads(each.body)["count"] for each in heard if each.channel == f"job:{job}"]
    assert counts == list(range(1, 11))
    assert (await carla.asks("job.get", job=job))["bid_count"] == 10


async def test_placing_again_is_a_new_version_of_the_same_bid(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job, 80_000)
    await fred.does("bid.withdraw", bid=bid, reason="I was ill.")
    stage.news()
    answer = await fred.does("bid.place", job=job, amount=70_000, days=3, pitch=PITCH)

    assert answer == {"bid": bid, "version": 2}
    news = stage.news()
    assert news[f"job:{job}"][0]["count"] == 1
    (placed,) = news[f"bidders:{job}"]
    assert (placed["type"], placed["bid"], placed["version"], placed["amount"]) == ("bid.placed", bid, 2, 70_000)
    mine = (await fred.asks("job.get", job=job))["my_bid"]
    assert (mine["state"], mine["version"], mine["withdrawn_at"]) == ("placed", 2, None)
    (entry,) = (await carla.asks("bid.list", job=job))["bids"]
    assert (entry["state"], entry["reason"], entry["placed_at"]) == ("placed", None, placed["placed_at"])
    with stage.database.engine.connect() as connection:
        versions = connection.exec_driver_sql("SELECT bid_id, version, amount FROM bid_version ORDER BY version").all()
    assert [tuple(version) for version in versions] == [(bid, 1, 80_000), (bid, 2, 70_000)]


async def test_not_on_ones_own_job(stage: Stage, carla: Actor) -> None:
    job = await posts_a_job(carla)
    stage.news()
    assert (await carla.is_refused("bid.place", job=job, amount=1, days=1, pitch=PITCH)).name == "own_job"
    assert stage.news() == {}


async def test_not_on_what_is_closed_or_missing(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    await carla.does("job.close", job=job)
    assert (await fred.is_refused("bid.place", job=job, amount=1, days=1, pitch=PITCH)).name == "bidding_closed"
    assert (await fred.is_refused("bid.place", job=999, amount=1, days=1, pitch=PITCH)).name == "not_found"
    assert (await stage.nobody.is_refused("bid.place", job=job, amount=1, days=1, pitch=PITCH)).name == "not_signed_in"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("job", 0),
        ("job", 2**53),
        ("job", "7"),
        ("amount", 0),
        ("amount", -5),
        ("amount", 0.5),
        ("amount", 10**12 + 1),
        ("days", 0),
        ("days", 3651),
        ("pitch", "I can."),
        ("pitch", " " * 30),
        ("pitch", "x" * 5001),
        ("pitch", PITCH + "\0"),
        ("score", 100),
    ],
)
def test_fields_that_cannot_be_right(field: str, value: object) -> None:
    fields = {"job": 1, "amount": 1, "days": 1, "pitch": PITCH} | {field: value}
    with pytest.raises(ValidationError) as refused:
        PlaceBid.model_validate_json(json.dumps(fields), strict=True)
    assert [error["loc"] for error in refused.value.errors()] == [(field,)]
