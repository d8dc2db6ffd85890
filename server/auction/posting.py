"""Asking for work: a job opens, and the market hears of it at once."""

from typing import Literal

from pydantic import Field
from sqlalchemy import insert

from server.auction.briefs import (
    LATEST_CLOSE,
    SOONEST_CLOSE,
    USUAL_CLOSE,
    USUAL_DECISION,
    check_budget,
    check_decision,
    keep_skills,
    search_text,
)
from server.auction.cards import CARD, JobCard, card
from server.auction.categories import check_category
from server.auction.fields import Amount, Description, Moment, Slug, Title
from server.auction.tables import Job, Kind
from server.errors import Fault, Invalid
from server.messages import Command, Event, Result
from server.people.currencies import DEFAULT_CURRENCY, Currency
from server.people.texts import Tags
from server.storage.tx import Tx


class PostJob(Command):
    """Bidding closes in 3 days unless said otherwise, and the client decides within 7 days of that."""

    title: Title
    description: Description
    category: Slug
    kind: Kind = "fixed"
    budget_min: Amount | None = None
    budget_max: Amount | None = None
    currency: Currency = DEFAULT_CURRENCY
    skills: Tags = Field(default_factory=list)
    closes_at: Moment | None = None
    decides_at: Moment | None = None


class JobOpened(Event):
    type: Literal["job.opened"] = "job.opened"
    job: int
    card: JobCard


class Posted(Result):
    job: int


ADD = insert(Job).returning(Job.id)


def post_job(tx: Tx, command: PostJob) -> Posted:
    client = tx.me
    check_category(tx, command.category)
    check_budget(command.budget_min, command.budget_max)
    closes_at = command.closes_at or tx.now + USUAL_CLOSE
    if not tx.now + SOONEST_CLOSE <= closes_at <= tx.now + LATEST_CLOSE:
        raise Invalid(Fault("closes_at", "must be at least 10 minutes and at most 90 days from now"))
    decides_at = command.decides_at or closes_at + USUAL_DECISION
    check_decision(closes_at, decides_at)

    job = tx.add(
        ADD,
        client_id=client.id,
        title=command.title,
        description=command.description,
        category=command.category,
        kind=command.kind,
        budget_min=command.budget_min,
        budget_max=command.budget_max,
        currency=command.currency,
        skills=command.skills,
        search_text=search_text(command.title, command.description, command.skills),
        state="open",
        version=1,
        bid_count=0,
        soft_closes=0,
        created_at=tx.now,
        opened_at=tx.now,
        closes_at=closes_at,
        decides_at=decides_at,
    )
    keep_skills(tx, job, command.skills)
    tx.emit("market", JobOpened(job=job, card=card(tx.found(CARD, job=job))))
    return Posted(job=job)
