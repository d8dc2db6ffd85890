"""What waits for somebody, by deadline."""

from server.auction.home import MOST, MOST_FOLLOWED
from tests.auction.work import bids, hence, posts_a_job
from tests.people.stage import Actor, Stage


async def test_ones_jobs_wait_by_deadline_and_those_over_come_last(stage: Stage, carla: Actor, fred: Actor) -> None:
    later = await posts_a_job(carla, closes_at=hence(days=5))
    sooner = await posts_a_job(carla, closes_at=hence(days=1))
    cancelled = await posts_a_job(carla)
    decided_late = await posts_a_job(carla, closes_at=hence(hours=1), decides_at=hence(days=3))
    await carla.does("job.cancel", job=cancelled)
    await carla.does("job.close", job=decided_late)
    await bids(fred, sooner)
    await posts_a_job(fred)

    jobs = (await carla.asks("home"))["jobs"]
    assert [(job["card"]["id"], job["card"]["state"], job["bid_count"]) for job in jobs] == [
        (sooner, "open", 1),
        (decided_late, "closed", 0),
        (later, "open", 0),
        (cancelled, "cancelled", 0),
    ]
    assert jobs[0]["card"] == (await carla.asks("job.get", job=sooner))["card"]

    await stage.clock_passes(days=4)
    await stage.clock_ticks()
    assert [job["card"]["id"] for job in (await carla.asks("home"))["jobs"]] == [later, sooner, decided_late, cancelled]


async def test_ones_standing_bids_wait_by_deadline(stage: Stage, carla: Actor, fred: Actor) -> None:
    later, sooner, cancelled, left = [await posts_a_job(carla, closes_at=hence(days=days)) for days in (5, 1, 2, 3)]
    for job in (later, sooner, cancelled):
        await bids(fred, job)
    await carla.does("job.cancel", job=cancelled)
    await fred.does("bid.withdraw", bid=await bids(fred, left))

    home = await fred.asks("home")
    assert [bid["job"]["id"] for bid in home["bids"]] == [sooner, later]
    everything = {bid["bid"]: bid for bid in (await fred.asks("bid.mine"))["bids"]}
    assert all(bid == everything[bid["bid"]] for bid in home["bids"])
    assert home["jobs"] == []

    await stage.clock_passes(days=30)
    await stage.clock_ticks()
    assert (await fred.asks("home"))["bids"] == []


async def test_positions_follow_what_waits(stage: Stage, carla: Actor, fred: Actor) -> None:
    job, mine = await posts_a_job(carla), await posts_a_job(fred)
    gone = await posts_a_job(fred)
    await fred.does("job.cancel", job=gone)
    await bids(fred, job)
    positions = (await fred.asks("home"))["positions"]
    assert positions.keys() == {f"person:{fred.id}", f"job:{mine}", f"job:{job}", f"bidders:{job}"}
    assert positions[f"bidders:{job}"]["offset"] == 1


async def test_it_stays_within_what_one_connection_may_follow(stage: Stage, carla: Actor, fred: Actor) -> None:
    for number in range(MOST + 5):
        await posts_a_job(carla, closes_at=hence(days=80 - number / 2))
    last = await posts_a_job(carla, closes_at=hence(hours=2))
    await bids(fred, last)

    home = await carla.asks("home")
    assert (len(home["jobs"]), len(home["positions"])) == (MOST, MOST_FOLLOWED)
    assert home["jobs"][0]["card"]["id"] == last
    assert {f"job:{last}", f"person:{carla.id}"} <= home["positions"].keys()


async def test_the_profile_says_what_is_left(stage: Stage, fred: Actor) -> None:
    steps = (await fred.asks("home"))["profile"]
    assert [(step["step"], step["done"]) for step in steps] == [
        (name, False) for name in ("headline", "about", "skills", "languages", "rate", "time_zone")
    ]
    await fred.does("profile.update", skills=["excel"], rate=4500, time_zone="Europe/Zurich")
    steps = (await fred.asks("home"))["profile"]
    assert {step["step"] for step in steps if step["done"]} == {"skills", "rate", "time_zone"}


async def test_it_is_for_who_is_signed_in(stage: Stage) -> None:
    assert (await stage.nobody.is_refused("home")).name == "not_signed_in"
