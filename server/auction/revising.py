"""Changing a bid while bidding is open. Every version is kept."""

from datetime import datetime
from typing import Any, Literal

from pydantic import MISSING
from sqlalchemy import bindparam, update

from server.auction.bidding import keep_version
from server.auction.fields import Amount, Days, Pitch
from server.auction.jobs import my_bid
from server.auction.receipts import as_mine, give_receipt
from server.auction.soft_closing import rank_rises, soft_close
from server.auction.states import bid_after, job_after
from server.auction.tables import Bid
from server.errors import Fault, Invalid
from server.messages import Author, Command, Event, Id, Result
from server.people.profiles import author
from server.storage.tx import Tx


class ReviseBid(Command):
    """Only the fields that are given change. Where nothing does, the version stays and nobody is told."""

    bid: Id
    amount: Amount | MISSING = MISSING
    days: Days | MISSING = MISSING
    pitch: Pitch | MISSING = MISSING


class BidRevised(Event):
    """`pitch` is given to the client's side only."""

    type: Literal["bid.revised"] = "bid.revised"
    job: int
    bid: int
    version: int
    bidder: Author
    amount: int
    days: int
    revised_at: datetime
    pitch: str | None = None


class Revised(Result):
    bid: int
    version: int


REVISE = (
    update(Bid)
    .where(Bid.id == bindparam("bid"), Bid.state == "placed")
    .values(
        version=bindparam("new_version"),
        amount=bindparam("new_amount"),
        days=bindparam("new_days"),
        pitch=bindparam("new_pitch"),
        revised_at=bindparam("instant"),
    )
)


def revise_bid(tx: Tx, command: ReviseBid) -> Revised:
    given: dict[str, Any] = command.model_dump(exclude={"key", "bid"})
    if not given:
        raise Invalid(Fault("amount", "give a new amount, a new number of days or a new pitch"))
    job, bid = my_bid(tx, command.bid)
    job_after(job, "bid", tx.now)
    bid_after(bid, "revise")
    new = {"amount": bid.amount, "days": bid.days, "pitch": bid.pitch, **given}
    if new == {"amount": bid.amount, "days": bid.days, "pitch": bid.pitch}:
        return Revised(bid=bid.id, version=bid.version)

    rises = new["amount"] < bid.amount and rank_rises(tx, job, bid.id, new["amount"])
    version = bid.version + 1
    tx.one(
        REVISE,
        bid=bid.id,
        new_version=version,
        new_amount=new["amount"],
        new_days=new["days"],
        new_pitch=new["pitch"],
        instant=tx.now,
    )
    keep_version(tx, bid.id, version, **new)

    revised = BidRevised(
        job=job.id,
        bid=bid.id,
        version=version,
        bidder=author(tx.me),
        amount=new["amount"],
        days=new["days"],
        revised_at=tx.now,
    )
    tx.emit(f"bidders:{job.id}", revised)
    tx.emit(f"bids:{job.id}", revised.model_copy(update={"pitch": new["pitch"]}))
    now_mine = as_mine(bid).model_copy(update={**new, "version": version, "revised_at": tx.now})
    give_receipt(tx, job.id, now_mine)
    if rises:
        soft_close(tx, job, bid.id, bid.soft_closes)
    return Revised(bid=bid.id, version=version)
