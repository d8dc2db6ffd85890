"""How many bids stand on a job: the one thing about them that everybody may know."""

from typing import Literal

from sqlalchemy import bindparam, update

from server.auction.tables import Job
from server.people.unsigned import Unsigned
from server.storage.tx import Tx


class BidCountChanged(Unsigned):
    type: Literal["bid_count.changed"] = "bid_count.changed"
    job: int
    count: int


SET = update(Job).where(Job.id == bindparam("job")).values(bid_count=bindparam("standing"))


def count_bids(tx: Tx, job: Job, more: int) -> None:
    """The job must be locked: the row in hand is what others cannot have changed."""
    standing = job.bid_count + more
    tx.one(SET, job=job.id, standing=standing)
    tx.emit(f"job:{job.id}", BidCountChanged(job=job.id, count=standing))
