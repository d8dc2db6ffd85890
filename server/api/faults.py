"""Turning what validation found into sentences that a person can act on."""

from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from server.errors import Fault, Invalid
from server.messages import Message

A = TypeVar("A", bound=Message)

MOST_FAULTS = 50
TOO_MANY_FAULTS = 1000

WHOLE_NUMBER = "must be a whole number"
MOMENT = "must be a moment such as 2026-11-21T20:00:00Z"
DATE = "must be a date such as 2026-11-21"

# By pydantic's error type; what stands in braces comes from the error's context. The rest keep pydantic's own words.
SENTENCES = {
    "missing": "is needed",
    "extra_forbidden": "is not a field here",
    "json_invalid": "this is not valid JSON",
    "model_type": "must be an object with named fields",
    "dict_type": "must be an object with named fields",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "string_type": "must be text",
    "string_unicode": "must be text",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "string_pattern_mismatch": "must be of the form {pattern}",
    "int_type": WHOLE_NUMBER,
    "int_parsing": WHOLE_NUMBER,
    "int_parsing_size": WHOLE_NUMBER,
    "int_from_float": WHOLE_NUMBER,
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
    "too_long": "at most {max_length} entries",
    "too_short": "at least {min_length} entries",
    "literal_error": "must be {expected}",
    "datetime_type": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_from_date_parsing": MOMENT,
    "timezone_aware": "must name its time zone, as in 2026-11-21T20:00:00Z",
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
}
ONE = {
    "string_too_short": "must not be empty",
    "string_too_long": "at most 1 character",
    "too_short": "at least 1 entry",
    "too_long": "at most 1 entry",
}


def invalid(trouble: ValidationError) -> Invalid:
    """The wrong fields, the first one first in the sentence."""
    if trouble.error_count() > TOO_MANY_FAULTS:  # to name them all would take longer than whoever sent this deserves
        return Invalid(Fault("", "almost nothing here is right"))
    errors = trouble.errors(include_url=False, include_input=False)[:MOST_FAULTS]
    return Invalid(*(_fault(error) for error in errors))


def _fault(error: ErrorDetails) -> Fault:
    field = ".".join(str(part) for part in error["loc"])
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return Fault(field, str(context["error"]))
    count = context.get("min_length") or context.get("max_length")
    sentence = ONE.get(error["type"]) if count == 1 else None
    sentence = sentence or SENTENCES.get(error["type"])
    return Fault(field, sentence.format(**context) if sentence else error["msg"][:1].lower() + error["msg"][1:])


def validated(ask: type[A], fields: bytes | dict[str, Any]) -> A:
    """JSON is taken strictly; the words of a query string are taken for what they mean. Refuses invalid."""
    try:
        if isinstance(fields, bytes):
            return ask.model_validate_json(fields, strict=True)
        return ask.model_validate(fields, strict=False)
    except ValidationError as trouble:
        raise invalid(trouble) from None
