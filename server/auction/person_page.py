"""A person as everybody else sees them: what they say of themselves, and what the record says."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from server.auction.tables import Bid, Job
from server.errors import NotFound
from server.messages import Id, Message, Position, Query, Result
from server.people.authentication import ME
from server.storage.tx import Tx


class GetProfile(Query):
    """Readable by everybody. Neither the e-mail address nor anything else of the account is in it."""

    person: Id


class PublicProfile(Message):
    """`rate` is in minor units of `currency` an hour."""

    id: int
    name: str
    headline: str
    about: str
    skills: list[str]
    languages: list[str]
    rate: int | None
    currency: str
    time_zone: str
    member_since: datetime


class HiringFacts(Message):
    """All jobs that somebody posted, by their state, and how many bids stand on them."""

    open: int
    closed: int
    cancelled: int
    bids: int


class BiddingFacts(Message):
    """All bids that somebody placed, one for each job, by their state."""

    standing: int
    withdrawn: int


class PersonPage(Result):
    """`bidding` is for whoever is signed in. `positions` come with one's own page, the only one that can be followed."""

    profile: PublicProfile
    hiring: HiringFacts
    bidding: BiddingFacts | None
    positions: dict[str, Position]


HIRING = (
    select(Job.state, func.count().label("jobs"), func.sum(Job.bid_count).label("bids"))
    .where(Job.client_id == bindparam("person"))
    .group_by(Job.state)
)
BIDDING = select(Bid.state, func.count().label("bids")).where(Bid.bidder_id == bindparam("person")).group_by(Bid.state)


def get_person(tx: Tx, query: GetProfile) -> PersonPage:
    person = tx.find(ME, me=query.person)
    if person is None:
        raise NotFound("This person")
    me = tx.caller.person
    return PersonPage(
        profile=PublicProfile(
            id=person.id,
            name=person.name,
            headline=person.headline,
            about=person.about,
            skills=person.skills,
            languages=person.languages,
            rate=person.rate,
            currency=person.currency,
            time_zone=person.time_zone,
            member_since=person.created_at,
        ),
        hiring=_hiring(tx, person.id),
        # Like prices not for the public, which could tell from a count that moves who has bid.
        bidding=_bidding(tx, person.id) if me is not None else None,
        positions=tx.positions([f"person:{me}"] if me == person.id else []),
    )


def _hiring(tx: Tx, person: int) -> HiringFacts:
    by_state = {row.state: row for row in tx.rows(HIRING, person=person)}
    jobs = {state: row.jobs for state, row in by_state.items()}
    return HiringFacts(
        open=jobs.get("open", 0),
        closed=jobs.get("closed", 0),
        cancelled=jobs.get("cancelled", 0),
        bids=sum(int(row.bids) for row in by_state.values()),
    )


def _bidding(tx: Tx, person: int) -> BiddingFacts:
    bids = {row.state: row.bids for row in tx.rows(BIDDING, person=person)}
    return BiddingFacts(standing=bids.get("placed", 0), withdrawn=bids.get("withdrawn", 0))
