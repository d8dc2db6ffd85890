"""Bidding ends: when its time has come, exactly once over all processes, or earlier because the client says so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, select, update

from server.auction.jobs import LOCKED, my_job
from server.auction.states import job_after, state_at
from server.auction.tables import Job
from server.messages import Command, Event, Id
from server.storage.tx import Tx


class CloseJob(Command):
    job: Id


class JobClosed(Event):
    type: Literal["job.closed"] = "job.closed"
    job: int
    closed_at: datetime


CLOSE = (
    update(Job).where(Job.id == bindparam("job"), Job.state == "open").values(state="closed", closed_at=bindparam("instant"))
)
DUE = (
    select(Job.id)
    .where(Job.state == "open", Job.closes_at <= bindparam("instant"))
    .order_by(Job.closes_at, Job.id)
    .limit(bindparam("most"))
)


def close_job(tx: Tx, command: CloseJob) -> None:
    job = my_job(tx, command.job)
    job_after(job, "close", tx.now)
    _close(tx, job)


def due_jobs(tx: Tx, most: int = 100) -> Sequence[int]:
    """The jobs whose time is up and which are still open, the longest due first."""
    return [row.id for row in tx.rows(DUE, instant=tx.now, most=most)]


def close_due_job(tx: Tx, job: int) -> bool:
    """Closes a job whose time is up. False where another process was faster, or a late bid moved the close."""
    found = tx.find(LOCKED, job=job)
    if found is None or found.state != "open" or state_at(found, tx.now) != "closed":
        return False
    _close(tx, found)
    return True


def _close(tx: Tx, job: Job) -> None:
    tx.one(CLOSE, job=job.id, instant=tx.now)
    closed = JobClosed(job=job.id, closed_at=tx.now)
    for channel in ("market", f"job:{job.id}", f"bidders:{job.id}"):
        tx.emit(channel, closed)
