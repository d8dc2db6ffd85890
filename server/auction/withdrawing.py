"""Taking a bid back. After closing the client has counted on it, so the record shows why."""

from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, update

from server.auction.counting import count_bids
from server.auction.jobs import my_bid
from server.auction.receipts import as_mine, give_receipt
from server.auction.states import bid_after, job_after
from server.auction.tables import Bid
from server.errors import Fault, Invalid
from server.messages import Author, Command, Event, Id
from server.people.profiles import author
from server.people.texts import Reason
from server.storage.tx import Tx


class WithdrawBid(Command):
    """`reason` is needed once bidding has closed."""

    bid: Id
    reason: Reason | None = None


class BidWithdrawn(Event):
    """`reason` is given to the client's side only."""

    type: Literal["bid.withdrawn"] = "bid.withdrawn"
    job: int
    bid: int
    bidder: Author
    withdrawn_at: datetime
    reason: str | None = None


TAKE_BACK = (
    update(Bid)
    .where(Bid.id == bindparam("bid"), Bid.state == "placed")
    .values(state="withdrawn", withdrawn_at=bindparam("instant"), withdraw_reason=bindparam("why"))
)


def withdraw_bid(tx: Tx, command: WithdrawBid) -> None:
    job, bid = my_bid(tx, command.bid)
    state = job_after(job, "withdraw", tx.now)
    bid_after(bid, "withdraw")
    if state == "closed" and command.reason is None:
        raise Invalid(Fault("reason", "bidding has closed, so please say why: the client reads it in the record"))

    tx.one(TAKE_BACK, bid=bid.id, instant=tx.now, why=command.reason)
    count_bids(tx, job, -1)
    withdrawn = BidWithdrawn(job=job.id, bid=bid.id, bidder=author(tx.me), withdrawn_at=tx.now)
    tx.emit(f"bidders:{job.id}", withdrawn)
    tx.emit(f"bids:{job.id}", withdrawn.model_copy(update={"reason": command.reason}))
    now_mine = as_mine(bid).model_copy(update={"state": "withdrawn", "withdrawn_at": tx.now})
    give_receipt(tx, job.id, now_mine)
