"""Who may follow a person, whatever ids are asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.people.access import numbers
from server.people.addresses import mailbox
from tests.people.stage import Actor, Stage


async def test_everybody_follows_themselves_alone(stage: Stage, fred: Actor, olga: Actor) -> None:
    ids = {str(fred.id), str(olga.id), "abc", "", "0", f"0{fred.id}", f"+{fred.id}", f" {fred.id}", "9" * 50, "None"}
    assert await fred.may_subscribe("person", *ids) == {str(fred.id)}
    assert await olga.may_subscribe("person", *ids) == {str(olga.id)}
    assert await stage.nobody.may_subscribe("person", *ids) == set()


@pytest.mark.parametrize(
    "text",
    ["", "0", "07", "-7", "+7", " 7", "7 ", "7\n", "7.0", "1e3", "\u0667", "\uff17", str(2**53), "9" * 50, "\0", "\ud800"],
)
def test_an_id_has_one_spelling(text: str) -> None:
    assert numbers({text}) == []


@given(st.integers(1, 2**53 - 1))
def test_every_row_has_its_number(number: int) -> None:
    assert numbers({str(number)}) == [number]


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert all(str(number) == text for number in numbers({text}))


@pytest.mark.parametrize(
    ("email", "box"),
    [
        ("Fred@Example.org", "fred@example.org"),
        ("fred+x+y@example.org", "fred@example.org"),
        ("f.r.e.d+x@GMail.com", "fred@gmail.com"),
        ("fred@googlemail.com", "fred@gmail.com"),
        ("f.red@example.org", "f.red@example.org"),
        ("+fred@example.org", "+fred@example.org"),
    ],
)
def test_one_mailbox_has_many_addresses(email: str, box: str) -> None:
    assert mailbox(email) == box
