"""The list of open jobs: filters, sorting, paging."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.auction.cursors import behind, cursor_of
from server.errors import Invalid
from tests.auction.work import BRIEF, hence, posts_a_job
from tests.people.stage import Actor, Stage


async def found(actor: Actor, **fields: Any) -> list[int]:
    return [card["id"] for card in (await actor.asks("job.list", **fields))["jobs"]]


async def test_only_open_jobs_are_on_the_market(stage: Stage, carla: Actor) -> None:
    stays, closed, cancelled = [await posts_a_job(carla) for _ in range(3)]
    await carla.does("job.close", job=closed)
    await carla.does("job.cancel", job=cancelled)
    answer = await stage.nobody.asks("job.list")
    assert [card["id"] for card in answer["jobs"]] == [stays]
    assert answer["after"] is None
    assert answer["positions"]["market"]["offset"] == 5


async def test_a_category_is_found_with_all_below_it(stage: Stage, carla: Actor) -> None:
    inner = await posts_a_job(carla, category="admin-support")
    leaf = await posts_a_job(carla, category="bookkeeping")
    other = await posts_a_job(carla, category="logos")
    assert await found(carla, category="admin-support") == [leaf, inner]
    assert await found(carla, category="bookkeeping") == [leaf]
    assert await found(carla, category="graphics") == [other]
    refusal = await carla.is_refused("job.list", category="alchemy")
    assert (refusal.name, refusal.faults[0].field) == ("invalid", "category")


async def test_skills_are_all_of_them(stage: Stage, carla: Actor) -> None:
    both = await posts_a_job(carla, skills=["python", "sql"])
    one = await posts_a_job(carla, skills=["python"])
    await posts_a_job(carla)
    assert await found(carla, skills=["python"]) == [one, both]
    assert await found(carla, skills=["SQL ", "Python", "python"]) == [both]
    assert await found(carla, skills=["cobol"]) == []


async def test_words_are_found_whatever_their_case(stage: Stage, carla: Actor) -> None:
    german = await posts_a_job(carla, title="ÜBERSETZUNG der Straße", skills=["français"])
    english = await posts_a_job(carla, title="100% cotton_shirts", description=BRIEF["description"] + " ~ Fine.")
    assert await found(carla, q="übersetzung") == [german]
    assert await found(carla, q="u\u0308bersetzung STRASSE Français") == [german]
    assert await found(carla, q="receipts") == [english, german]
    assert await found(carla, q="receipts übersetzung") == [german]
    for pattern in ("100%", "cotton_shirts", "~"):
        assert await found(carla, q=pattern) == [english]
    for pattern in ("1%n", "c_tton"):
        assert await found(carla, q=pattern) == []
    assert await found(carla, q="   ") == [english, german]
    assert await found(carla, q="receipts " * 20) == [english, german]


async def test_kind_and_currency(stage: Stage, carla: Actor) -> None:
    hourly = await posts_a_job(carla, kind="hourly", currency="USD")
    fixed = await posts_a_job(carla)
    assert await found(carla, kind="hourly") == [hourly]
    assert await found(carla, kind="fixed", currency="EUR") == [fixed]
    assert await found(carla, kind="fixed", currency="USD") == []


async def test_budgets_overlap(stage: Stage, carla: Actor) -> None:
    both = await posts_a_job(carla, budget_min=1000, budget_max=2000)
    least = await posts_a_job(carla, budget_min=1500)
    most = await posts_a_job(carla, budget_max=900)
    await posts_a_job(carla)
    dollars = await posts_a_job(carla, budget_max=900, currency="USD")
    assert await found(carla, budget_min=1600, currency="EUR") == [both]
    assert await found(carla, budget_min=1500, currency="EUR") == [least, both]
    assert await found(carla, budget_max=999, currency="EUR") == [most]
    assert await found(carla, budget_min=900, budget_max=1000, currency="EUR") == [most, both]
    assert await found(carla, budget_min=1, currency="USD") == [dollars]
    refusal = await carla.is_refused("job.list", budget_min=1)
    assert (refusal.name, refusal.faults[0].field) == ("invalid", "currency")


async def test_each_sorting(stage: Stage, carla: Actor) -> None:
    first = await posts_a_job(carla, budget_max=500, closes_at=hence(hours=3))
    second = await posts_a_job(carla, budget_min=900, closes_at=hence(hours=1))
    third = await posts_a_job(carla, closes_at=hence(hours=2))
    dollars = await posts_a_job(carla, budget_max=10**9, currency="USD", closes_at=hence(hours=4))
    assert await found(carla) == [dollars, third, second, first]
    assert await found(carla, sort="closing") == [second, third, first, dollars]
    assert await found(carla, sort="budget") == [second, first, third, dollars]


@pytest.mark.parametrize("sort", ["newest", "closing", "budget"])
async def test_pages_meet_whatever_opens_meanwhile(stage: Stage, carla: Actor, sort: str) -> None:
    closings = [hence(hours=hours) for hours in (5, 1, 3, 3, 2, 4, 1)]
    closings[3] = closings[2]
    jobs = [
        await posts_a_job(carla, closes_at=closing, budget_max=amount, currency=currency)
        for closing, amount, currency in zip(
            closings, (5, 5, None, 7, 1, 5, 7), ("EUR", "USD", "EUR", "EUR", "USD", "EUR", "EUR"), strict=True
        )
    ]
    in_order = await found(carla, sort=sort)
    assert sorted(in_order) == jobs

    paged: list[int] = []
    fields: dict[str, Any] = {"sort": sort, "limit": 2}
    while True:
        answer = await carla.asks("job.list", **fields)
        assert len(answer["jobs"]) <= 2
        paged += [card["id"] for card in answer["jobs"]]
        if answer["after"] is None:
            break
        fields["after"] = answer["after"]
        await posts_a_job(carla, closes_at=hence(minutes=11), budget_max=10**6, currency="AED")
    assert [job for job in paged if job in jobs] == in_order
    assert len(paged) == len(set(paged))


async def test_a_page_goes_on_with_its_filters(stage: Stage, carla: Actor) -> None:
    jobs = [await posts_a_job(carla, skills=["sql", "x"], kind="hourly") for _ in range(3)]
    await posts_a_job(carla)
    fields: dict[str, Any] = {"skills": ["x", "sql"], "kind": "hourly", "q": "receipts", "category": "admin-support"}
    first = await carla.asks("job.list", **fields, limit=2)
    assert [card["id"] for card in first["jobs"]] == jobs[:0:-1]
    assert await found(carla, **fields, limit=2, after=first["after"]) == jobs[:1]


async def test_a_cursor_that_is_not_ours(stage: Stage, carla: Actor) -> None:
    for _ in range(2):
        await posts_a_job(carla)
    cursor = (await carla.asks("job.list", limit=1))["after"]
    for after, sort in ((cursor, "closing"), (cursor, "budget"), ("", "newest"), ("ÿ", "newest"), (cursor[:-3], "newest")):
        refusal = await carla.is_refused("job.list", after=after, sort=sort)
        assert (refusal.name, refusal.faults[0].field) == ("invalid", "after")


@given(st.text(max_size=200) | st.sampled_from(["WyJuZXdlc3QiLCIiLC0xLDFd", "WyJuZXdlc3QiLCIiLDFlNDAsMV0", "bnVsbA"]))
def test_no_cursor_breaks_it(after: str) -> None:
    with pytest.raises(Invalid):
        behind("newest", after)


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2200, 1, 1)), st.integers(1, 2**53 - 1))  # noqa: DTZ001
def test_a_cursor_is_exact(opened_at: datetime, number: int) -> None:
    class Row:
        id = number

    Row.opened_at = opened_at.replace(tzinfo=UTC)  # type: ignore[attr-defined]
    assert behind("newest", cursor_of("newest", Row)) == {
        "last_moment": opened_at.replace(tzinfo=UTC),
        "last_id": number,
    }
