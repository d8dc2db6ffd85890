"""Finding a job and locking it: always the job before its bids, and the clock is read only once the lock is held."""

from sqlalchemy import bindparam, select

from server.auction.states import job_after
from server.auction.tables import Bid, Job
from server.errors import NotFound
from server.storage.tx import Tx

JOB = select(Job).where(Job.id == bindparam("job"))
LOCKED = JOB.with_for_update(key_share=True)
MINE_LOCKED = JOB.where(Job.client_id == bindparam("me")).with_for_update(key_share=True)
OF_MY_BID_LOCKED = (
    select(Job)
    .join(Bid, Bid.job_id == Job.id)
    .where(Bid.id == bindparam("bid"), Bid.bidder_id == bindparam("me"))
    .with_for_update(key_share=True, of=Job)
)
MY_BID_LOCKED = (
    select(Bid).where(Bid.id == bindparam("bid"), Bid.bidder_id == bindparam("me")).with_for_update(key_share=True)
)


def open_job(tx: Tx, job: int) -> Job:
    """A job that takes bids, locked. Refuses not_found, bidding_closed."""
    found = tx.find(LOCKED, job=job)
    if found is None:
        raise NotFound("This job")
    job_after(found, "bid", tx.now)
    return found


def my_job(tx: Tx, job: int) -> Job:
    """A job of the caller's own, in whatever state, locked. Refuses not_found."""
    found = tx.find(MINE_LOCKED, job=job, me=tx.person)
    if found is None:
        raise NotFound("This job")
    return found


def my_bid(tx: Tx, bid: int) -> tuple[Job, Bid]:
    """A bid of the caller's own and its job, in whatever state, both locked. Refuses not_found."""
    job = tx.find(OF_MY_BID_LOCKED, bid=bid, me=tx.person)
    if job is None:
        raise NotFound("This bid")
    return job, tx.found(MY_BID_LOCKED, bid=bid, me=tx.person)
