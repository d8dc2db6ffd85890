"""The bids on a job: price and rank for everybody who is signed in, the words for the client alone."""

from datetime import datetime

from sqlalchemy import bindparam, select

from server.auction.jobs import JOB
from server.auction.ranking import in_order, ranks
from server.auction.tables import Bid, BidState
from server.errors import NotFound
from server.messages import Author, Id, Message, Position, Query, Result
from server.people.tables import Person
from server.storage.tx import Tx


class ListBids(Query):
    job: Id


class BidEntry(Message):
    """`rank` is the place by price among standing bids. `pitch` is for the client and for one's own bid."""

    bid: int
    version: int
    state: BidState
    bidder: Author
    amount: int
    days: int
    rank: int | None
    placed_at: datetime
    revised_at: datetime | None
    withdrawn_at: datetime | None
    pitch: str | None
    reason: str | None


class BidList(Result):
    """In the published order. The client's list ends with the bids that were withdrawn."""

    bids: list[BidEntry]
    positions: dict[str, Position]


BIDS = (
    select(Bid, Person.name.label("bidder_name"))
    .join(Person, Person.id == Bid.bidder_id)
    .where(Bid.job_id == bindparam("job"))
    .order_by(Bid.id)
)


def list_bids(tx: Tx, query: ListBids) -> BidList:
    me = tx.person
    job = tx.find(JOB, job=query.job)
    if job is None:
        raise NotFound("This job")
    is_client = job.client_id == me

    rows = {row.id: row for row in tx.rows(BIDS, job=job.id)}
    amounts = {row.id: row.amount for row in rows.values() if row.state == "placed"}
    places = ranks(amounts)
    shown = in_order(amounts) + [bid for bid in rows if bid not in amounts and is_client]
    bids = [
        BidEntry(
            bid=row.id,
            version=row.version,
            state=row.state,
            bidder=Author(id=row.bidder_id, name=row.bidder_name),
            amount=row.amount,
            days=row.days,
            rank=places.get(row.id),
            placed_at=row.placed_at,
            revised_at=row.revised_at,
            withdrawn_at=row.withdrawn_at,
            pitch=row.pitch if is_client or row.bidder_id == me else None,
            reason=row.withdraw_reason if is_client else None,
        )
        for row in map(rows.__getitem__, shown)
    ]
    channels = [f"bidders:{job.id}", f"person:{me}", *([f"bids:{job.id}"] if is_client else [])]
    return BidList(bids=bids, positions=tx.positions(channels))
