"""Changing a job's brief. Once somebody has bid on it, what they bid on stays as it is."""

from typing import Any, Literal

from pydantic import MISSING
from sqlalchemy import bindparam, update

from server.auction.briefs import check_budget, check_decision, keep_skills, search_text
from server.auction.cards import CARD, JobCard, card
from server.auction.categories import check_category
from server.auction.fields import Amount, Description, Moment, Slug, Title
from server.auction.jobs import my_job
from server.auction.states import job_after
from server.auction.tables import Job, Kind
from server.errors import Fault, Refusal
from server.messages import Command, Event, Id
from server.people.currencies import Currency
from server.people.texts import Tags
from server.storage.tx import Tx


class EditJob(Command):
    """Only the fields that are given change. Null clears a budget. The closing is moved by `job.extend`."""

    job: Id
    title: Title | MISSING = MISSING
    description: Description | MISSING = MISSING
    category: Slug | MISSING = MISSING
    kind: Kind | MISSING = MISSING
    budget_min: Amount | MISSING | None = MISSING
    budget_max: Amount | MISSING | None = MISSING
    currency: Currency | MISSING = MISSING
    skills: Tags | MISSING = MISSING
    decides_at: Moment | MISSING = MISSING


class JobEdited(Event):
    """`description` is given on the job's own channel only."""

    type: Literal["job.edited"] = "job.edited"
    job: int
    version: int
    card: JobCard
    description: str | None = None


class MaterialEdit(Refusal):
    def __init__(self, field: str) -> None:
        sentence = "cannot change any more, because people have bid on it as it is"
        super().__init__("material_edit", f"{field}: {sentence}.", [Fault(field, sentence)])


FIELDS = ("title", "description", "category", "kind", "budget_min", "budget_max", "currency", "skills", "decides_at")
ALWAYS_FREE = frozenset({"title", "category", "skills"})

KEEP = (
    update(Job)
    .where(Job.id == bindparam("job"))
    .values({field: bindparam(f"new_{field}") for field in (*FIELDS, "search_text", "version")})
)


def edit_job(tx: Tx, command: EditJob) -> None:
    job = my_job(tx, command.job)
    job_after(job, "edit", tx.now)
    given: dict[str, Any] = command.model_dump(exclude={"key", "job"})
    changes = {field: value for field, value in given.items() if value != getattr(job, field)}
    if not changes:
        return
    _check(tx, job, changes)

    new = {field: changes.get(field, getattr(job, field)) for field in FIELDS}
    new["search_text"] = search_text(new["title"], new["description"], new["skills"])
    new["version"] = job.version + 1
    tx.one(KEEP, job=job.id, **{f"new_{field}": value for field, value in new.items()})
    if "skills" in changes:
        keep_skills(tx, job.id, new["skills"])

    edited = JobEdited(job=job.id, version=new["version"], card=card(tx.found(CARD, job=job.id)))
    tx.emit("market", edited)
    tx.emit(f"job:{job.id}", edited.model_copy(update={"description": new["description"]}))


def _check(tx: Tx, job: Job, changes: dict[str, Any]) -> None:
    material = changes.keys() - ALWAYS_FREE
    if job.bid_count > 0 and material:
        raise MaterialEdit(min(material, key=FIELDS.index))
    if "category" in changes:
        check_category(tx, changes["category"])
    check_budget(changes.get("budget_min", job.budget_min), changes.get("budget_max", job.budget_max))
    check_decision(job.closes_at, changes.get("decides_at", job.decides_at))
