"""Who sees what of the bids."""

from tests.auction.work import PITCH, bids, posts_a_job
from tests.people.stage import Actor, Stage


async def test_prices_and_ranks_are_for_all_and_the_words_for_the_client(
    stage: Stage, carla: Actor, fred: Actor, frida: Actor, olga: Actor
) -> None:
    job = await posts_a_job(carla)
    dear, cheap = await bids(fred, job, 90_000), await bids(frida, job, 80_000)
    await fred.does("bid.revise", bid=dear, days=9)

    seen = {actor: (await actor.asks("bid.list", job=job))["bids"] for actor in (carla, fred, olga)}
    for entries in seen.values():
        assert [(entry["bid"], entry["rank"], entry["amount"]) for entry in entries] == [
            (cheap, 1, 80_000),
            (dear, 2, 90_000),
        ]
        assert entries[1]["bidder"] == fred.author
        assert (entries[1]["version"], entries[1]["days"], entries[1]["revised_at"] is not None) == (2, 9, True)
        assert entries[0]["revised_at"] is None
    assert [entry["pitch"] for entry in seen[carla]] == [PITCH, PITCH]
    assert [entry["pitch"] for entry in seen[fred]] == [None, PITCH]
    assert [entry["pitch"] for entry in seen[olga]] == [None, None]


async def test_equals_share_a_rank(stage: Stage, carla: Actor, fred: Actor, frida: Actor, olga: Actor) -> None:
    job = await posts_a_job(carla)
    for bidder, amount in ((fred, 2), (frida, 2), (olga, 3)):
        await bids(bidder, job, amount)
    assert [entry["rank"] for entry in (await carla.asks("bid.list", job=job))["bids"]] == [1, 1, 3]


async def test_what_was_withdrawn_is_for_the_client_alone(
    stage: Stage, carla: Actor, fred: Actor, frida: Actor, olga: Actor
) -> None:
    job = await posts_a_job(carla)
    await fred.does("bid.withdraw", bid=await bids(fred, job, 1), reason="A slip.")
    stays = await bids(frida, job, 2)
    for actor in (fred, frida, olga):
        assert [entry["bid"] for entry in (await actor.asks("bid.list", job=job))["bids"]] == [stays]
    entries = (await carla.asks("bid.list", job=job))["bids"]
    assert [(entry["rank"], entry["reason"]) for entry in entries] == [(1, None), (None, "A slip.")]


async def test_positions_are_those_one_may_follow(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    await bids(fred, job)
    for actor, kinds in ((carla, {"bidders", "bids"}), (fred, {"bidders"})):
        positions = (await actor.asks("bid.list", job=job))["positions"]
        assert positions.keys() == {f"person:{actor.id}", *(f"{kind}:{job}" for kind in kinds)}
        assert {positions[f"{kind}:{job}"]["offset"] for kind in kinds} == {1}


async def test_only_who_is_signed_in(stage: Stage, carla: Actor) -> None:
    job = await posts_a_job(carla)
    assert (await stage.nobody.is_refused("bid.list", job=job)).name == "not_signed_in"
    assert (await carla.is_refused("bid.list", job=999)).name == "not_found"
