"""The OpenAPI document is valid, whole, and what the server does."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import Field, ValidationError

from server.api import COMMANDS, EVENTS, QUERIES
from server.api.openapi import document, openapi
from server.errors import CODES
from server.messages import Command, Endpoint, Event, Message, Query, Result
from server.people.texts import Tags
from server.storage.tx import Tx

Schema = dict[str, Any]

NEVER_STORED = {"password", "after"}

ASKS = [pytest.param(name, endpoint.ask, id=name) for name, endpoint in [*COMMANDS.items(), *QUERIES.items()]]


class Greet(Command):
    """Says hello, but only once a day."""

    name: str
    times: int = 1


class Greeted(Event):
    type: Literal["greeting.sent"] = "greeting.sent"
    name: str
    note: str | None = None


class Seek(Query):
    """Looks for greetings."""

    near: int
    tags: Tags | None = None
    kind: Literal["loud", "soft"] | None = None


class Found(Result):
    names: list[str]


def greet(tx: Tx, command: Greet) -> None: ...


def seek(tx: Tx, query: Seek) -> Found:
    return Found(names=[])


def small() -> Schema:
    return document({"greeting.send": Endpoint(Greet, greet)}, {"greeting.seek": Endpoint(Seek, seek)}, {"hall": (Greeted,)})


def test_it_is_valid() -> None:
    OpenAPIV31SpecValidator(openapi()).validate()
    OpenAPIV31SpecValidator(small()).validate()


def test_every_command_and_query_is_there() -> None:
    asked = {(path, method) for path, item in openapi()["paths"].items() for method in item}

    assert asked == {(f"/api/{name}", "post") for name in COMMANDS} | {(f"/api/{name}", "get") for name in QUERIES}


def test_no_name_is_taken_twice() -> None:
    assert not COMMANDS.keys() & QUERIES.keys()


def test_a_command_has_a_body_and_says_what_it_answers() -> None:
    operation = small()["paths"]["/api/greeting.send"]["post"]

    assert operation["requestBody"] == {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Greet"}}},
    }
    assert operation["description"] == "Says hello, but only once a day."
    assert answer(operation) == {"$ref": "#/components/schemas/Done"}


def test_a_query_has_flat_parameters_that_are_never_null() -> None:
    operation = small()["paths"]["/api/greeting.seek"]["get"]
    parameters = {parameter["name"]: parameter for parameter in operation["parameters"]}

    assert [name for name, parameter in parameters.items() if parameter["required"]] == ["near"]
    assert parameters["tags"]["explode"]
    assert parameters["tags"]["schema"]["type"] == "array"
    assert parameters["kind"]["schema"] == {"type": "string", "enum": ["loud", "soft"]}
    assert answer(operation) == {"$ref": "#/components/schemas/Found"}


def test_every_code_is_described() -> None:
    refused = openapi()["components"]["responses"]["Refused"]["description"]
    problem = openapi()["components"]["schemas"]["Problem"]["properties"]

    for name, (code, status, when) in CODES.items():
        assert f"| {code} | `{name}` | {status} | {when} |" in refused
    assert set(problem["title"]["enum"]) == CODES.keys()


def test_no_two_codes_are_the_same() -> None:
    assert len({code for code, _, _ in CODES.values()}) == len(CODES)


def test_events_are_one_union_told_apart_by_their_type() -> None:
    union = openapi()["components"]["schemas"]["Event"]
    schemas = openapi()["components"]["schemas"]

    for type_, ref in union["discriminator"]["mapping"].items():
        assert {"$ref": ref} in union["oneOf"]
        assert schemas[ref.rpartition("/")[2]]["properties"]["type"]["const"] == type_
    assert len(union["oneOf"]) == len(union["discriminator"]["mapping"])


def test_every_event_of_the_product_is_in_a_table() -> None:
    told = {event for events in EVENTS.values() for event in events}

    assert {event for event in subclasses(Event) if event.__module__.startswith("server.")} - told <= without_type()


def test_what_an_event_may_leave_out_is_optional_and_never_null() -> None:
    schema = small()["components"]["schemas"]["Greeted"]

    assert schema["required"] == ["at", "name", "type"]
    assert schema["properties"]["note"] == {"type": "string"}
    assert schema["properties"]["by"] == {"$ref": "#/components/schemas/Author"}


@pytest.mark.parametrize(("name", "ask"), ASKS)
def test_unknown_fields_are_refused(name: str, ask: type[Message]) -> None:
    assert openapi()["components"]["schemas"][ask.__name__]["additionalProperties"] is False
    with pytest.raises(ValidationError) as refused:
        ask.model_validate({"surprise": 1})
    assert "surprise" in {error["loc"][0] for error in refused.value.errors()}


@pytest.mark.parametrize(("name", "ask"), ASKS)
def test_every_field_has_bounds(name: str, ask: type[Message]) -> None:
    schema = openapi()["components"]["schemas"][ask.__name__]
    unbounded = [place for place, field in leaves(name, schema) if not is_bounded(field)]

    assert not unbounded


@pytest.mark.parametrize(("name", "ask"), ASKS)
def test_no_text_takes_a_null_character(name: str, ask: type[Message]) -> None:
    """PostgreSQL has none, and would answer for us that it is our mistake."""
    for field, schema in openapi()["components"]["schemas"][ask.__name__]["properties"].items():
        texts = [leaf for _, leaf in leaves(field, schema) if leaf["type"] == "string" and "enum" not in leaf]
        if not texts or field in NEVER_STORED:
            continue
        evil = "a" * texts[0].get("minLength", 1) + "\0"
        with pytest.raises(ValidationError) as refused:
            ask.model_validate({field: [evil] if schema.get("type") == "array" else evil})
        assert field in {error["loc"][0] for error in refused.value.errors()}


@pytest.mark.parametrize(("name", "ask"), [each for each in ASKS if each.values[0] in QUERIES])
def test_queries_are_flat(name: str, ask: type[Message]) -> None:
    for place, field in leaves(name, openapi()["components"]["schemas"][ask.__name__]):
        assert field["type"] != "object", place


class GreetedAgain(Event):
    type: Literal["greeting.sent"] = "greeting.sent"


class Typeless(Event):
    pass


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (GreetedAgain, "Greeted and GreetedAgain are both 'greeting.sent'"),
        (Typeless, "Typeless.type must be a Literal of one word"),
    ],
)
def test_events_that_cannot_be_told_apart_are_refused(event: type[Event], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        document({}, {}, {"hall": (Greeted,), "porch": (event,)})


def test_two_messages_of_one_name_are_refused() -> None:
    def other() -> type[Query]:
        class Seek(Query):
            far: Annotated[int, Field(le=5)]

        return Seek

    with pytest.raises(ValueError, match="another class is called Seek too"):
        document({}, {"one": Endpoint(Seek, seek), "other": Endpoint(other(), seek)}, {})


def test_a_message_may_not_take_a_name_of_the_document() -> None:
    class Problem(Query):
        pass

    with pytest.raises(ValueError, match="Problem cannot be the name of a class of messages"):
        document({}, {"one": Endpoint(Problem, seek)}, {})


def answer(operation: Schema) -> Schema:
    schema: Schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return schema


def leaves(place: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Every schema of a single value or a list within a schema."""
    for option in schema.get("anyOf", ()):
        yield from leaves(place, option)
    for name, field in schema.get("properties", {}).items():
        yield from leaves(f"{place}.{name}", field)
    if "items" in schema:
        yield from leaves(f"{place}.*", schema["items"])
    if not {"anyOf", "properties"} & schema.keys():
        yield place, schema


def is_bounded(field: Schema) -> bool:
    match field.get("type"):
        case "string":
            return bool({"maxLength", "pattern", "enum", "const"} & field.keys()) or field.get("format") == "date-time"
        case "integer":
            return {"minimum", "maximum"} <= field.keys()
        case "array":
            return "maxItems" in field
        case kind:
            return kind in ("boolean", "null") or "enum" in field


def subclasses(kind: type[Event]) -> Iterator[type[Event]]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def without_type() -> set[type[Event]]:
    """What other events are made of."""
    return {event for event in subclasses(Event) if event.model_fields["type"].annotation is str}
