"""What a list of jobs draws of each: the same in `job.list` and in the market's events."""

import textwrap
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from server.auction.tables import Job, JobState, Kind
from server.messages import Author, Message
from server.people.tables import Person

SUMMARY = 240


class JobCard(Message):
    """Budgets are in minor units of `currency`. `summary` is how the description begins."""

    id: int
    title: str
    summary: str
    category: str
    kind: Kind
    budget_min: int | None
    budget_max: int | None
    currency: str
    skills: list[str]
    client: Author
    state: JobState
    opened_at: datetime
    closes_at: datetime
    decides_at: datetime


# A hundred cards must not fetch a hundred whole descriptions.
CARDS: Select[Any] = select(
    Job.id,
    Job.title,
    func.substr(Job.description, 1, 2 * SUMMARY).label("opening"),
    Job.category,
    Job.kind,
    Job.budget_min,
    Job.budget_max,
    Job.currency,
    Job.skills,
    Job.client_id,
    Person.name.label("client_name"),
    Job.state,
    Job.opened_at,
    Job.closes_at,
    Job.decides_at,
).join(Person, Person.id == Job.client_id)
CARD = CARDS.where(Job.id == bindparam("job"))


def card(row: Any) -> JobCard:
    """The card of a row of CARDS."""
    return JobCard(
        id=row.id,
        title=row.title,
        summary=textwrap.shorten(row.opening, SUMMARY, placeholder=" …"),
        category=row.category,
        kind=row.kind,
        budget_min=row.budget_min,
        budget_max=row.budget_max,
        currency=row.currency,
        skills=row.skills,
        client=Author(id=row.client_id, name=row.client_name),
        state=row.state,
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        decides_at=row.decides_at,
    )
