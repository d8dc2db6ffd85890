"""Taking a job off the market for good. Its bids stay in the record as they were."""

from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, update

from server.auction.jobs import my_job
from server.auction.states import job_after
from server.auction.tables import Job
from server.messages import Command, Event, Id
from server.people.texts import Reason
from server.storage.tx import Tx


class CancelJob(Command):
    job: Id
    reason: Reason | None = None


class JobCancelled(Event):
    type: Literal["job.cancelled"] = "job.cancelled"
    job: int
    cancelled_at: datetime
    reason: str | None = None


CANCEL = (
    update(Job)
    .where(Job.id == bindparam("job"), Job.state.in_(("open", "closed")))
    .values(state="cancelled", cancelled_at=bindparam("instant"), cancel_reason=bindparam("why"))
)


def cancel_job(tx: Tx, command: CancelJob) -> None:
    job = my_job(tx, command.job)
    job_after(job, "cancel", tx.now)

    tx.one(CANCEL, job=job.id, instant=tx.now, why=command.reason)
    cancelled = JobCancelled(job=job.id, cancelled_at=tx.now, reason=command.reason)
    tx.emit("market", cancelled)
    tx.emit(f"job:{job.id}", cancelled)
