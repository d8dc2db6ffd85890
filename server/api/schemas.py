"""What the two documents share: JSON Schemas of what is asked, answered and told, each under its class's own name."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args, get_type_hints

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from server.messages import Endpoint, Event, Message, Result, SlowEndpoint

Schema = dict[str, Any]
AnyEndpoint = Endpoint[Any, Any] | SlowEndpoint[Any, Any, Any]


class _Untitled(GenerateJsonSchema):
    """Pydantic gives each field its name again as a title."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def ref(model: type[Any]) -> Schema:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def result_of(endpoint: AnyEndpoint) -> type[Result] | None:
    """The return annotation of what carries it out."""
    result = get_type_hints(endpoint.action)["return"]
    return None if result is type(None) else result


def type_of(event: type[Event]) -> str:
    """What stands in `type`. Raises ValueError for a class without exactly one such word."""
    words = get_args(event.model_fields["type"].annotation)
    if len(words) != 1:
        raise ValueError(f"{event.__name__}.type must be a Literal of one word")
    return str(words[0])


def by_type(kinds: Mapping[str, Iterable[type[Event]]]) -> dict[str, type[Event]]:
    """Every event once. Raises ValueError where two classes share a type: their readers could not tell them apart."""
    found: dict[str, type[Event]] = {}
    for event in (event for events in kinds.values() for event in events):
        first = found.setdefault(type_of(event), event)
        if first is not event:
            raise ValueError(f"{first.__name__} and {event.__name__} are both {type_of(event)!r}")
    return dict(sorted(found.items()))


def definitions(asks: Iterable[type[Message]], tells: Iterable[type[Message]]) -> dict[str, Schema]:
    """The schemas of all these and of what they contain. Raises ValueError where two classes share a name."""
    wanted: Sequence[tuple[type[Message], JsonSchemaMode]] = [
        *((ask, "validation") for ask in dict.fromkeys(asks)),
        *((tell, "serialization") for tell in dict.fromkeys(tells)),
    ]
    refs, schemas = models_json_schema(wanted, ref_template="#/components/schemas/{model}", schema_generator=_Untitled)
    for (model, _), given in refs.items():
        if given != ref(model):
            raise ValueError(f"another class is called {model.__name__} too")
    return dict(sorted(schemas["$defs"].items()))


def words(thing: Any) -> str:
    """What a docstring says, unwrapped. Not an inherited one, which `inspect.getdoc` would find."""
    return " ".join((thing.__doc__ or "").split())


def about(ask: type[Message]) -> str:
    """What a command or a query is for: its module is about one action and says so."""
    return words(sys.modules[ask.__module__])
