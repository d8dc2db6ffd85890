"""Changing a bid."""

from tests.auction.work import PITCH, bids, posts_a_job
from tests.people.stage import Actor, Stage

OTHER_PITCH = "On reflection I can do it faster."


async def test_each_audience_hears_what_it_may(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job, 80_000)
    stage.news()
    assert await fred.does("bid.revise", bid=bid, amount=70_000) == {"bid": bid, "version": 2}

    news = stage.news()
    assert news.keys() == {f"bidders:{job}", f"bids:{job}", f"person:{fred.id}"}
    (revised,), (with_pitch,) = news[f"bidders:{job}"], news[f"bids:{job}"]
    assert revised == {
        "type": "bid.revised",
        "at": revised["at"],
        "by": fred.author,
        "job": job,
        "bid": bid,
        "version": 2,
        "bidder": fred.author,
        "amount": 70_000,
        "days": 5,
        "revised_at": revised["revised_at"],
    }
    assert with_pitch == revised | {"pitch": PITCH}
    assert news[f"person:{fred.id}"][0]["mine"] == (await fred.asks("job.get", job=job))["my_bid"]


async def test_only_what_is_given_changes_and_every_version_is_kept(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job, 80_000)
    await fred.does("bid.revise", bid=bid, days=4)
    await fred.does("bid.revise", bid=bid, pitch=OTHER_PITCH)
    mine = (await fred.asks("job.get", job=job))["my_bid"]
    assert (mine["amount"], mine["days"], mine["pitch"], mine["version"]) == (80_000, 4, OTHER_PITCH, 3)
    with stage.database.engine.connect() as connection:
        versions = connection.exec_driver_sql("SELECT version, days, pitch FROM bid_version ORDER BY version").all()
    assert [tuple(version) for version in versions] == [(1, 5, PITCH), (2, 4, PITCH), (3, 4, OTHER_PITCH)]


async def test_no_change_is_no_version_and_no_event(stage: Stage, carla: Actor, fred: Actor) -> None:
    bid = await bids(fred, await posts_a_job(carla), 80_000)
    stage.news()
    assert await fred.does("bid.revise", bid=bid, amount=80_000, days=5, pitch=PITCH) == {"bid": bid, "version": 1}
    assert stage.news() == {}


async def test_something_must_be_given(stage: Stage, carla: Actor, fred: Actor) -> None:
    bid = await bids(fred, await posts_a_job(carla))
    assert (await fred.is_refused("bid.revise", bid=bid)).name == "invalid"


async def test_only_while_bidding_is_open(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job)
    await carla.does("job.close", job=job)
    assert (await fred.is_refused("bid.revise", bid=bid, amount=1)).name == "bidding_closed"


async def test_only_a_bid_that_stands(stage: Stage, carla: Actor, fred: Actor) -> None:
    bid = await bids(fred, await posts_a_job(carla))
    await fred.does("bid.withdraw", bid=bid)
    assert (await fred.is_refused("bid.revise", bid=bid, amount=1)).name == "not_standing"


async def test_only_ones_own(stage: Stage, carla: Actor, fred: Actor, olga: Actor) -> None:
    bid = await bids(fred, await posts_a_job(carla))
    for somebody, name in ((olga, "not_found"), (carla, "not_found"), (stage.nobody, "not_signed_in")):
        assert (await somebody.is_refused("bid.revise", bid=bid, amount=1)).name == name
    assert (await fred.is_refused("bid.revise", bid=999, amount=1)).name == "not_found"
