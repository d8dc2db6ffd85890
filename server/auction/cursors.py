"""Where a page of jobs ended, as one opaque word: the next page starts behind that job, whatever has opened meanwhile."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from server.errors import Fault, Invalid
from server.messages import Id

Sort = Literal["newest", "closing", "budget"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Cursor(NamedTuple):
    """`value` is what was sorted by: microseconds since 1970, or minor units of `currency`."""

    sort: Sort
    currency: Annotated[str, StringConstraints(max_length=3, pattern="^[A-Z]*$")]
    value: Annotated[int, Field(ge=0, le=2**53 - 1)]
    id: Id


ADAPTER = TypeAdapter(Cursor)


def cursor_of(sort: Sort, row: Any) -> str:
    """The cursor behind a row of the market's list."""
    if sort == "budget":
        cursor = Cursor(sort, row.currency, row.budget_max or row.budget_min or 0, row.id)
    else:
        moment = row.opened_at if sort == "newest" else row.closes_at
        cursor = Cursor(sort, "", (moment - EPOCH) // MICROSECOND, row.id)
    return base64.urlsafe_b64encode(json.dumps(cursor, separators=(",", ":")).encode()).decode().rstrip("=")


def behind(sort: Sort, after: str) -> dict[str, Any]:
    """The binds with which the next page is found. Refuses a word that is not ours, or of another sorting."""
    try:
        cursor = ADAPTER.validate_json(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)), strict=True)
    except (ValueError, ValidationError):
        cursor = None
    if cursor is None or cursor.sort != sort:
        raise Invalid(Fault("after", "take it from the answer before, with the same sort, or leave it out"))
    if sort == "budget":
        return {"last_currency": cursor.currency, "last_amount": cursor.value, "last_id": cursor.id}
    return {"last_moment": EPOCH + cursor.value * MICROSECOND, "last_id": cursor.id}
