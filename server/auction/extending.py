"""Giving bidders more time. The client's own time to decide moves along."""

from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, update

from server.auction.briefs import LATEST_CLOSE
from server.auction.fields import Moment
from server.auction.jobs import my_job
from server.auction.states import job_after
from server.auction.tables import Job
from server.errors import Fault, Invalid
from server.messages import Command, Id
from server.people.unsigned import Unsigned
from server.storage.tx import Tx


class ExtendJob(Command):
    job: Id
    closes_at: Moment


class JobExtended(Unsigned):
    """Unsigned: where a late bid moved the close, the market must not read whose it was."""

    type: Literal["job.extended"] = "job.extended"
    job: int
    closes_at: datetime
    decides_at: datetime


EXTEND = (
    update(Job)
    .where(Job.id == bindparam("job"), Job.state == "open")
    .values(closes_at=bindparam("new_close"), decides_at=bindparam("new_decision"), soft_closes=bindparam("new_soft_closes"))
)


def extend_job(tx: Tx, command: ExtendJob) -> None:
    job = my_job(tx, command.job)
    job_after(job, "extend", tx.now)
    if not job.closes_at < command.closes_at <= tx.now + LATEST_CLOSE:
        raise Invalid(Fault("closes_at", "must be later than bidding closes now, and at most 90 days from now"))
    move_close(tx, job, command.closes_at, job.soft_closes)


def move_close(tx: Tx, job: Job, closes_at: datetime, soft_closes: int) -> None:
    """Moves the close of a locked, open job and tells everybody who counts on it."""
    decides_at = job.decides_at + (closes_at - job.closes_at)
    tx.one(EXTEND, job=job.id, new_close=closes_at, new_decision=decides_at, new_soft_closes=soft_closes)
    extended = JobExtended(job=job.id, closes_at=closes_at, decides_at=decides_at)
    for channel in ("market", f"job:{job.id}", f"bidders:{job.id}"):
        tx.emit(channel, extended)
