"""The vocabulary: what people ask (commands, queries), what they get (results) and what they are told (events)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, GetJsonSchemaHandler, StringConstraints
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

Id = Annotated[int, Field(ge=1, le=2**53 - 1)]
"""A row's number. Below 2^53, so that a browser holds it exactly."""

NULL = {"type": "null"}


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Query(Message):
    """A question, asked as somebody and answered from one snapshot. It never writes. Flat fields only."""


class KeylessCommand(Message):
    """A command that takes no idempotency key: it has no person yet, or it returns a secret."""


class Command(KeylessCommand):
    """A change, carried out by one action in one transaction.

    `key` is minted by the client. The same command under the same key happens once and is answered the same, for 30 days.
    """

    key: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern="^[!-~]*$")] | None = None


class Result(Message):
    """What a command or a query answers."""


class Position(Message):
    """Where a channel's log stood when the snapshot was taken: subscribe from here and miss nothing.

    `head` is the hash of the last event in hex; whoever keeps it can prove later that the log was not altered.
    """

    offset: int
    epoch: str
    head: str


class Author(Message):
    """Who did it, with what a page draws of them."""

    id: int
    name: str


class _Stamp(Message):
    at: AwareDatetime
    by: Author | None = None
    key: str | None = None


def without_null(schema: JsonSchemaValue) -> JsonSchemaValue:
    """The schema of a field that is left out where there is nothing to say, and never null."""
    options = schema.get("anyOf", [])
    if NULL not in options:
        return schema
    values = [option for option in options if option != NULL]
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    return rest | (values[0] if len(values) == 1 else {"anyOf": values})


class Event(Message):
    """Something that happened, in the past tense, with everything a page needs to draw it. What is None is left out.

    `Tx.emit` stamps it with `at` (UTC), `by` (absent where the clock did it) and the `key` of its command.
    """

    type: str

    def stamped(self, at: datetime, by: Author | None, key: str | None) -> bytes:
        """The exact JSON bytes that are logged, hashed and sent as the publication's `data`."""
        stamp: dict[str, Any] = {"type": self.type, "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
        if by is not None:
            stamp["by"] = by.model_dump(mode="json")
        if key is not None:
            stamp["key"] = key
        head = json.dumps(stamp, ensure_ascii=False, separators=(",", ":")).encode()
        # Not exclude_none, which would reach into the shapes that events share with results.
        absent = {name for name, value in self if value is None}
        fields = self.model_dump_json(exclude={"type", *absent}).encode()
        return head if fields == b"{}" else head[:-1] + b"," + fields[1:]

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core))
        stamp = handler.resolve_ref_schema(handler(_Stamp.__pydantic_core_schema__))
        fields = schema["properties"] | {name: stamp["properties"][name] for name in ("at", "by", "key")}
        optional = {name for name, field in fields.items() if without_null(field) != field}
        schema["properties"] = {name: without_null(field) for name, field in fields.items()}
        schema["required"] = sorted({*schema.get("required", ()), "type", "at"} - optional)
        return schema


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf something runs. `person` is None where nobody is signed in, and for the clock."""

    person: int | None = None
    session: int | None = None
    address: str = ""


NOBODY = Caller()

A = TypeVar("A", bound=Message)
W = TypeVar("W")
R = TypeVar("R", bound=Result | None)


# The first parameter of an action is a storage.Tx, which this lower layer may not name.
@dataclass(frozen=True, slots=True)
class Endpoint(Generic[A, R]):
    """What may be asked and the function that carries it out. The function's return annotation is the result's schema."""

    ask: type[A]
    action: Callable[[Any, A], R]


@dataclass(frozen=True, slots=True)
class SlowEndpoint(Generic[A, W, R]):
    """A command with slow work in front of its transaction, such as a password's hash.

    `before` reads what the work needs and returns it as a function without arguments. That one runs in a pool of threads
    outside any transaction, and what it returns is given to the action.
    """

    ask: type[A]
    before: Callable[[Any, A], Callable[[], W]]
    action: Callable[[Any, A, W], R]


def endpoint(ask: type[A], action: Callable[[Any, A], R]) -> Endpoint[Any, Any]:
    """An entry of a table. A wrong pair is a type error here, where the table's own annotation would hide it."""
    return Endpoint(ask, action)


def slow_endpoint(
    ask: type[A], before: Callable[[Any, A], Callable[[], W]], action: Callable[[Any, A, W], R]
) -> SlowEndpoint[Any, Any, Any]:
    return SlowEndpoint(ask, before, action)


class Shown(Enum):
    """What subscribers of a kind of channel may know of each other."""

    WHO = "who"
    HOW_MANY = "how many"


@dataclass(frozen=True, slots=True)
class Signal:
    """What one subscriber may tell the others in passing: no offset, not stored, gone for whoever is away.

    `fields` is a Message; one with a field `to` reaches that person alone. `rate` is written as in the settings, for one
    person.
    """

    fields: type[Message]
    kinds: frozenset[str]
    rate: str


@dataclass(frozen=True, slots=True)
class Said:
    """A signal as it is told: JSON that begins with `type` (`signal.…`) and `by`, and the person it is for, 0 for all."""

    body: bytes
    to: int = 0


MaySubscribe = Callable[[Any, frozenset[str]], frozenset[str]]
"""Of these ids of one kind of channel (`7` of `job:7`), those the transaction's caller may subscribe to: one statement."""
