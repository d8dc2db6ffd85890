"""The AsyncAPI 3 document of the socket: which channels there are, which events each carries, and how to ask."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version

from server.api import CHANNELS, COMMANDS, EVENTS, PRESENCE, QUERIES
from server.api.credentials import COOKIE
from server.api.schemas import Schema, by_type, definitions, ref, type_of, words
from server.errors import CODES, TEMPORARY
from server.messages import Event, MaySubscribe, Shown

SINGLE = frozenset({"market"})
"""The kinds of which there is one channel, without an id."""

PRESENCE_WORDS: dict[Shown | None, str] = {
    Shown.WHO: "Subscribers see who is there (presence), and may be told who comes and goes (join, leave).",
    Shown.HOW_MANY: "Subscribers see how many are there (presence_stats).",
}

INTRODUCTION = """\
The socket speaks version 2 of the Centrifuge client protocol, for which SDKs exist in many languages. Sign in with the
session's cookie, with `Authorization: Bearer` at the handshake, or with the token in `connect`; without any of them the
public channels can be followed.

Each channel is a numbered log. Whoever reconnects says the last offset received and is sent what was missed, in order.
Queries answer `positions` beside their data: subscribe from there, and nothing falls in between.
"""
RPC = """\
An `rpc` carries out a command or a query: `method` is its name, `data` its fields. Both are the same as over HTTP, where
`/openapi.json` describes every field and every result.
"""


@cache
def asyncapi() -> Schema:
    return document(CHANNELS, EVENTS, [*COMMANDS, *QUERIES])


def document(
    rules: Mapping[str, MaySubscribe], kinds: Mapping[str, Iterable[type[Event]]], methods: Iterable[str]
) -> Schema:
    """Raises ValueError where the tables contradict themselves."""
    events = by_type(kinds)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Bidroom", "version": version("bidroom"), "description": INTRODUCTION},
        "defaultContentType": "application/json",
        "servers": {"site": _server()},
        "channels": {
            **{kind: _channel(kind, rule, kinds[kind]) for kind, rule in rules.items()},
            "rpc": {
                "address": "/connection/websocket",
                "description": RPC,
                "messages": {name: _message(name) for name in ("ask", "answer")},
            },
        },
        "operations": {**{f"{kind}.tell": _tell(kind) for kind in rules}, "rpc": _rpc()},
        "components": {
            "messages": {
                **{type_: {"name": type_, "payload": ref(event)} for type_, event in events.items()},
                "ask": {"name": "ask", "payload": _ask(methods)},
                "answer": {"name": "answer", "payload": _answer()},
            },
            "schemas": definitions((), events.values()),
            "securitySchemes": {
                "session": {"type": "httpApiKey", "in": "cookie", "name": COOKIE},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _server() -> Schema:
    return {
        "host": "{host}",
        "pathname": "/connection/websocket",
        "protocol": "ws",
        "description": "Sites in production are at wss.",
        "variables": {"host": {"default": "localhost:8000"}},
        "security": [{"$ref": f"#/components/securitySchemes/{scheme}"} for scheme in ("session", "bearer")],
    }


def _channel(kind: str, rule: MaySubscribe, events: Iterable[type[Event]]) -> Schema:
    channel: Schema = {
        "address": kind if kind in SINGLE else f"{kind}:{{id}}",
        "messages": {type_of(event): _message(type_of(event)) for event in events},
    }
    if description := " ".join(filter(None, (words(rule), PRESENCE_WORDS.get(PRESENCE.get(kind))))):
        channel["description"] = description
    if kind not in SINGLE:
        channel["parameters"] = {"id": {"description": "Decimal, without leading zeros."}}
    return channel


def _message(name: str) -> Schema:
    return {"$ref": f"#/components/messages/{name}"}


def _tell(kind: str) -> Schema:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{kind}"},
        "summary": "Pushed to whoever is subscribed, as a publication's `data`.",
    }


def _rpc() -> Schema:
    channel = {"$ref": "#/channels/rpc"}
    return {
        "action": "receive",
        "channel": channel,
        "summary": "Carries out a command or a query.",
        "messages": [{"$ref": "#/channels/rpc/messages/ask"}],
        "reply": {"channel": channel, "messages": [{"$ref": "#/channels/rpc/messages/answer"}]},
    }


def _ask(methods: Iterable[str]) -> Schema:
    rpc = {
        "type": "object",
        "required": ["method"],
        "properties": {"method": {"enum": list(methods)}, "data": {"type": "object"}},
    }
    return {"type": "object", "required": ["id", "rpc"], "properties": {"id": {"type": "integer"}, "rpc": rpc}}


def _answer() -> Schema:
    codes = "; ".join(f"{code} {name}: {when}" for name, (code, _, when) in CODES.items())
    error = {
        "type": "object",
        "required": ["code", "message"],
        "properties": {
            "code": {"enum": sorted(code for code, _, _ in CODES.values()), "description": codes},
            "message": {"type": "string", "description": "A sentence that a person can act on."},
            "temporary": {"type": "boolean", "description": f"Set with {' and '.join(sorted(TEMPORARY))}."},
        },
    }
    rpc = {"type": "object", "required": ["data"], "properties": {"data": {"type": "object"}}}
    return {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "integer"}, "rpc": rpc, "error": error},
        "oneOf": [{"required": ["rpc"]}, {"required": ["error"]}],
    }
