"""Offering to do a job. One live bid per person and job; after a withdrawal it may be placed again."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, insert, select, update

from server.auction.counting import count_bids
from server.auction.fields import Amount, Days, Pitch
from server.auction.jobs import open_job
from server.auction.receipts import MyBid, give_receipt
from server.auction.soft_closing import soft_close
from server.auction.states import bid_after
from server.auction.tables import Bid, BidVersion
from server.errors import Refusal
from server.messages import Author, Command, Event, Id, Result
from server.people.profiles import author
from server.storage.tx import Tx


class PlaceBid(Command):
    """`amount` is in minor units of the job's currency: for the whole of a fixed job, for an hour of an hourly one."""

    job: Id
    amount: Amount
    days: Days
    pitch: Pitch


class BidPlaced(Event):
    """`pitch` is given to the client's side only."""

    type: Literal["bid.placed"] = "bid.placed"
    job: int
    bid: int
    version: int
    bidder: Author
    amount: int
    days: int
    placed_at: datetime
    pitch: str | None = None


class Placed(Result):
    bid: int
    version: int


class OwnJob(Refusal):
    def __init__(self) -> None:
        super().__init__("own_job", "This job is your own, so you cannot bid on it.")


MINE_LOCKED = (
    select(Bid).where(Bid.job_id == bindparam("job"), Bid.bidder_id == bindparam("me")).with_for_update(key_share=True)
)
ADD = insert(Bid).returning(Bid.id)
PLACE_AGAIN = (
    update(Bid)
    .where(Bid.id == bindparam("bid"), Bid.state == "withdrawn")
    .values(
        state="placed",
        version=bindparam("new_version"),
        amount=bindparam("new_amount"),
        days=bindparam("new_days"),
        pitch=bindparam("new_pitch"),
        placed_at=bindparam("instant"),
        revised_at=None,
        withdrawn_at=None,
        withdraw_reason=None,
    )
)
KEEP_VERSION = insert(BidVersion).returning(BidVersion.version)


def place_bid(tx: Tx, command: PlaceBid) -> Placed:
    bidder = author(tx.me)
    job = open_job(tx, command.job)
    if job.client_id == bidder.id:
        raise OwnJob

    bid, version = _keep(tx, command)
    keep_version(tx, bid, version, command.amount, command.days, command.pitch)
    count_bids(tx, job, +1)

    terms: dict[str, Any] = {"bid": bid, "version": version, "amount": command.amount, "days": command.days}
    placed = BidPlaced(job=job.id, bidder=bidder, placed_at=tx.now, **terms)
    tx.emit(f"bidders:{job.id}", placed)
    tx.emit(f"bids:{job.id}", placed.model_copy(update={"pitch": command.pitch}))
    mine = MyBid(state="placed", pitch=command.pitch, placed_at=tx.now, revised_at=None, withdrawn_at=None, **terms)
    give_receipt(tx, job.id, mine)
    if version == 1:
        soft_close(tx, job, bid, moved=0)
    return Placed(bid=bid, version=version)


def _keep(tx: Tx, command: PlaceBid) -> tuple[int, int]:
    earlier = tx.find(MINE_LOCKED, job=command.job, me=tx.person)
    if earlier is None:
        bid = tx.add(
            ADD,
            job_id=command.job,
            bidder_id=tx.person,
            state="placed",
            version=1,
            amount=command.amount,
            days=command.days,
            pitch=command.pitch,
            soft_closes=0,
            placed_at=tx.now,
        )
        return bid, 1

    bid_after(earlier, "place")
    version = earlier.version + 1
    tx.one(
        PLACE_AGAIN,
        bid=earlier.id,
        new_version=version,
        new_amount=command.amount,
        new_days=command.days,
        new_pitch=command.pitch,
        instant=tx.now,
    )
    return earlier.id, version


def keep_version(tx: Tx, bid: int, version: int, amount: int, days: int, pitch: str) -> None:
    """What a bid said stays in the record, whatever it says later."""
    tx.add(KEEP_VERSION, bid_id=bid, version=version, amount=amount, days=days, pitch=pitch, made_at=tx.now)
