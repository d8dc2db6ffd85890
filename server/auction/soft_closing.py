"""The soft close: a late bid does not win by being last, because it gives the others 5 minutes to answer it."""

from datetime import timedelta

from sqlalchemy import bindparam, select, update

from server.auction.extending import move_close
from server.auction.ranking import ranks
from server.auction.tables import Bid, Job
from server.storage.tx import Tx

LAST = timedelta(minutes=5)
PER_PERSON = 2
PER_JOB = 12

STANDING = select(Bid.id, Bid.amount).where(Bid.job_id == bindparam("job"), Bid.state == "placed")
COUNT = update(Bid).where(Bid.id == bindparam("bid")).values(soft_closes=bindparam("moved"))


def rank_rises(tx: Tx, job: Job, bid: int, amount: int) -> bool:
    """Whether a standing bid would stand better with another amount. Ask before the bid is changed."""
    amounts = {row.id: row.amount for row in tx.rows(STANDING, job=job.id)}
    return ranks({**amounts, bid: amount})[bid] < ranks(amounts)[bid]


def soft_close(tx: Tx, job: Job, bid: int, moved: int) -> None:
    """Moves the close to 5 minutes from now, if that is later: 12 times in all, twice per person (`moved`, so far)."""
    closes_at = tx.now + LAST
    if closes_at <= job.closes_at or moved >= PER_PERSON or job.soft_closes >= PER_JOB:
        return
    tx.one(COUNT, bid=bid, moved=moved + 1)
    move_close(tx, job, closes_at, job.soft_closes + 1)
