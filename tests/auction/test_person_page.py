"""How others see somebody."""

from tests.auction.work import bids, posts_a_job
from tests.people.stage import Actor, Stage

SAID = {
    "headline": "Bookkeeper",
    "about": "Twenty years of receipts.",
    "skills": ["excel"],
    "languages": ["de"],
    "rate": 4500,
    "currency": "CHF",
    "time_zone": "Europe/Zurich",
}


async def test_everybody_reads_what_somebody_says_but_for_the_address(stage: Stage, carla: Actor, fred: Actor) -> None:
    await fred.does("profile.update", **SAID)
    account = (await fred.asks("me"))["profile"]
    public = {name: value for name, value in account.items() if name not in ("email", "is_operator")}
    for anybody in (carla, stage.nobody, fred):
        page = await anybody.asks("profile.get", person=fred.id)
        assert page["profile"] == public == public | SAID
        assert "fred@example.org" not in str(page)


async def test_what_is_counted_is_what_the_record_has(
    stage: Stage, carla: Actor, fred: Actor, frida: Actor, otto: Actor
) -> None:
    open_, closed, cancelled = [await posts_a_job(carla) for _ in range(3)]
    await bids(fred, open_)
    await bids(fred, closed)
    await bids(frida, open_)
    await fred.does("bid.withdraw", bid=await bids(fred, cancelled))
    await carla.does("job.close", job=closed)
    await carla.does("job.cancel", job=cancelled)

    page = await otto.asks("profile.get", person=carla.id)
    assert page["hiring"] == {"open": 1, "closed": 1, "cancelled": 1, "bids": 3}
    assert page["bidding"] == {"standing": 0, "withdrawn": 0}
    page = await otto.asks("profile.get", person=fred.id)
    assert page["hiring"] == {"open": 0, "closed": 0, "cancelled": 0, "bids": 0}
    assert page["bidding"] == {"standing": 2, "withdrawn": 1}


async def test_the_public_cannot_tell_from_a_count_who_has_bid(stage: Stage, carla: Actor, fred: Actor) -> None:
    before = await stage.nobody.asks("profile.get", person=fred.id)
    await bids(fred, await posts_a_job(carla))
    assert await stage.nobody.asks("profile.get", person=fred.id) == before
    assert before["bidding"] is None


async def test_only_ones_own_page_can_be_followed(stage: Stage, carla: Actor, fred: Actor) -> None:
    assert (await carla.asks("profile.get", person=fred.id))["positions"] == {}
    assert (await stage.nobody.asks("profile.get", person=fred.id))["positions"] == {}
    assert (await fred.asks("profile.get", person=fred.id))["positions"].keys() == {f"person:{fred.id}"}


async def test_nobody_is_not_found(stage: Stage, carla: Actor) -> None:
    assert (await carla.is_refused("profile.get", person=999)).name == "not_found"
