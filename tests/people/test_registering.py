"""Opening an account."""

import asyncio
from typing import Any

import pytest
from pydantic import ValidationError

from server.messages import NOBODY
from server.people.authentication import authenticate
from server.people.registering import Register, register
from tests.people.stage import CHEAP_HASH, PASSWORD, Actor, Stage


async def test_registering_signs_in_at_once(stage: Stage) -> None:
    answer = await stage.nobody.does("account.register", email="fred@example.org", password=PASSWORD, name=" Fred ")
    fred = await stage.signed_in("Fred", answer["token"])

    assert fred.id == answer["person"]
    me = await fred.asks("me")
    assert me["profile"] == {
        "id": fred.id,
        "email": "fred@example.org",
        "name": "Fred",
        "headline": "",
        "about": "",
        "skills": [],
        "languages": [],
        "rate": None,
        "currency": "EUR",
        "time_zone": "UTC",
        "is_operator": False,
        "member_since": me["profile"]["member_since"],
    }
    (started,) = stage.news()[f"person:{fred.id}"]
    assert started["type"] == "session.started"
    assert started["session"] == fred.caller.session
    assert me["positions"][f"person:{fred.id}"]["offset"] == 1


async def test_only_a_digest_of_the_token_is_kept(stage: Stage) -> None:
    answer = await stage.nobody.does("account.register", email="fred@example.org", password=PASSWORD, name="Fred")
    token = answer["token"]
    with stage.database.engine.connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM session").all()
    assert len(token) >= 43
    assert token not in str(row)
    assert PASSWORD not in str(stage.heard)


@pytest.mark.parametrize(
    "spelling", ["fred@example.org", "FRED@Example.ORG", "fred+bidroom@example.org", "  fred@example.org "]
)
async def test_an_address_is_taken_however_it_is_spelt(stage: Stage, fred: Actor, spelling: str) -> None:
    refusal = await stage.nobody.is_refused("account.register", email=spelling, password=PASSWORD, name="Fred II")
    assert refusal.name == "email_taken"
    assert [fault.field for fault in refusal.faults] == ["email"]


async def test_of_two_registering_at_once_one_gets_the_address(stage: Stage) -> None:
    command = Register(email="fred@example.org", password=PASSWORD, name="Fred")  # type: ignore[arg-type]
    both = await asyncio.gather(
        *(stage.database.write(NOBODY, register, command, CHEAP_HASH) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in both) == ["EmailTaken", "SignedIn"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "fred"),
        ("email", "fred@localhost"),
        ("email", "fred@example.org\0"),
        ("email", "\ud800@example.org"),
        ("email", "x" * 300 + "@example.org"),
        ("password", "nine char"),
        ("password", "x" * 201),
        ("password", "correct \ud800 battery"),
        ("name", "   "),
        ("name", "x" * 81),
        ("name", "Fred\0"),
        ("name", "Fred\nFrida"),
        ("name", "Fred \u202egnp"),
        ("name", "\ud800"),
        ("more", "x"),
    ],
)
def test_fields_that_cannot_be_right(field: str, value: str) -> None:
    fields = {"email": "fred@example.org", "password": PASSWORD, "name": "Fred"} | {field: value}
    with pytest.raises(ValidationError) as refused:
        Register.model_validate(fields)
    assert [error["loc"] for error in refused.value.errors()] == [(field,)]


@pytest.mark.parametrize("token", ["", "x", "ü", "\ud800", "\0", "x" * 100_000])
async def test_nobody_has_a_made_up_token(stage: Stage, fred: Actor, token: str) -> None:
    assert await stage.database.read(NOBODY, authenticate, token) is None


async def test_an_account_that_is_gone_is_refused_cleanly(stage: Stage, fred: Actor) -> None:
    ghost = Actor(stage, "Ghost", fred.caller.__class__(person=999, session=999))
    description = "Sort five thousand receipts by month and supplier."
    commands: dict[str, dict[str, Any]] = {
        "me": {},
        "profile.update": {"name": "Ghost"},
        "session.revoke": {"session": fred.caller.session},
        "job.post": {"title": "Sort my receipts", "description": description, "category": "bookkeeping"},
        "bid.place": {"job": 1, "amount": 1, "days": 1, "pitch": "I am nobody, but I can do this."},
    }
    for method, fields in commands.items():
        assert (await ghost.is_refused(method, **fields)).name == "not_found"
    assert (await ghost.is_refused("account.sign_out")).name == "not_signed_in"
