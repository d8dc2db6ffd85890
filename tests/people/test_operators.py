"""The site's staff, and the clock that only they may move."""

from pathlib import Path

import pytest

from server.errors import Refusal
from server.messages import NOBODY
from server.people.operators import add_operator
from tests.people.stage import Actor, Stage, open_database


async def test_the_command_line_makes_an_operator(stage: Stage, otto: Actor, fred: Actor) -> None:
    assert (await otto.asks("me"))["profile"]["is_operator"] is True
    assert (await fred.asks("me"))["profile"]["is_operator"] is False
    updated = stage.news()[f"person:{otto.id}"][-1]
    assert (updated["type"], updated["profile"]["is_operator"]) == ("profile.updated", True)


async def test_only_somebody_who_has_registered(stage: Stage) -> None:
    with pytest.raises(Refusal, match=r"Nobody has registered as nobody@example\.org yet") as refused:
        await stage.database.write(NOBODY, add_operator, " nobody@example.org")
    assert refused.value.name == "not_found"


async def test_an_operator_moves_the_clock(stage: Stage, otto: Actor) -> None:
    assert await otto.does("clock.shift", seconds=3600) == {"ahead": 3600}
    assert await otto.does("clock.shift", seconds=60) == {"ahead": 3660}


async def test_nobody_else_does(stage: Stage, fred: Actor) -> None:
    assert (await fred.is_refused("clock.shift", seconds=1)).name == "not_allowed"
    assert (await stage.nobody.is_refused("clock.shift", seconds=1)).name == "not_signed_in"


async def test_the_clock_stays_in_this_decade(stage: Stage, otto: Actor) -> None:
    year = 366 * 24 * 3600
    for _ in range(10):
        await otto.does("clock.shift", seconds=year)
    assert (await otto.is_refused("clock.shift", seconds=1)).name == "invalid"


async def test_never_in_production(kind: str, place: str | Path) -> None:
    database = open_database(kind, place, may_shift=False)
    await database.open()
    stage = Stage(database)
    otto = await stage.enters("Otto")
    await database.write(NOBODY, add_operator, "otto@example.org")
    assert (await otto.is_refused("clock.shift", seconds=1)).name == "not_allowed"
    await database.close()
