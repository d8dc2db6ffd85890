"""One's own bids, over all jobs."""

from tests.auction.work import bids, posts_a_job
from tests.people.stage import Actor, Stage


async def test_each_comes_with_its_job_and_how_it_stands(stage: Stage, carla: Actor, fred: Actor, frida: Actor) -> None:
    job = await posts_a_job(carla, budget_max=100_000, currency="CHF", kind="hourly")
    mine = await bids(fred, job, 90_000, days=9)
    await bids(frida, job, 80_000)

    (entry,) = (await fred.asks("bid.mine"))["bids"]
    page = await fred.asks("job.get", job=job)
    assert entry["job"] == page["card"]
    assert {name: entry[name] for name in ("bid", "version", "state", "amount", "days", "rank", "bid_count")} == {
        "bid": mine,
        "version": 1,
        "state": "placed",
        "amount": 90_000,
        "days": 9,
        "rank": 2,
        "bid_count": 2,
    }
    assert entry["placed_at"] == page["my_bid"]["placed_at"]
    assert "pitch" not in entry


async def test_the_rank_is_the_published_one(
    stage: Stage, carla: Actor, fred: Actor, frida: Actor, olga: Actor, otto: Actor
) -> None:
    jobs = [await posts_a_job(carla) for _ in range(3)]
    bidders = (fred, frida, olga, otto)
    for job, amounts in zip(jobs, ((3, 3, 1, 5), (2, 2, 2, 2), (9, 8, 7, 6)), strict=True):
        for bidder, amount in zip(bidders, amounts, strict=True):
            await bids(bidder, job, amount)
    listed = (await carla.asks("bid.list", job=jobs[0]))["bids"]
    await otto.does("bid.withdraw", bid=next(bid["bid"] for bid in listed if bid["bidder"]["id"] == otto.id))

    for bidder in bidders:
        for entry in (await bidder.asks("bid.mine"))["bids"]:
            published = (await carla.asks("bid.list", job=entry["job"]["id"]))["bids"]
            assert entry["rank"] == next(bid["rank"] for bid in published if bid["bid"] == entry["bid"])


async def test_withdrawn_ones_stay_without_a_rank(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job)
    await fred.does("bid.withdraw", bid=bid)
    (entry,) = (await fred.asks("bid.mine"))["bids"]
    assert (entry["state"], entry["rank"], entry["bid_count"]) == ("withdrawn", None, 0)
    assert entry["withdrawn_at"] is not None

    await bids(fred, job, 70_000)
    (entry,) = (await fred.asks("bid.mine"))["bids"]
    assert (entry["bid"], entry["state"], entry["version"], entry["rank"]) == (bid, "placed", 2, 1)


async def test_pages_are_the_newest_first_and_miss_none(stage: Stage, carla: Actor, fred: Actor, frida: Actor) -> None:
    mine = [await bids(fred, await posts_a_job(carla)) for _ in range(5)]
    await bids(frida, await posts_a_job(carla))

    first = await fred.asks("bid.mine", limit=2)
    await bids(fred, await posts_a_job(carla))
    second = await fred.asks("bid.mine", limit=2, after=first["after"])
    third = await fred.asks("bid.mine", limit=2, after=second["after"])
    assert [entry["bid"] for page in (first, second, third) for entry in page["bids"]] == mine[::-1]
    assert third["after"] is None
    assert (await fred.asks("bid.mine", limit=6))["after"] is None


async def test_they_are_ones_own_alone(stage: Stage, carla: Actor, fred: Actor, frida: Actor) -> None:
    await bids(fred, await posts_a_job(carla))
    for other in (carla, frida):
        assert (await other.asks("bid.mine"))["bids"] == []
    assert (await stage.nobody.is_refused("bid.mine")).name == "not_signed_in"


async def test_the_position_is_that_of_ones_receipts(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    before = (await fred.asks("bid.mine"))["positions"]
    await bids(fred, job)
    after = (await fred.asks("bid.mine"))["positions"]
    assert before.keys() == after.keys() == {f"person:{fred.id}"}
    assert after[f"person:{fred.id}"]["offset"] == before[f"person:{fred.id}"]["offset"] + 1
