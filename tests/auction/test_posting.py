"""Asking for work."""

import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from server.auction.posting import PostJob
from tests.auction.work import BRIEF, hence, moment, posts_a_job
from tests.people.stage import Actor, Stage


async def test_the_market_hears_of_it_at_once(stage: Stage, carla: Actor) -> None:
    stage.news()
    job = await posts_a_job(
        carla, kind="hourly", budget_min=2000, budget_max=4500, currency="CHF", skills=["Excel", "excel", "datev"]
    )
    news = stage.news()
    assert list(news) == ["market"]
    (opened,) = news["market"]
    assert (opened["type"], opened["job"], opened["by"]) == ("job.opened", job, carla.author)
    assert opened["card"] == {
        "id": job,
        "title": "Sort my receipts",
        "summary": "Five thousand receipts of last year, by month and supplier. Scans are there.",
        "category": "bookkeeping",
        "kind": "hourly",
        "budget_min": 2000,
        "budget_max": 4500,
        "currency": "CHF",
        "skills": ["excel", "datev"],
        "client": carla.author,
        "state": "open",
        "opened_at": opened["card"]["opened_at"],
        "closes_at": opened["card"]["closes_at"],
        "decides_at": opened["card"]["decides_at"],
    }
    page = await stage.nobody.asks("job.get", job=job)
    assert page["card"] == opened["card"]
    assert page["description"] == BRIEF["description"]
    assert (await stage.nobody.asks("job.list"))["jobs"] == [opened["card"]]


async def test_four_fields_are_enough(stage: Stage, carla: Actor) -> None:
    answer = await carla.does("job.post", **BRIEF)
    card = (await carla.asks("job.get", job=answer["job"]))["card"]
    assert (card["kind"], card["currency"], card["budget_min"], card["skills"]) == ("fixed", "EUR", None, [])
    assert moment(card["closes_at"]) - moment(card["opened_at"]) == timedelta(days=3)
    assert moment(card["decides_at"]) - moment(card["closes_at"]) == timedelta(days=7)


async def test_a_job_may_stand_in_an_inner_category(stage: Stage, carla: Actor) -> None:
    assert await posts_a_job(carla, category="admin-support")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"category": "alchemy"}, "category"),
        ({"budget_min": 2, "budget_max": 1}, "budget_max"),
        ({"closes_at": hence(minutes=9)}, "closes_at"),
        ({"closes_at": hence(days=-1)}, "closes_at"),
        ({"closes_at": hence(days=91)}, "closes_at"),
        ({"closes_at": "9998-12-31T23:59:59Z"}, "closes_at"),
        ({"closes_at": hence(days=1), "decides_at": hence(hours=23)}, "decides_at"),
        ({"closes_at": hence(days=1), "decides_at": hence(days=92)}, "decides_at"),
    ],
)
async def test_what_the_market_would_not_take(stage: Stage, carla: Actor, fields: dict[str, Any], field: str) -> None:
    stage.news()
    refusal = await carla.is_refused("job.post", **{**BRIEF, **fields})
    assert refusal.name == "invalid"
    assert [fault.field for fault in refusal.faults] == [field]
    assert stage.news() == {}
    assert (await carla.asks("job.list"))["jobs"] == []


async def test_only_who_is_signed_in(stage: Stage) -> None:
    assert (await stage.nobody.is_refused("job.post", **BRIEF)).name == "not_signed_in"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Too few"),
        ("title", "x" * 121),
        ("title", "Sort my\nreceipts"),
        ("description", "Too short for a description."),
        ("description", "x" * 20_001),
        ("description", "x" * 40 + "\0"),
        ("category", ""),
        ("kind", "weekly"),
        ("budget_min", 0),
        ("budget_max", -1),
        ("budget_max", 10**12 + 1),
        ("budget_max", "500"),
        ("currency", "EURO"),
        ("closes_at", "2026-11-21T20:00:00"),
        ("closes_at", "tomorrow"),
        ("closes_at", "9999-12-31T23:59:59-23:59"),
        ("key", ""),
        ("key", "x" * 65),
    ],
)
def test_fields_that_cannot_be_right(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        PostJob.model_validate_json(json.dumps({**BRIEF, field: value}), strict=True)
    assert [error["loc"] for error in refused.value.errors()] == [(field,)]
