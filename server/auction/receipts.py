"""What a bidder holds of their own bid: all of it as the record has it, on their own channel and on all their devices."""

from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, select

from server.auction.tables import Bid, BidState
from server.messages import Event, Message
from server.storage.tx import Tx


class MyBid(Message):
    """One's own bid, with the words that only the client reads besides."""

    bid: int
    version: int
    state: BidState
    amount: int
    days: int
    pitch: str
    placed_at: datetime
    revised_at: datetime | None
    withdrawn_at: datetime | None


class BidReceipt(Event):
    type: Literal["bid.receipt"] = "bid.receipt"
    job: int
    mine: MyBid


MY_BID = select(Bid).where(Bid.job_id == bindparam("job"), Bid.bidder_id == bindparam("me"))


def as_mine(bid: Bid) -> MyBid:
    return MyBid(
        bid=bid.id,
        version=bid.version,
        state=bid.state,
        amount=bid.amount,
        days=bid.days,
        pitch=bid.pitch,
        placed_at=bid.placed_at,
        revised_at=bid.revised_at,
        withdrawn_at=bid.withdrawn_at,
    )


def my_bid_on(tx: Tx, job: int) -> MyBid | None:
    """The caller's bid on a job, whatever became of it."""
    bid = tx.find(MY_BID, job=job, me=tx.caller.person)
    return None if bid is None else as_mine(bid)


def give_receipt(tx: Tx, job: int, mine: MyBid) -> None:
    """After every change of the caller's bid. `mine` is the row as it has become, which nobody else can have changed."""
    tx.emit(f"person:{tx.person}", BidReceipt(job=job, mine=mine))
