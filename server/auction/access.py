"""Who may subscribe to the market's channels. One statement for all ids of a kind."""

from sqlalchemy import bindparam, select

from server.auction.tables import Job
from server.people.access import numbers
from server.storage.tx import Tx

JOBS = select(Job.id).where(Job.id.in_(bindparam("jobs", expanding=True)))
MY_JOBS = JOBS.where(Job.client_id == bindparam("me"))


def may_subscribe_to_the_market(tx: Tx, ids: frozenset[str]) -> frozenset[str]:
    """Everybody; there is one market, whose channel has no number."""
    return ids & {""}


def may_subscribe_to_jobs(tx: Tx, ids: frozenset[str]) -> frozenset[str]:
    """Everybody, signed in or not: all jobs are public."""
    return frozenset(str(row.id) for row in tx.rows(JOBS, jobs=numbers(ids)))


def may_subscribe_to_bidders(tx: Tx, ids: frozenset[str]) -> frozenset[str]:
    """Everybody who is signed in and may see the job, because bidding is open."""
    return may_subscribe_to_jobs(tx, ids) if tx.caller.person is not None else frozenset()


def may_subscribe_to_bids(tx: Tx, ids: frozenset[str]) -> frozenset[str]:
    """The job's client."""
    if tx.caller.person is None:
        return frozenset()
    return frozenset(str(row.id) for row in tx.rows(MY_JOBS, jobs=numbers(ids), me=tx.caller.person))
