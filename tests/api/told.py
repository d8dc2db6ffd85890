"""Holding what was said to somebody against the documents that promise it."""

import json
from functools import cache
from typing import Any

from openapi_schema_validator import OAS31Validator, oas31_format_checker

from server.api import COMMANDS, EVENTS, QUERIES
from server.api.openapi import openapi
from server.api.schemas import result_of, type_of

CARRIED = {(kind, type_of(event)) for kind, events in EVENTS.items() for event in events}
"""Which type of event goes to which kind of channel, as the tables say."""


def check_event(channel: str, body: bytes) -> tuple[str, str]:
    """An event as it was sent: its channel may carry it, and its fields are those of the schema that its type names."""
    event = json.loads(body)
    sent = (channel.partition(":")[0], event["type"])
    assert sent in CARRIED, f"the tables know nothing of {event['type']} on {channel}"
    _check(openapi()["components"]["schemas"]["Event"]["discriminator"]["mapping"][event["type"]], event)
    return sent


def check_in_the_union(body: bytes) -> None:
    """An event is one of all events, and only one. To try them all takes its time."""
    _check("#/components/schemas/Event", json.loads(body))


def check_result(method: str, answer: Any) -> None:
    result = result_of((COMMANDS | QUERIES)[method])
    _check(f"#/components/schemas/{result.__name__ if result else 'Done'}", answer)


def _check(schema: str, value: Any) -> None:
    wrong = [error.message for error in _validator(schema).iter_errors(value)]
    assert not wrong, f"{value} is no {schema}: {wrong}"


@cache
def _validator(schema: str) -> Any:
    whole = {"$ref": schema, "components": openapi()["components"]}
    return OAS31Validator(whole, format_checker=oas31_format_checker)
