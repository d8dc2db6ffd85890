"""Signing in, and what it does not tell."""

import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr

from server.messages import NOBODY
from server.people.passwords import DECOY, HASHER, Proof, hash_password, prove
from server.people.signing_in import SignIn, sign_in
from tests.people.stage import CHEAP_HASH, PASSWORD, Actor, Stage


@pytest.mark.parametrize("spelling", ["fred@example.org", "Fred@Example.org"])
async def test_the_right_password_signs_in(stage: Stage, fred: Actor, spelling: str) -> None:
    stage.news()
    answer = await stage.nobody.does("account.sign_in", email=spelling, password=PASSWORD)
    again = await stage.signed_in("Fred", answer["token"])

    assert answer["person"] == again.id == fred.id
    assert again.caller.session != fred.caller.session
    (started,) = stage.news()[f"person:{fred.id}"]
    assert (started["type"], started["session"]) == ("session.started", again.caller.session)


async def test_a_wrong_password_and_an_unknown_address_are_one_answer(stage: Stage, fred: Actor) -> None:
    stage.news()
    wrong = await stage.nobody.is_refused("account.sign_in", email="fred@example.org", password="x")
    unknown = await stage.nobody.is_refused("account.sign_in", email="nobody@example.org", password=PASSWORD)

    assert wrong.name == unknown.name == "wrong_credentials"
    assert wrong.sentence == unknown.sentence
    assert stage.news() == {}


async def test_a_password_that_was_changed_meanwhile_is_wrong(stage: Stage, fred: Actor) -> None:
    command = SignIn(email="fred@example.org", password=SecretStr(PASSWORD))
    with pytest.raises(Exception, match="no account"):
        await stage.database.write(NOBODY, sign_in, command, Proof("the hash it had", None))


async def test_an_old_hash_is_renewed(stage: Stage, fred: Actor) -> None:
    await stage.nobody.does("account.sign_in", email="fred@example.org", password=PASSWORD)
    with stage.database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT password_hash FROM person").scalar_one()
    assert kept != CHEAP_HASH
    assert not HASHER.check_needs_rehash(kept)
    await stage.nobody.does("account.sign_in", email="fred@example.org", password=PASSWORD)


def test_the_decoy_takes_as_long_as_a_real_hash() -> None:
    assert not HASHER.check_needs_rehash(DECOY)
    assert prove(SecretStr("x"), None) is None


def test_an_accent_may_be_typed_in_two_ways() -> None:
    composed, decomposed = (
        SignIn(email="a@b.org", password=SecretStr(text)).password for text in ("Se\u00f1or", "Sen\u0303or")
    )
    assert composed == decomposed
    assert prove(decomposed, PasswordHasher(1, 8, 1).hash(composed.get_secret_value()))


def test_a_hash_that_is_none_proves_nothing() -> None:
    assert prove(SecretStr("x"), "not a hash") is None
    assert hash_password(SecretStr("x")).startswith("$argon2id$")


def test_a_password_is_never_printed() -> None:
    assert PASSWORD not in repr(SignIn(email="a@b.org", password=SecretStr(PASSWORD)))
