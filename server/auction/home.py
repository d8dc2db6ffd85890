"""What waits for oneself, by deadline: one's jobs, one's standing bids, and what the profile does not say yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_

from server.auction.cards import CARDS, JobCard, card
from server.auction.my_bids import MY_BIDS, MyBidEntry, my_bid_entry
from server.auction.tables import Bid, Job
from server.messages import Message, Position, Query, Result
from server.people.checklist import ProfileStep, checklist
from server.people.profiles import profile_of
from server.storage.tx import Tx

MOST = 100
MOST_FOLLOWED = 100
"""Below the 128 channels that one connection may follow."""


class GetHome(Query):
    pass


class MyJob(Message):
    """`bid_count` counts the standing bids."""

    card: JobCard
    bid_count: int


class Home(Result):
    """At most 100 of each. What waits comes first, by its deadline: `closes_at` of what is open, then `decides_at`.

    After it come one's jobs that wait for nothing any more, the latest first. `bids` are those that stand on jobs not yet
    decided; `bid.mine` has all. `positions` are those of the next hundred things to happen.
    """

    jobs: list[MyJob]
    bids: list[MyBidEntry]
    profile: list[ProfileStep]
    positions: dict[str, Position]


_due = case((Job.state == "open", Job.closes_at), else_=Job.decides_at)
_waits = or_(Job.state == "open", and_(Job.state == "closed", Job.decides_at > bindparam("instant")))
_mine: Select[Any] = CARDS.add_columns(Job.bid_count).where(Job.client_id == bindparam("me"))

WAITING = _mine.where(_waits).order_by(_due, Job.id).limit(bindparam("most"))
_ended = func.coalesce(Job.cancelled_at, Job.decides_at)
OVER = _mine.where(~_waits).order_by(_ended.desc(), Job.id.desc()).limit(bindparam("most"))
STANDING = MY_BIDS.where(Bid.state == "placed", _waits).order_by(_due, Bid.id).limit(bindparam("most"))


def get_home(tx: Tx, query: GetHome) -> Home:
    binds = {"me": tx.person, "instant": tx.now}
    waiting = [_my_job(row) for row in tx.rows(WAITING, **binds, most=MOST)]
    over = [_my_job(row) for row in tx.rows(OVER, **binds, most=MOST - len(waiting))]
    bids = [my_bid_entry(row) for row in tx.rows(STANDING, **binds, most=MOST)]
    return Home(
        jobs=waiting + over,
        bids=bids,
        profile=checklist(profile_of(tx.me)),
        positions=tx.positions([f"person:{tx.person}", *_followed(waiting, bids)][:MOST_FOLLOWED]),
    )


def _my_job(row: Any) -> MyJob:
    return MyJob(card=card(row), bid_count=row.bid_count)


def _followed(jobs: list[MyJob], bids: list[MyBidEntry]) -> list[str]:
    """Of a job what becomes of it and how many bid, of a bid what the others offer as well; by deadline."""
    by_deadline = [(_deadline(job.card), f"job:{job.card.id}") for job in jobs]
    by_deadline += [(_deadline(bid.job), f"{kind}:{bid.job.id}") for bid in bids for kind in ("job", "bidders")]
    return [channel for _, channel in sorted(by_deadline)]


def _deadline(job: JobCard) -> datetime:
    return job.closes_at if job.state == "open" else job.decides_at
