"""What a person's own page draws of them, and the event that sets all of it."""

from datetime import datetime
from typing import Literal

from server.messages import Author, Event, Message
from server.people.tables import Person


class Profile(Message):
    """`rate` is in minor units of `currency` an hour."""

    id: int
    email: str
    name: str
    headline: str
    about: str
    skills: list[str]
    languages: list[str]
    rate: int | None
    currency: str
    time_zone: str
    is_operator: bool
    member_since: datetime


class ProfileUpdated(Event):
    type: Literal["profile.updated"] = "profile.updated"
    profile: Profile


def profile_of(person: Person) -> Profile:
    return Profile(
        id=person.id,
        email=person.email,
        name=person.name,
        headline=person.headline,
        about=person.about,
        skills=person.skills,
        languages=person.languages,
        rate=person.rate,
        currency=person.currency,
        time_zone=person.time_zone,
        is_operator=person.is_operator,
        member_since=person.created_at,
    )


def author(person: Person) -> Author:
    """How others see who did it."""
    return Author(id=person.id, name=person.name)
