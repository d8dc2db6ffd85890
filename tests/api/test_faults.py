"""What is wrong with a field is said in words for the person who filled it in."""

import json
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from server.api.faults import MOST_FAULTS, invalid
from server.errors import Fault, Invalid
from server.messages import Command


class Budget(Command):
    max: Annotated[int, Field(ge=1, le=100)] = 1


class Offer(Command):
    pitch: Annotated[str, StringConstraints(min_length=20, max_length=30)] = "I have done this twice."
    name: Annotated[str, StringConstraints(min_length=1)] = "Fred"
    code: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = "EUR"
    days: Annotated[int, Field(gt=0, lt=10)] = 1
    urgent: bool = False
    kind: Literal["fixed", "hourly"] = "fixed"
    skills: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)] = ("python",)
    closes_at: AwareDatetime | None = None
    starts_on: date | None = None
    budget: Budget = Budget()


def refused(text: str) -> Invalid:
    with pytest.raises(ValidationError) as trouble:
        Offer.model_validate_json(text, strict=True)
    return invalid(trouble.value)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pitch": "too short"}, "pitch: at least 20 characters"),
        ({"pitch": "x" * 31}, "pitch: at most 30 characters"),
        ({"pitch": None}, "pitch: must be text"),
        ({"name": ""}, "name: must not be empty"),
        ({"code": "eur"}, "code: must be of the form ^[A-Z]{3}$"),
        ({"days": 0}, "days: more than 0"),
        ({"days": 10}, "days: less than 10"),
        ({"days": 1.5}, "days: must be a whole number"),
        ({"days": "3"}, "days: must be a whole number"),
        ({"days": True}, "days: must be a whole number"),
        ({"urgent": "yes"}, "urgent: must be true or false"),
        ({"kind": "free"}, "kind: must be 'fixed' or 'hourly'"),
        ({"skills": []}, "skills: at least 1 entry"),
        ({"skills": ["a", "b", "c"]}, "skills: at most 2 entries"),
        ({"skills": "python"}, "skills: must be a list"),
        ({"skills": ["python", 7]}, "skills.1: must be text"),
        ({"closes_at": "tomorrow"}, "closes_at: must be a moment such as 2026-11-21T20:00:00Z"),
        ({"closes_at": 1763755200}, "closes_at: must be a moment such as 2026-11-21T20:00:00Z"),
        (
            {"closes_at": "2026-11-21T20:00:00"},
            "closes_at: must name its time zone, as in 2026-11-21T20:00:00Z",
        ),
        ({"starts_on": "2026-02-30"}, "starts_on: must be a date such as 2026-11-21"),
        ({"budget": {"max": 0}}, "budget.max: at least 1"),
        ({"budget": {"max": 101}}, "budget.max: at most 100"),
        ({"budget": 7}, "budget: must be an object with named fields"),
        ({"price": 7}, "price: is not a field here"),
        ([], "must be an object with named fields"),
        (None, "must be an object with named fields"),
    ],
)
def test_each_fault_is_a_sentence(fields: Any, sentence: str) -> None:
    assert refused(json.dumps(fields)).sentence == sentence


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", '{"pitch": "\\ud800"}', "[" * 10_000, '{"days": ' + "9" * 5000])
def test_what_is_no_json_is_told_apart(text: str) -> None:
    assert refused(text).sentence == "this is not valid JSON"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"days": "three"}, "days: must be a whole number"),
        ({"days": "9" * 5000}, "days: must be a whole number"),
        ({"urgent": "perhaps"}, "urgent: must be true or false"),
        ({"closes_at": "soon"}, "closes_at: must be a moment such as 2026-11-21T20:00:00Z"),
        ({"starts_on": "soon"}, "starts_on: must be a date such as 2026-11-21"),
    ],
)
def test_so_are_the_words_of_a_query_string(fields: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValidationError) as trouble:
        Offer.model_validate(fields, strict=False)
    assert invalid(trouble.value).sentence == sentence


def test_what_is_missing_is_needed() -> None:
    class Ask(Command):
        job: int

    with pytest.raises(ValidationError) as trouble:
        Ask.model_validate_json("{}")
    assert invalid(trouble.value).faults == (Fault("job", "is needed"),)


def test_every_wrong_field_is_named() -> None:
    assert refused('{"name": "", "days": 0}').faults == (
        Fault("name", "must not be empty"),
        Fault("days", "more than 0"),
    )


def test_a_thousand_faults_are_not_all_told() -> None:
    assert len(refused(json.dumps(dict.fromkeys(map(str, range(1000)), 1))).faults) == MOST_FAULTS


@pytest.mark.parametrize(
    "trouble",
    [PydanticCustomError("zone", "A time zone such as Europe/Berlin"), ValueError("a time zone such as Europe/Berlin")],
)
def test_the_domain_says_it_in_its_own_words(trouble: Exception) -> None:
    def never(text: str) -> str:
        raise trouble

    class Ask(Command):
        zone: Annotated[str, AfterValidator(never)]

    with pytest.raises(ValidationError) as refusal:
        Ask(zone="Mars")
    assert invalid(refusal.value).sentence == "zone: a time zone such as Europe/Berlin"


def test_a_body_in_which_nothing_is_right_is_not_gone_through() -> None:
    nonsense = json.dumps({f"field{number}": 1 for number in range(5000)})
    assert refused(nonsense).faults == (Fault("", "almost nothing here is right"),)
