"""The soft close: when it moves, when it does not, and when it has moved enough."""

from datetime import timedelta

import pytest

from tests.auction.work import PITCH, bids, hence, moment, posts_a_job
from tests.people.stage import Actor, Stage


@pytest.fixture
async def job(carla: Actor) -> int:
    """Closes in 20 minutes of the stage's clock."""
    return await posts_a_job(carla, closes_at=hence(minutes=20))


async def closes_at(stage: Stage, job: int) -> str:
    return str((await stage.nobody.asks("job.get", job=job))["card"]["closes_at"])


async def test_a_first_bid_in_the_last_minutes_moves_it(stage: Stage, job: int, fred: Actor) -> None:
    before = (await stage.nobody.asks("job.get", job=job))["card"]
    await stage.clock_passes(minutes=16)
    stage.news()
    await bids(fred, job)

    after = (await stage.nobody.asks("job.get", job=job))["card"]
    news = stage.news()
    assert news.keys() == {"market", f"person:{fred.id}", *(f"{kind}:{job}" for kind in ("job", "bidders", "bids"))}
    placed, extended = news[f"bidders:{job}"]
    assert moment(extended["closes_at"]) - moment(placed["placed_at"]) == timedelta(minutes=5)
    for told in (news["market"][0], news[f"job:{job}"][1], extended):
        assert (told["type"], told["job"], told["closes_at"]) == ("job.extended", job, after["closes_at"])
        assert told["decides_at"] == after["decides_at"]
        assert "by" not in told, "the market must not read who bid late"
    moved = moment(after["closes_at"]) - moment(before["closes_at"])
    assert moved > timedelta(0)
    assert moment(after["decides_at"]) - moment(before["decides_at"]) == moved


async def test_earlier_it_does_not_move(stage: Stage, job: int, fred: Actor) -> None:
    before = await closes_at(stage, job)
    await stage.clock_passes(minutes=14)
    bid = await bids(fred, job)
    await fred.does("bid.revise", bid=bid, amount=1)
    assert await closes_at(stage, job) == before


async def test_a_better_rank_moves_it_and_a_better_price_alone_does_not(
    stage: Stage, job: int, fred: Actor, frida: Actor
) -> None:
    dear = await bids(fred, job, 90_000)
    await bids(frida, job, 80_000)
    await stage.clock_passes(minutes=16)
    before = await closes_at(stage, job)

    await fred.does("bid.revise", bid=dear, amount=85_000)
    assert await closes_at(stage, job) == before
    await fred.does("bid.revise", bid=dear, days=1, pitch=PITCH + " Soon.")
    assert await closes_at(stage, job) == before
    await fred.does("bid.revise", bid=dear, amount=80_000)  # level with Frida: first as well
    assert await closes_at(stage, job) > before


async def test_the_leader_cannot_move_it_by_going_lower(stage: Stage, job: int, fred: Actor, frida: Actor) -> None:
    bid = await bids(fred, job, 80_000)
    await bids(frida, job, 90_000)
    await stage.clock_passes(minutes=16)
    before = await closes_at(stage, job)
    await fred.does("bid.revise", bid=bid, amount=70_000)
    assert await closes_at(stage, job) == before


async def test_withdrawn_bids_do_not_count(stage: Stage, job: int, fred: Actor, frida: Actor) -> None:
    bid = await bids(fred, job, 90_000)
    await frida.does("bid.withdraw", bid=await bids(frida, job, 80_000))
    await stage.clock_passes(minutes=16)
    before = await closes_at(stage, job)
    await fred.does("bid.revise", bid=bid, amount=70_000)
    assert await closes_at(stage, job) == before


async def test_placing_again_does_not_move_it(stage: Stage, job: int, fred: Actor) -> None:
    bid = await bids(fred, job)
    await stage.clock_passes(minutes=16)
    before = await closes_at(stage, job)
    await fred.does("bid.withdraw", bid=bid)
    await bids(fred, job, 1)
    assert await closes_at(stage, job) == before


async def test_twice_per_person(stage: Stage, job: int, fred: Actor, frida: Actor) -> None:
    hers = await bids(frida, job, 80_000)
    await stage.clock_passes(minutes=16)
    his = await bids(fred, job, 90_000)  # once
    moves = []
    for amount in (70_000, 50_000):
        await stage.clock_passes(seconds=30)
        before = await closes_at(stage, job)
        await fred.does("bid.revise", bid=his, amount=amount)  # twice, and no more
        moves.append(await closes_at(stage, job) > before)
        before = await closes_at(stage, job)
        await frida.does("bid.revise", bid=hers, amount=amount - 10_000)
        moves.append(await closes_at(stage, job) > before)
    assert moves == [True, True, False, True]

    await fred.does("bid.withdraw", bid=his)
    before = await closes_at(stage, job)
    await bids(fred, job, 1)
    assert await closes_at(stage, job) == before


async def test_twelve_times_in_all(stage: Stage, job: int) -> None:
    crowd = [await stage.enters(f"Fred{number}") for number in range(14)]
    await stage.clock_passes(minutes=16)
    moves = []
    for bidder in crowd:
        await stage.clock_passes(seconds=20)
        before = await closes_at(stage, job)
        await bids(bidder, job)
        moves.append(await closes_at(stage, job) > before)
    assert moves == [True] * 12 + [False] * 2


async def test_a_job_that_was_moved_closes_later(stage: Stage, job: int, fred: Actor) -> None:
    await stage.clock_passes(minutes=19)
    await bids(fred, job)
    await stage.clock_passes(minutes=2)
    assert await stage.clock_ticks() == []
    await stage.clock_passes(minutes=3)
    assert await stage.clock_ticks() == [job]
