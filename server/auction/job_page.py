"""One job, with all that its page draws: the brief, who asks, how many have bid, and one's own bid."""

from datetime import datetime

from server.auction.cards import CARD, JobCard, card
from server.auction.jobs import JOB
from server.auction.receipts import MyBid, my_bid_on
from server.errors import NotFound
from server.messages import Id, Message, Position, Query, Result
from server.people.authentication import ME
from server.storage.tx import Tx


class GetJob(Query):
    job: Id


class ClientCard(Message):
    """Who asks for the work, as bidders judge them."""

    id: int
    name: str
    headline: str
    member_since: datetime


class JobPage(Result):
    """`version` counts the brief's edits, `bid_count` the standing bids."""

    card: JobCard
    description: str
    version: int
    closed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    client: ClientCard
    bid_count: int
    my_bid: MyBid | None
    positions: dict[str, Position]


def get_job(tx: Tx, query: GetJob) -> JobPage:
    job = tx.find(JOB, job=query.job)
    if job is None:
        raise NotFound("This job")
    client = tx.found(ME, me=job.client_id)
    me = tx.caller.person
    channels = [f"job:{job.id}"]
    if me is not None:
        channels += [f"bidders:{job.id}", f"person:{me}"]
    if me == client.id:
        channels.append(f"bids:{job.id}")
    return JobPage(
        card=card(tx.found(CARD, job=job.id)),
        description=job.description,
        version=job.version,
        closed_at=job.closed_at,
        cancelled_at=job.cancelled_at,
        cancel_reason=job.cancel_reason,
        client=ClientCard(id=client.id, name=client.name, headline=client.headline, member_since=client.created_at),
        bid_count=job.bid_count,
        my_bid=my_bid_on(tx, job.id),
        positions=tx.positions(channels),
    )
