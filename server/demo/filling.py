"""Telling an empty site's past: people arrive, jobs open, bids come and go, over days, all by the actions themselves.

One transaction: a market is there whole or not at all. Always the same one, so that pictures and stories of it agree.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select

from server.auction.bidding import PlaceBid, place_bid
from server.auction.cancelling import CancelJob, cancel_job
from server.auction.categories import ALL
from server.auction.closing import close_due_job
from server.auction.posting import PostJob, post_job
from server.auction.revising import ReviseBid, revise_bid
from server.auction.tables import Job
from server.auction.withdrawing import WithdrawBid, withdraw_bid
from server.demo.cast import NO_PASSWORD, OF_THE_CAST, OTHERS
from server.demo.market import BRIEFS, PEOPLE, REASONS, Brief, Part, pitch
from server.demo.offering import duration, lower, price
from server.errors import NotAllowed
from server.messages import NOBODY, Caller
from server.people.authentication import authenticate
from server.people.registering import Register, register
from server.people.signing_out import SignOut, sign_out
from server.people.updating_profile import UpdateProfile, update_profile
from server.storage.tables import Site
from server.storage.tx import Tx

Does = Callable[[Tx, datetime], None]

ONE_AT_A_TIME = select(Site).with_for_update()
JOBS = select(func.count()).select_from(Job)
SEED = 1923
SHARE_REVISED, SHARE_WITHDRAWN = 0.25, 0.07


def fill(tx: Tx) -> bool:
    """True if the market was made now, False if it was there. Refuses where the database is somebody's own site."""
    tx.find(ONE_AT_A_TIME)
    if tx.value(OF_THE_CAST):
        return False
    if tx.value(OTHERS) or tx.value(JOBS):
        raise NotAllowed(
            "This database holds people who are not the demo's, so no demo is made of it. "
            "Serve it with `bidroom serve`, or name another database in BIDROOM_DATABASE_URL."
        )
    Past(tx).tell()
    return True


def full_hour(moment: datetime) -> datetime:
    """The next one: people let bidding end at noon, and not at 41 minutes past."""
    return (moment + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)


def branches(tx: Tx) -> dict[str, str]:
    """Each category's branch of the tree: its topmost ancestor."""
    parents = {row.slug: row.parent for row in tx.all(ALL)}

    def top(slug: str) -> str:
        return top(parent) if (parent := parents[slug]) else slug

    return {slug: top(slug) for slug in parents}


class Past:
    """What happened, gathered and then told in the order of time."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._now = tx.now
        self._random = Random(SEED)
        self._steps: list[tuple[datetime, int, Does]] = []
        self._people: dict[str, Caller] = {}
        self._jobs: dict[str, int] = {}
        self._bids: dict[tuple[str, str], int] = {}
        self._branches = branches(tx)

    def tell(self) -> None:
        for part in PEOPLE.values():
            self._arrives(part)
        for brief in BRIEFS:
            if brief.opened is not None:
                self._asks(brief)
        for moment, _, does in sorted(self._steps, key=lambda step: step[:2]):
            does(self._tx, moment)

    def _at(self, moment: datetime, does: Does) -> None:
        self._steps.append((moment, len(self._steps), does))

    def _ago(self, hours: float) -> datetime:
        return self._now - timedelta(hours=hours)

    def _arrives(self, part: Part) -> None:
        def arrive(tx: Tx, moment: datetime) -> None:
            registration = Register(email=part.email, password=secrets.token_urlsafe(), name=part.name)  # type: ignore[arg-type]
            token = register(tx.told(NOBODY, moment), registration, NO_PASSWORD).token
            standing = authenticate(tx, token)
            assert standing is not None
            sign_out(tx.told(Caller(standing.author.id, standing.session), moment), SignOut())
            self._people[part.name] = Caller(standing.author.id)

        def describe(tx: Tx, moment: datetime) -> None:
            profile = UpdateProfile(
                headline=part.headline,
                about=part.about,
                skills=list(part.skills),
                languages=list(part.languages),
                rate=part.rate,
                currency=part.currency,
                time_zone=part.time_zone,
            )
            update_profile(tx.told(self._people[part.name], moment), profile)

        joined = self._ago(part.joined * 24)
        self._at(joined, arrive)
        self._at(joined + timedelta(minutes=9), describe)

    def _asks(self, brief: Brief) -> None:
        assert brief.opened is not None
        assert brief.closes is not None
        opened = self._ago(brief.opened) - timedelta(minutes=self._random.uniform(0, 50))
        closes = full_hour(self._ago(-brief.closes))

        def post(tx: Tx, moment: datetime) -> None:
            posting = PostJob(
                title=brief.title,
                description=brief.description,
                category=brief.category,
                kind=brief.kind,
                budget_min=brief.budget_min,
                budget_max=brief.budget_max,
                currency=brief.currency,
                skills=list(brief.skills),
                closes_at=closes,
            )
            self._jobs[brief.title] = post_job(tx.told(self._people[brief.client], moment), posting).job

        def cancel(tx: Tx, moment: datetime) -> None:
            cancelling = CancelJob(job=self._jobs[brief.title], reason=brief.reason)
            cancel_job(tx.told(self._people[brief.client], moment), cancelling)

        def close(tx: Tx, moment: datetime) -> None:
            close_due_job(tx.told(NOBODY, moment), self._jobs[brief.title])

        self._at(opened, post)
        end = min(self._now, closes)
        if brief.cancelled is not None:
            end = self._ago(brief.cancelled)
            self._at(end, cancel)
        elif closes <= self._now:
            self._at(closes, close)
        self._bid(brief, opened, end)

    def _bid(self, brief: Brief, opened: datetime, end: datetime) -> None:
        branch = self._branches[brief.category]
        able = [part for part in PEOPLE.values() if branch in part.works_in and part.name != brief.client]
        for part in self._random.sample(able, min(brief.bids, len(able))):
            # Not in the last minutes, in which a bid would move the close.
            placed = opened + (end - opened) * self._random.uniform(0.03, 0.85)
            amount = self._offers(brief, branch, part, placed)
            chance = self._random.random()
            later = placed + (end - placed) * self._random.uniform(0.2, 0.85)
            if chance < SHARE_WITHDRAWN:
                self._at(later, self._withdrawing(brief, part))
            elif chance < SHARE_WITHDRAWN + SHARE_REVISED:
                self._at(later, self._revising(brief, part, lower(amount, self._random)))

    def _offers(self, brief: Brief, branch: str, part: Part, placed: datetime) -> int:
        amount = price(brief.kind, brief.budget_min, brief.budget_max, self._random)
        days = duration(brief.kind, amount, self._random)
        words = pitch(part, branch, days, self._random)

        def place(tx: Tx, moment: datetime) -> None:
            placing = PlaceBid(job=self._jobs[brief.title], amount=amount, days=days, pitch=words)
            bid = place_bid(tx.told(self._people[part.name], moment), placing).bid
            self._bids[part.name, brief.title] = bid

        self._at(placed, place)
        return amount

    def _revising(self, brief: Brief, part: Part, amount: int) -> Does:
        def revise(tx: Tx, moment: datetime) -> None:
            revising = ReviseBid(bid=self._bids[part.name, brief.title], amount=amount)
            revise_bid(tx.told(self._people[part.name], moment), revising)

        return revise

    def _withdrawing(self, brief: Brief, part: Part) -> Does:
        reason = self._random.choice(REASONS)

        def withdraw(tx: Tx, moment: datetime) -> None:
            withdrawing = WithdrawBid(bid=self._bids[part.name, brief.title], reason=reason)
            withdraw_bid(tx.told(self._people[part.name], moment), withdrawing)

        return withdraw
