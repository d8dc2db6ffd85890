"""A bidder holds all of their bid, on their own channel alone."""

from tests.auction.work import PITCH, bids, posts_a_job
from tests.people.stage import Actor, Stage


async def test_every_change_of_a_bid_is_receipted_whole(stage: Stage, carla: Actor, fred: Actor, frida: Actor) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job)
    await bids(frida, job)
    await fred.does("bid.revise", bid=bid, amount=60_000, pitch=PITCH * 2)
    await fred.does("bid.withdraw", bid=bid)
    await bids(fred, job, amount=50_000)

    mine = [receipt["mine"] for receipt in stage.receipts(fred)]
    assert [each["state"] for each in mine] == ["placed", "placed", "withdrawn", "placed"]
    assert [each["version"] for each in mine] == [1, 2, 2, 3]
    assert [each["amount"] for each in mine] == [80_000, 60_000, 60_000, 50_000]
    assert mine[1]["pitch"] == PITCH * 2
    assert mine[-1] == (await fred.asks("job.get", job=job))["my_bid"]
    assert len(stage.receipts(frida)) == 1
    assert stage.receipts(carla) == []
