"""Changing what others see of oneself. Only the fields that are given change."""

import re
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import MISSING, AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError
from sqlalchemy import bindparam, update

from server.messages import Command
from server.people.authentication import ME
from server.people.currencies import Currency
from server.people.profiles import ProfileUpdated, profile_of
from server.people.tables import Person
from server.people.texts import EACH_ONCE, ONE_LINE, SEVERAL_LINES, Name, Tags
from server.storage.tx import Tx

BCP_47 = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
time_zones = lru_cache(available_timezones)


def _time_zone(name: str) -> str:
    if name not in time_zones():
        raise PydanticCustomError("time_zone", "a time zone such as Europe/Berlin")
    return name


def _language(tag: str) -> str:
    if not BCP_47.fullmatch(tag):
        raise PydanticCustomError("language", "a language tag such as de or pt-BR")
    return tag


Headline = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), ONE_LINE]
About = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000), SEVERAL_LINES]
Language = Annotated[str, StringConstraints(max_length=35), AfterValidator(_language)]
Languages = Annotated[list[Language], Field(max_length=20), EACH_ONCE]
Rate = Annotated[int, Field(ge=1, le=10**9)]
TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_time_zone)]


class UpdateProfile(Command):
    """`languages` are BCP 47 tags such as `de` or `pt-BR`. Null clears `headline`, `about` and `rate`."""

    name: Name | MISSING = MISSING
    headline: Headline | MISSING | None = MISSING
    about: About | MISSING | None = MISSING
    skills: Tags | MISSING = MISSING
    languages: Languages | MISSING = MISSING
    rate: Rate | MISSING | None = MISSING
    currency: Currency | MISSING = MISSING
    time_zone: TimeZone | MISSING = MISSING


FIELDS = ("name", "headline", "about", "skills", "languages", "rate", "currency", "time_zone")
CLEARED = {"headline": "", "about": "", "rate": None}

MINE = ME.with_for_update(key_share=True)
KEEP = update(Person).where(Person.id == bindparam("me")).values({field: bindparam(f"new_{field}") for field in FIELDS})


def update_profile(tx: Tx, command: UpdateProfile) -> None:
    # Not tx.me: it would be the row from before, with the old name, when the event is signed.
    person = tx.found(MINE, me=tx.person)
    given: dict[str, Any] = command.model_dump(exclude={"key"})
    wanted = {field: CLEARED[field] if value is None else value for field, value in given.items()}
    changes = {field: value for field, value in wanted.items() if value != getattr(person, field)}
    if not changes:
        return

    tx.one(KEEP, me=person.id, **{f"new_{field}": changes.get(field, getattr(person, field)) for field in FIELDS})
    tx.emit(f"person:{person.id}", ProfileUpdated(profile=profile_of(tx.found(ME, me=person.id))))
