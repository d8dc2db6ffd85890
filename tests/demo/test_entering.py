"""Who may be whom: the cast and nobody else, at a demo and nowhere else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.people.authentication import authenticate
from tests.http.edge import serve
from tests.people.stage import PASSWORD, Actor, Stage, open_database


@pytest.fixture
async def no_demo(kind: str, place: str | Path, stage: Stage) -> AsyncIterator[Stage]:
    """The same database, served as a site that is no demo."""
    database = open_database(kind, place, demo=False)
    await database.open()
    yield Stage(database)
    await database.close()


async def test_anybody_may_be_one_of_the_cast(stage: Stage, fred: Actor) -> None:
    await stage.joins_the_cast(fred)
    signed_in = await stage.nobody.does("demo.enter", person=fred.id)
    assert signed_in["person"] == fred.id
    as_fred = await stage.signed_in("Fred", signed_in["token"])
    assert (await as_fred.asks("me"))["profile"]["name"] == "Fred"


async def test_whose_account_is_shared_sees_nobodys_address(stage: Stage, fred: Actor) -> None:
    await stage.joins_the_cast(fred)
    stage.news()
    await stage.nobody.does("demo.enter", person=fred.id)
    (started,) = stage.news()[f"person:{fred.id}"]
    assert started["address"] == ""


async def test_nobody_else_can_be_entered(stage: Stage, carla: Actor, fred: Actor, otto: Actor) -> None:
    await stage.joins_the_cast(fred)
    await stage.joins_the_cast(otto)  # who operates, though: a demo gives nobody that power
    stage.news()
    for person in (carla.id, otto.id, 999):
        assert (await fred.is_refused("demo.enter", person=person)).name == "not_found"
    assert stage.news() == {}


async def test_a_script_cannot_enter_all_the_time(tmp_path: Path) -> None:
    async with serve(tmp_path, demo=True, rate_sign_in="3/day") as edge:
        for _ in range(3):
            assert (await edge.post("/api/demo.enter", json={"person": 1})).json()["title"] == "not_found"
        assert (await edge.post("/api/demo.enter", json={"person": 1})).json()["title"] == "too_many"


async def test_no_password_is_right_for_the_cast(stage: Stage, fred: Actor) -> None:
    await stage.joins_the_cast(fred)
    for password in (PASSWORD, "of the demo"):
        fields = {"email": "fred@example.org", "password": password}
        assert (await stage.nobody.is_refused("account.sign_in", **fields)).name == "wrong_credentials"


async def test_outside_a_demo_nobody_is_entered(no_demo: Stage, stage: Stage, fred: Actor) -> None:
    await stage.joins_the_cast(fred)
    refused = await no_demo.nobody.is_refused("demo.enter", person=fred.id)
    assert (refused.name, refused.sentence) == ("not_available", "This site is no demo, so that is not possible here.")
    assert (await no_demo.nobody.is_refused("demo.simulate", on=False)).name == "not_available"
    assert await no_demo.nobody.asks("demo.status") == {"demo": False, "simulating": False, "cast": [], "positions": {}}
    assert await no_demo.nobody.may_subscribe("demo", "") == set()


async def test_a_token_of_the_demo_ends_with_it(no_demo: Stage, stage: Stage, fred: Actor) -> None:
    await stage.joins_the_cast(fred)
    token = (await stage.nobody.does("demo.enter", person=fred.id))["token"]
    assert await stage.database.read(stage.nobody.caller, authenticate, token) is not None
    assert await no_demo.database.read(no_demo.nobody.caller, authenticate, token) is None
