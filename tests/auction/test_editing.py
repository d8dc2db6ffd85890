"""Changing a job's brief, and what bidders may rely on."""

from typing import Any

import pytest

from tests.auction.work import BRIEF, bids, hence, posts_a_job
from tests.people.stage import Actor, Stage

EVERYTHING: dict[str, Any] = {
    "title": "Sort my many receipts",
    "description": "Six thousand receipts, all of them on paper.",
    "category": "data-entry",
    "kind": "hourly",
    "budget_min": 1000,
    "budget_max": 3000,
    "currency": "USD",
    "skills": ["patience"],
}


async def test_everything_may_change_before_the_first_bid(stage: Stage, carla: Actor) -> None:
    job = await posts_a_job(carla, skills=["excel"])
    stage.news()
    await carla.does("job.edit", job=job, **EVERYTHING, decides_at=hence(days=30))

    page = await carla.asks("job.get", job=job)
    news = stage.news()
    assert news.keys() == {"market", f"job:{job}"}
    (on_market,), (on_job,) = news["market"], news[f"job:{job}"]
    assert (on_market["type"], on_market["job"], on_market["version"]) == ("job.edited", job, 2)
    assert on_market["card"] == on_job["card"] == page["card"]
    assert on_job["description"] == page["description"] == EVERYTHING["description"]
    assert "description" not in on_market
    assert page["version"] == 2
    assert page["card"] == page["card"] | {name: EVERYTHING[name] for name in EVERYTHING if name != "description"}

    assert len((await carla.asks("job.list", skills=["patience"]))["jobs"]) == 1
    assert (await carla.asks("job.list", skills=["excel"]))["jobs"] == []
    assert len((await carla.asks("job.list", q="PAPER many"))["jobs"]) == 1
    assert (await carla.asks("job.list", q="scans"))["jobs"] == []


async def test_null_clears_a_budget(stage: Stage, carla: Actor) -> None:
    job = await posts_a_job(carla, budget_min=1000, budget_max=2000)
    await carla.does("job.edit", job=job, budget_min=None)
    card = (await carla.asks("job.get", job=job))["card"]
    assert (card["budget_min"], card["budget_max"]) == (None, 2000)


async def test_no_change_is_no_event(stage: Stage, carla: Actor) -> None:
    job = await posts_a_job(carla)
    stage.news()
    await carla.does("job.edit", job=job, **BRIEF)
    await carla.does("job.edit", job=job)
    assert stage.news() == {}
    assert (await carla.asks("job.get", job=job))["version"] == 1


@pytest.mark.parametrize("field", ["description", "kind", "budget_min", "budget_max", "currency"])
async def test_what_was_bid_on_stays(stage: Stage, carla: Actor, fred: Actor, field: str) -> None:
    job = await posts_a_job(carla)
    bid = await bids(fred, job)
    stage.news()
    refusal = await carla.is_refused("job.edit", job=job, title="Sort my receipts, please", **{field: EVERYTHING[field]})
    assert refusal.name == "material_edit"
    assert refusal.sentence.startswith(f"{field}: ")
    assert [fault.field for fault in refusal.faults] == [field]
    assert stage.news() == {}

    await fred.does("bid.withdraw", bid=bid)
    await carla.does("job.edit", job=job, **{field: EVERYTHING[field]})


async def test_a_typo_is_not_material(stage: Stage, carla: Actor, fred: Actor) -> None:
    job = await posts_a_job(carla)
    await bids(fred, job)
    await carla.does("job.edit", job=job, **BRIEF | {"title": "Sort my receipt", "category": "data-entry"}, skills=["x"])
    assert (await carla.asks("job.get", job=job))["card"]["title"] == "Sort my receipt"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"category": "alchemy"}, "category"),
        ({"budget_min": 3000}, "budget_max"),
        ({"budget_max": 500}, "budget_max"),
        ({"decides_at": hence(minutes=30)}, "decides_at"),
    ],
)
async def test_what_the_market_would_not_take(stage: Stage, carla: Actor, fields: dict[str, Any], field: str) -> None:
    job = await posts_a_job(carla, budget_min=1000, budget_max=2000)
    stage.news()
    refusal = await carla.is_refused("job.edit", job=job, **fields)
    assert (refusal.name, [fault.field for fault in refusal.faults]) == ("invalid", [field])
    assert stage.news() == {}


async def test_not_after_closing(stage: Stage, carla: Actor) -> None:
    job = await posts_a_job(carla)
    await stage.clock_passes(hours=1)
    assert (await carla.is_refused("job.edit", job=job, title="Sort my receipts, please")).name == "not_open"
    await stage.clock_ticks()
    assert (await carla.is_refused("job.edit", job=job, title="Sort my receipts, please")).name == "not_open"


async def test_not_somebody_elses(stage: Stage, carla: Actor, olga: Actor) -> None:
    job = await posts_a_job(carla)
    for somebody, name in ((olga, "not_found"), (stage.nobody, "not_signed_in")):
        assert (await somebody.is_refused("job.edit", job=job, title="Sort nothing at all")).name == name
    assert (await carla.is_refused("job.edit", job=999, title="Sort nothing at all")).name == "not_found"
