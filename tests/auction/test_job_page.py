"""One job, as its page draws it."""

from tests.auction.work import BRIEF, PITCH, bids, posts_a_job
from tests.people.stage import Actor, Stage


async def test_everybody_may_read_it(stage: Stage, carla: Actor, fred: Actor) -> None:
    await carla.does("profile.update", headline="Runs a bakery")
    job = await posts_a_job(carla)
    await bids(fred, job)
    page = await stage.nobody.asks("job.get", job=job)
    assert (page["description"], page["version"], page["bid_count"]) == (BRIEF["description"], 1, 1)
    assert (page["client"]["id"], page["client"]["headline"]) == (carla.id, "Runs a bakery")
    assert page["my_bid"] is None
    assert page["positions"].keys() == {f"job:{job}"}
    assert (await fred.is_refused("job.get", job=999)).name == "not_found"


async def test_ones_own_bid_is_with_it(stage: Stage, carla: Actor, fred: Actor, olga: Actor) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job, 70_000)
    page = await fred.asks("job.get", job=job)
    assert page["my_bid"] == page["my_bid"] | {
        "bid": bid,
        "version": 1,
        "state": "placed",
        "amount": 70_000,
        "pitch": PITCH,
        "revised_at": None,
    }
    assert (await olga.asks("job.get", job=job))["my_bid"] is None
    await fred.does("bid.withdraw", bid=bid)
    assert (await fred.asks("job.get", job=job))["my_bid"]["state"] == "withdrawn"


async def test_positions_are_those_one_may_follow(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    await bids(fred, job)
    for actor, kinds in ((carla, {"job", "bidders", "bids"}), (fred, {"job", "bidders"})):
        positions = (await actor.asks("job.get", job=job))["positions"]
        assert positions.keys() == {f"person:{actor.id}", *(f"{kind}:{job}" for kind in kinds)}
        assert {positions[f"{kind}:{job}"]["offset"] for kind in kinds} == {1}


async def test_a_long_description_is_cut_on_the_card(stage: Stage, carla: Actor) -> None:
    job = await posts_a_job(carla, description="word " * 1000)
    card = (await carla.asks("job.get", job=job))["card"]
    assert card["summary"].endswith("word …")
    assert len(card["summary"]) <= 240
