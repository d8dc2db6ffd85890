"""What people say of themselves."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from server.people.updating_profile import UpdateProfile
from tests.people.stage import Actor, Stage

ALL: dict[str, Any] = {
    "name": "Frederick",
    "headline": "Bookkeeper",
    "about": "Twenty years of receipts.\n\tEvery month.",
    "skills": ["excel", "datev"],
    "languages": ["de", "pt-BR"],
    "rate": 4500,
    "currency": "CHF",
    "time_zone": "Europe/Zurich",
}


async def test_everything_may_change_at_once(stage: Stage, fred: Actor) -> None:
    stage.news()
    await fred.does("profile.update", **ALL)

    profile = (await fred.asks("me"))["profile"]
    assert profile == profile | ALL
    (updated,) = stage.news()[f"person:{fred.id}"]
    assert (updated["type"], updated["profile"]) == ("profile.updated", profile)
    assert updated["by"] == {"id": fred.id, "name": "Frederick"}


async def test_only_what_is_given_changes(stage: Stage, fred: Actor) -> None:
    await fred.does("profile.update", **ALL)
    await fred.does("profile.update", headline="Accountant")
    profile = (await fred.asks("me"))["profile"]
    assert profile == profile | ALL | {"headline": "Accountant"}


async def test_null_clears(stage: Stage, fred: Actor) -> None:
    await fred.does("profile.update", **ALL)
    stage.news()
    await fred.does("profile.update", headline=None, about=None, rate=None, skills=[])
    profile = (await fred.asks("me"))["profile"]
    assert profile == profile | ALL | {"headline": "", "about": "", "rate": None, "skills": []}
    (updated,) = stage.news()[f"person:{fred.id}"]
    assert updated["profile"] == profile


async def test_no_change_is_no_event(stage: Stage, fred: Actor) -> None:
    await fred.does("profile.update", **ALL)
    stage.news()
    await fred.does("profile.update", **ALL)
    await fred.does("profile.update")
    assert stage.news() == {}


async def test_nobody_else_is_touched(stage: Stage, fred: Actor, olga: Actor) -> None:
    await fred.does("profile.update", **ALL)
    assert (await olga.asks("me"))["profile"]["name"] == "Olga"
    assert (await stage.nobody.is_refused("profile.update", name="x")).name == "not_signed_in"
    assert (await stage.nobody.is_refused("me")).name == "not_signed_in"


def test_skills_are_lower_case_and_each_once() -> None:
    command = UpdateProfile.model_validate_json(json.dumps({"skills": ["Excel", " excel ", "DATEV"]}), strict=True)
    assert command.skills == ["excel", "datev"]


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("name", None, ("name",)),
        ("name", "", ("name",)),
        ("skills", ["x"] * 21, ("skills",)),
        ("skills", ["ok", "x\0"], ("skills", 1)),
        ("skills", None, ("skills",)),
        ("languages", ["German"], ("languages", 0)),
        ("rate", 0, ("rate",)),
        ("rate", True, ("rate",)),
        ("rate", 1.5, ("rate",)),
        ("rate", 2**60, ("rate",)),
        ("currency", "eur", ("currency",)),
        ("currency", "XXX", ("currency",)),
        ("time_zone", "Mars/Olympus", ("time_zone",)),
        ("time_zone", "../../../etc/passwd", ("time_zone",)),
        ("time_zone", "Europe", ("time_zone",)),
        ("about", "\0", ("about",)),
        ("about", "x" * 10_001, ("about",)),
        ("is_operator", True, ("is_operator",)),
    ],
)
def test_fields_that_cannot_be_right(field: str, value: object, where: tuple[object, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        UpdateProfile.model_validate_json(json.dumps({field: value}), strict=True)
    assert [error["loc"] for error in refused.value.errors()] == [where]
