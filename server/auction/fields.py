"""The fields that people fill in for jobs and bids, with their bounds."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints
from pydantic_core import PydanticCustomError

from server.people.texts import ONE_LINE, SEVERAL_LINES


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("moment", "a moment that a calendar has") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Slug = Annotated[str, StringConstraints(min_length=1, max_length=60), ONE_LINE]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=120), ONE_LINE]
Description = Annotated[str, StringConstraints(strip_whitespace=True, min_length=30, max_length=20_000), SEVERAL_LINES]
Pitch = Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=5000), SEVERAL_LINES]
Amount = Annotated[int, Field(ge=1, le=10**12)]
"""Whole minor units. Thousands of the largest still add up to what a browser holds exactly."""
Days = Annotated[int, Field(ge=1, le=3650)]
