"""The OpenAPI 3.1 document of everything that can be asked over HTTP, with the types of every event."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from server.api import COMMANDS, EVENTS, QUERIES
from server.api.credentials import COOKIE
from server.api.schemas import AnyEndpoint, Schema, about, by_type, definitions, ref, result_of, words
from server.errors import CODES
from server.messages import Endpoint, Event, without_null

REFUSED = {"$ref": "#/components/responses/Refused"}
DONE = {"$ref": "#/components/schemas/Done"}

INTRODUCTION = """\
Commands change something and are sent with POST; queries answer from one snapshot and are asked with GET. The same names
with the same fields can be called over the socket, where the events arrive too: `/asyncapi.json` describes it.

Sign in with `account.sign_in`. A browser keeps the session as a cookie, which counts for commands only with this site's
own Origin; everybody else sends the token as `Authorization: Bearer`.

A command that has a `key` may be sent again under the same key: it happens once and is answered the same, for 30 days.
"""


@cache
def openapi() -> Schema:
    return document(COMMANDS, QUERIES, EVENTS)


def document(
    commands: Mapping[str, AnyEndpoint],
    queries: Mapping[str, Endpoint[Any, Any]],
    kinds: Mapping[str, Iterable[type[Event]]],
) -> Schema:
    """Raises ValueError where the tables contradict themselves."""
    events = by_type(kinds)
    endpoints = [*commands.values(), *queries.values()]
    results = [result for result in map(result_of, endpoints) if result is not None]
    schemas = definitions((endpoint.ask for endpoint in endpoints), [*results, *events.values()])
    own = {"Event": _any_of(events), "Problem": _problem(), "Done": _done()}
    if taken := schemas.keys() & own.keys():
        raise ValueError(f"{', '.join(taken)} cannot be the name of a class of messages")
    return {
        "openapi": "3.1.1",
        "info": {"title": "Bidroom", "version": version("bidroom"), "description": INTRODUCTION},
        "servers": [{"url": "/"}],
        "security": [{"session": []}, {"bearer": []}, {}],
        "paths": {
            **{f"/api/{name}": {"post": _command(name, endpoint)} for name, endpoint in commands.items()},
            **{f"/api/{name}": {"get": _query(name, endpoint, schemas)} for name, endpoint in queries.items()},
        },
        "components": {
            "schemas": schemas | own,
            "responses": {"Refused": _refused()},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _command(name: str, endpoint: AnyEndpoint) -> Schema:
    body = {"required": True, "content": {"application/json": {"schema": ref(endpoint.ask)}}}
    return {**_operation(name, endpoint), "requestBody": body}


def _query(name: str, endpoint: AnyEndpoint, schemas: Mapping[str, Schema]) -> Schema:
    ask = schemas[endpoint.ask.__name__]
    needed = ask.get("required", ())
    parameters = [_parameter(field, schema, field in needed) for field, schema in ask.get("properties", {}).items()]
    return {**_operation(name, endpoint), "parameters": parameters}


def _parameter(field: str, schema: Schema, required: bool) -> Schema:
    return {
        "name": field,
        "in": "query",
        "required": required,
        "style": "form",
        "explode": True,
        "schema": without_null(schema),
    }


def _operation(name: str, endpoint: AnyEndpoint) -> Schema:
    result = result_of(endpoint)
    answer = {"schema": DONE if result is None else ref(result)}
    return {
        "operationId": name,
        "tags": [name.partition(".")[0]],
        "summary": about(endpoint.ask),
        **({"description": description} if (description := words(endpoint.ask)) else {}),
        "responses": {
            "200": {"description": "It was done.", "content": {"application/json": answer}},
            "default": REFUSED,
        },
    }


def _any_of(events: Mapping[str, type[Event]]) -> Schema:
    return {
        "description": "What arrives on channels as a publication's `data`, told apart by `type`.",
        "oneOf": [ref(event) for event in events.values()],
        "discriminator": {
            "propertyName": "type",
            "mapping": {type_: ref(event)["$ref"] for type_, event in events.items()},
        },
    }


def _done() -> Schema:
    return {"description": "There is nothing to say but that it was done.", "type": "object", "maxProperties": 0}


def _refused() -> Schema:
    rows = [f"| {code} | `{name}` | {status} | {when} |" for name, (code, status, when) in CODES.items()]
    table = "\n".join(["| code | title | status | when |", "|---|---|---|---|", *rows])
    return {
        "description": f"Refused, with the reason.\n\n{table}",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _problem() -> Schema:
    """RFC 9457."""
    texts = {"type": "string"}
    fault = {"type": "object", "required": ["field", "message"], "properties": {"field": texts, "message": texts}}
    fields: Schema = {
        "title": {"enum": list(CODES)},
        "status": {"enum": sorted({status for _, status, _ in CODES.values()})},
        "detail": {"type": "string", "description": "A sentence that a person can act on."},
        "code": {"enum": sorted(code for code, _, _ in CODES.values()), "description": "As on the socket."},
        "errors": {"type": "array", "items": fault, "description": "Every field that is wrong."},
    }
    return {"description": "Why something was refused.", "type": "object", "required": [*fields], "properties": fields}
