"""Taking a job off the market."""

import pytest

from tests.auction.work import PITCH, bids, hence, posts_a_job
from tests.people.stage import Actor, Stage


@pytest.mark.parametrize("closed", [False, True])
async def test_the_market_and_the_jobs_page_hear_why(stage: Stage, carla: Actor, closed: bool) -> None:
    job = await posts_a_job(carla)
    if closed:
        await carla.does("job.close", job=job)
    stage.news()
    await carla.does("job.cancel", job=job, reason="The receipts burned.")

    news = stage.news()
    assert news.keys() == {"market", f"job:{job}"}
    page = await stage.nobody.asks("job.get", job=job)
    for (cancelled,) in news.values():
        assert (cancelled["type"], cancelled["job"], cancelled["by"]) == ("job.cancelled", job, carla.author)
        assert (cancelled["reason"], cancelled["cancelled_at"]) == (page["cancel_reason"], page["cancelled_at"])
    assert page["card"]["state"] == "cancelled"
    assert (await carla.asks("job.list"))["jobs"] == []


async def test_nothing_goes_on_after_it(stage: Stage, carla: Actor, fred: Actor, frida: Actor) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job)
    await carla.does("job.cancel", job=job)
    stage.news()
    commands = {
        "job.cancel": {},
        "job.close": {},
        "job.edit": {"title": "Sort the ashes"},
        "job.extend": {"closes_at": hence(days=2)},
    }
    for command, fields in commands.items():
        assert (await carla.is_refused(command, job=job, **fields)).name == "not_open"
    assert (await frida.is_refused("bid.place", job=job, amount=1, days=1, pitch=PITCH)).name == "bidding_closed"
    assert (await fred.is_refused("bid.revise", bid=bid, amount=1)).name == "bidding_closed"
    assert (await fred.is_refused("bid.withdraw", bid=bid, reason="Too late.")).name == "bidding_closed"
    await stage.clock_passes(hours=1)
    assert await stage.clock_ticks() == []
    assert stage.news() == {}


async def test_only_the_client(stage: Stage, carla: Actor, olga: Actor) -> None:
    job = await posts_a_job(carla)
    for somebody, name in ((olga, "not_found"), (stage.nobody, "not_signed_in")):
        assert (await somebody.is_refused("job.cancel", job=job)).name == name
