"""Where one is signed in, and putting an end to it."""

import pytest

from server.messages import NOBODY, Caller
from server.people.authentication import authenticate, session_stands
from tests.people.stage import PASSWORD, Actor, Stage


@pytest.fixture
async def phone(stage: Stage, fred: Actor) -> Actor:
    """Fred, signed in a second time from elsewhere."""
    fred_on_the_phone = Actor(stage, "Fred", Caller(address="192.0.2.7"))
    answer = await fred_on_the_phone.does("account.sign_in", email="fred@example.org", password=PASSWORD)
    stage.token = answer["token"]  # type: ignore[attr-defined]
    return await stage.signed_in("Fred", answer["token"])


async def test_ones_sessions_are_listed_and_no_others(stage: Stage, fred: Actor, phone: Actor, olga: Actor) -> None:
    answer = await fred.asks("session.list")
    newest, oldest = answer["sessions"]
    assert (newest["session"], newest["current"], newest["address"]) == (phone.caller.session, False, "192.0.2.7")
    assert (oldest["session"], oldest["current"], oldest["address"]) == (fred.caller.session, True, "")
    assert answer["positions"][f"person:{fred.id}"]["offset"] == 2
    assert (await stage.nobody.is_refused("session.list")).name == "not_signed_in"


async def test_a_lost_phone_is_signed_out(stage: Stage, fred: Actor, phone: Actor) -> None:
    stage.news()
    await fred.does("session.revoke", session=phone.caller.session)

    assert stage.rechecks() == [(f"person:{fred.id}", fred.id)]
    (ended,) = stage.news()[f"person:{fred.id}"]
    assert (ended["type"], ended["session"], ended["by"]) == ("session.ended", phone.caller.session, fred.author)
    assert await stage.database.read(NOBODY, authenticate, stage.token) is None  # type: ignore[attr-defined]
    assert not await stage.database.read(phone.caller, session_stands)
    assert await phone.may_subscribe("person", str(fred.id)) == set()
    assert await fred.may_subscribe("person", str(fred.id)) == {str(fred.id)}
    assert [each["session"] for each in (await fred.asks("session.list"))["sessions"]] == [fred.caller.session]


async def test_a_session_is_revoked_once_and_by_its_person_only(stage: Stage, fred: Actor, olga: Actor) -> None:
    stage.news()
    for session in (olga.caller.session, 999):
        assert (await fred.is_refused("session.revoke", session=session)).name == "not_found"
    assert stage.news() == {}
    assert await stage.database.read(olga.caller, session_stands)

    await fred.does("session.revoke", session=fred.caller.session)
    assert (await fred.is_refused("session.revoke", session=fred.caller.session)).name == "not_found"
    assert (await stage.nobody.is_refused("session.revoke", session=1)).name == "not_signed_in"


async def test_signing_out_ends_this_session_alone(stage: Stage, fred: Actor, phone: Actor) -> None:
    stage.news()
    await fred.does("account.sign_out")

    assert stage.rechecks() == [(f"person:{fred.id}", fred.id)]
    (ended,) = stage.news()[f"person:{fred.id}"]
    assert (ended["type"], ended["session"]) == ("session.ended", fred.caller.session)
    assert not await stage.database.read(fred.caller, session_stands)
    assert await stage.database.read(phone.caller, session_stands)
    assert (await fred.is_refused("account.sign_out")).name == "not_signed_in"
    assert (await stage.nobody.is_refused("account.sign_out")).name == "not_signed_in"


async def test_signing_in_as_somebody_else_does_not_tell_who_one_was(stage: Stage, fred: Actor, olga: Actor) -> None:
    stage.news()
    await olga.does("account.sign_in", email="fred@example.org", password=PASSWORD)
    (started,) = stage.news()[f"person:{fred.id}"]
    assert "by" not in started
