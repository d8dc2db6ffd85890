"""One's own bids, wherever they were placed, each with its job and how it stands."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from server.auction.cards import CARDS, JobCard, card
from server.auction.tables import Bid, BidState, Job
from server.messages import Id, Message, Position, Query, Result
from server.storage.tx import Tx


class ListMyBids(Query):
    """The newest first: a bid that is placed again stays where it was."""

    after: Id | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class MyBidEntry(Message):
    """A bid without its words, which `job.get` has.

    `rank` is the place by price among the bids that stand, `bid_count` how many those are. Others' bids move the rank:
    whoever follows `bidders:<job>` asks again.
    """

    job: JobCard
    bid: int
    version: int
    state: BidState
    amount: int
    days: int
    rank: int | None
    bid_count: int
    placed_at: datetime
    revised_at: datetime | None
    withdrawn_at: datetime | None


class MyBidList(Result):
    """`after` asks for the next page; there is none where it is absent."""

    bids: list[MyBidEntry]
    after: int | None
    positions: dict[str, Position]


_rival = aliased(Bid)
# As `ranking.ranks` counts, for single bids of many jobs at once.
_cheaper = (
    select(func.count())
    .where(_rival.job_id == Bid.job_id, _rival.state == "placed", _rival.amount < Bid.amount)
    .correlate(Bid)
    .scalar_subquery()
)
MY_BIDS: Select[Any] = (
    CARDS.add_columns(
        Bid.id.label("bid"),
        Bid.version.label("bid_version"),
        Bid.state.label("bid_state"),
        Bid.amount,
        Bid.days,
        Bid.placed_at,
        Bid.revised_at,
        Bid.withdrawn_at,
        Job.bid_count,
        _cheaper.label("cheaper"),
    )
    .join(Bid, Bid.job_id == Job.id)
    .where(Bid.bidder_id == bindparam("me"))
)
NEWEST = MY_BIDS.order_by(Bid.id.desc()).limit(bindparam("most"))
BEHIND = NEWEST.where(Bid.id < bindparam("last"))


def list_my_bids(tx: Tx, query: ListMyBids) -> MyBidList:
    binds = {"me": tx.person, "most": query.limit + 1}  # one more, to know whether there is another page
    rows = tx.rows(NEWEST, **binds) if query.after is None else tx.rows(BEHIND, **binds, last=query.after)
    page = rows[: query.limit]
    return MyBidList(
        bids=[my_bid_entry(row) for row in page],
        after=page[-1].bid if len(rows) > len(page) else None,
        positions=tx.positions([f"person:{tx.person}"]),
    )


def my_bid_entry(row: Any) -> MyBidEntry:
    """The entry of a row of MY_BIDS."""
    return MyBidEntry(
        job=card(row),
        bid=row.bid,
        version=row.bid_version,
        state=row.bid_state,
        amount=row.amount,
        days=row.days,
        rank=row.cheaper + 1 if row.bid_state == "placed" else None,
        bid_count=row.bid_count,
        placed_at=row.placed_at,
        revised_at=row.revised_at,
        withdrawn_at=row.withdrawn_at,
    )
