"""The market's tables: what may be asked for, what is asked for, and what was offered."""

from datetime import datetime
from typing import Literal

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.people.tables import Person
from server.storage.tables import Table

Kind = Literal["fixed", "hourly"]
JobState = Literal["open", "closed", "cancelled"]
BidState = Literal["placed", "withdrawn"]


class Category(Table):
    """One node of the tree. A job may stand in an inner one too. `place` orders the children of one parent."""

    __tablename__ = "category"

    slug: Mapped[str] = mapped_column(primary_key=True)
    parent: Mapped[str | None] = mapped_column(ForeignKey("category.slug"))
    name: Mapped[str]
    place: Mapped[int]


class Job(Table):
    """Budgets are in minor units of `currency`. `bid_count` counts standing bids, `soft_closes` late moves of the close.

    `search_text` is title, description and skills, folded, because SQLite alone knows no capitals beyond ASCII.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_newest", "state", "opened_at", "id"),
        Index("ix_job_closing", "state", "closes_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    title: Mapped[str]
    description: Mapped[str]
    category: Mapped[str] = mapped_column(ForeignKey(Category.slug), index=True)
    kind: Mapped[Kind] = mapped_column(String)
    budget_min: Mapped[int | None]
    budget_max: Mapped[int | None]
    currency: Mapped[str]
    skills: Mapped[list[str]] = mapped_column(JSON)
    search_text: Mapped[str]
    state: Mapped[JobState] = mapped_column(String)
    version: Mapped[int]
    bid_count: Mapped[int]
    soft_closes: Mapped[int]
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    decides_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None]


class JobSkill(Table):
    """The index over `Job.skills`: both databases find jobs by it, and neither could by the list alone."""

    __tablename__ = "job_skill"
    __table_args__ = (Index("ix_job_skill_skill", "skill", "job_id"),)

    job_id: Mapped[int] = mapped_column(ForeignKey(Job.id), primary_key=True)
    skill: Mapped[str] = mapped_column(primary_key=True)


class Bid(Table):
    """One person's offer on one job, as it stands: one row however often it is withdrawn and placed again."""

    __tablename__ = "bid"
    __table_args__ = (UniqueConstraint("job_id", "bidder_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey(Job.id))
    bidder_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    state: Mapped[BidState] = mapped_column(String)
    version: Mapped[int]
    amount: Mapped[int]
    days: Mapped[int]
    pitch: Mapped[str]
    soft_closes: Mapped[int]
    placed_at: Mapped[datetime]
    revised_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str | None]


class BidVersion(Table):
    """What a bid said at some time. Rows are added and never changed."""

    __tablename__ = "bid_version"

    bid_id: Mapped[int] = mapped_column(ForeignKey(Bid.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[int]
    days: Mapped[int]
    pitch: Mapped[str]
    made_at: Mapped[datetime]
