"""Any history of bidding: repeated, refused and simultaneous commands come to what a naive model says, in some order.

Whatever was done at once must look as if it had been done one after the other: the model carries every state that the
answers so far allow. Afterwards the log must have no gap, a valid chain, and tell of the auction what the rules promise.
"""

import asyncio
import itertools
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server.api.calling import Api
from server.auction.closing import close_due_job
from server.errors import Refusal
from server.messages import NOBODY, Caller
from server.people import ME
from server.settings import Settings
from server.storage.clock_shift import shift_clock
from server.storage.database import Database
from server.storage.migrate import migrate
from server.storage.postgres import PostgresDatabase, postgres_url
from server.storage.sqlite import SqliteDatabase, sqlite_engine
from server.storage.tables import LoggedEvent
from server.storage.verify import verify
from tests.cast import JOB, PASSWORD, PITCH
from tests.servers import Postgres

UNLIMITED = "1000000/second"
SETTINGS = Settings(rate_person=UNLIMITED, rate_address=UNLIMITED, rate_sign_in=UNLIMITED, rate_password=UNLIMITED)
BIDDERS = ("Fred", "Frida", "Fay")


@dataclass(frozen=True)
class Step:
    """One thing that somebody does. `key` may have been used before, for the same or for something else."""

    who: str
    verb: str
    key: int
    amount: int = 100
    reason: bool = False


def steps() -> st.SearchStrategy[list[list[Step]]]:
    """Batches of up to three steps at once. Few keys and few amounts, so that they meet."""
    keys, amounts = st.integers(0, 12), st.integers(100, 103)
    bidding = st.builds(
        Step,
        st.sampled_from(BIDDERS),
        st.sampled_from(("place", "place", "revise", "withdraw")),
        keys,
        amounts,
        st.booleans(),
    )
    ending = st.builds(Step, st.just("Carla"), st.sampled_from(("close", "cancel", "place", "late", "tick")), keys)
    step = st.integers(0, 9).flatmap(lambda number: ending if number == 0 else bidding)
    return st.lists(st.lists(step, min_size=1, max_size=3), min_size=3, max_size=14)


# The model: what the rules come to, as plainly as they can be said.


@dataclass(frozen=True)
class Model:
    state: str = "open"
    late: bool = False
    bids: tuple[tuple[str, str, int, int], ...] = ()
    """Who, placed or withdrawn, version, amount."""
    kept: tuple[tuple[str, int, Step, str], ...] = ()
    """Who, key, what it was for, what it came to."""

    def does(self, step: Step) -> tuple["Model", str]:
        """The next state and the outcome: a refusal's name, or the bid's version."""
        for who, key, earlier, outcome in self.kept:
            if (who, key) == (step.who, step.key):
                same = fields_of(earlier) == fields_of(step)
                return self, outcome if same else "key_reused"
        after, outcome = self._anew(step)
        if outcome.isdigit():
            after = replace(after, kept=(*after.kept, (step.who, step.key, step, outcome)))
        return after, outcome

    def _anew(self, step: Step) -> tuple["Model", str]:  # noqa: PLR0911, PLR0912
        state = "closed" if self.late and self.state == "open" else self.state
        standing, version, amount = next(((s, v, a) for who, s, v, a in self.bids if who == step.who), ("", 0, 0))
        match step.verb:
            case "close":
                return (replace(self, state="closed"), "0") if state == "open" else (self, "not_open")
            case "cancel":
                return (self, "not_open") if state == "cancelled" else (replace(self, state="cancelled"), "0")
            case "place" if state != "open":
                return self, "bidding_closed"
            case "place" if step.who == "Carla":
                return self, "own_job"
            case "place" if standing == "placed":
                return self, "already_bid"
            case "place":
                return self._with(step.who, "placed", version + 1, step.amount), str(version + 1)
            case _ if not standing:
                return self, "not_found"
            case "revise" if state != "open":
                return self, "bidding_closed"
            case "revise" if standing == "withdrawn":
                return self, "not_standing"
            case "revise" if amount == step.amount:
                return self, str(version)
            case "revise":
                return self._with(step.who, "placed", version + 1, step.amount), str(version + 1)
            case "withdraw" if state == "cancelled":
                return self, "bidding_closed"
            case "withdraw" if standing == "withdrawn":
                return self, "not_standing"
            case "withdraw" if state == "closed" and not step.reason:
                return self, "invalid"
            case "withdraw":
                return self._with(step.who, "withdrawn", version, amount), "0"
        raise AssertionError(step)

    def _with(self, who: str, *bid: Any) -> "Model":
        others = tuple(each for each in self.bids if each[0] != who)
        return replace(self, bids=tuple(sorted((*others, (who, *bid)))))


def fields_of(step: Step) -> tuple[Any, ...]:
    return (
        step.verb,
        step.amount if step.verb in ("place", "revise") else None,
        step.reason if step.verb == "withdraw" else None,
    )


# The site: the very commands, on a database of its own.


@dataclass
class Auction:
    database: Database
    api: Api
    people: dict[str, Caller] = field(default_factory=dict)
    job: int = 0
    bids: dict[str, int] = field(default_factory=dict)

    async def opens(self) -> None:
        for name in ("Carla", *BIDDERS):
            registration = {"email": f"{name}@example.org", "password": PASSWORD, "name": name}
            answer = json.loads(await self.api.command(Caller(address="here"), "account.register", dumps(registration)))
            self.people[name] = (await self.api.welcome({}, answer["token"], "here")).caller
        self.job = json.loads(await self.api.command(self.people["Carla"], "job.post", dumps(JOB)))["job"]

    async def does(self, step: Step) -> str:
        mine: dict[str, Any] = {"bid": self.bids.get(step.who, 2**40)}
        price: dict[str, Any] = {"amount": step.amount}
        reason: dict[str, Any] = {"reason": "I am ill."} if step.reason else {}
        commands: dict[str, tuple[str, dict[str, Any]]] = {
            "close": ("job.close", {"job": self.job}),
            "cancel": ("job.cancel", {"job": self.job}),
            "place": ("bid.place", {"job": self.job, "days": 5, "pitch": PITCH} | price),
            "revise": ("bid.revise", mine | price),
            "withdraw": ("bid.withdraw", mine | reason),
        }
        command, fields = commands[step.verb]
        try:
            answer = json.loads(
                await self.api.command(self.people[step.who], command, dumps(fields | {"key": f"k{step.key}"}))
            )
        except Refusal as refusal:
            return refusal.name
        if "bid" in answer:
            self.bids[step.who] = answer["bid"]
        return str(answer.get("version", 0))

    async def time_passes(self) -> None:
        await self.database.write(NOBODY, shift_clock, timedelta(days=4))

    async def two_clocks_tick(self) -> list[bool]:
        return await asyncio.gather(*(self.database.write(NOBODY, close_due_job, self.job) for _ in range(2)))

    def log(self, channel: str) -> list[Any]:
        with self.database.engine.connect() as connection:
            logged = select(LoggedEvent).where(LoggedEvent.channel == channel).order_by(LoggedEvent.offset)
            return list(connection.execute(logged))


def dumps(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode()


async def run(auction: Auction, history: list[list[Step]]) -> None:
    possible = {Model()}
    for batch in history:
        steps = [step for step in batch if step.verb not in ("late", "tick")]
        outcomes = await asyncio.gather(*(auction.does(step) for step in steps))
        possible = {after for model in possible for after in agreeing(model, steps, outcomes)}
        assert possible, f"{steps} came to {outcomes}"
        if any(step.verb == "late" for step in batch):
            await auction.time_passes()
            possible = {replace(model, late=True) for model in possible}
        if any(step.verb == "tick" for step in batch):
            closed = await auction.two_clocks_tick()
            was_due = {model.late and model.state == "open" for model in possible}
            assert {any(closed)} <= was_due
            assert sum(closed) <= 1
            possible = {
                replace(model, state="closed") if model.late and model.state == "open" else model for model in possible
            }
    check(auction, possible)


def agreeing(model: Model, steps: list[Step], outcomes: list[str]) -> Iterator[Model]:
    """The states after every order of these steps in which each comes to what it came to."""
    for order in itertools.permutations(range(len(steps))):
        after = model
        for place in order:
            after, outcome = after.does(steps[place])
            if outcome != outcomes[place]:
                break
        else:
            yield after


def check(auction: Auction, possible: set[Model]) -> None:
    with auction.database.engine.connect() as connection:
        assert [str(flaw) for flaw in verify(connection, [])] == []
    live: dict[int, tuple[int, int]] = {}
    done: set[tuple[int, str]] = set()
    ended = False
    events = [json.loads(event.body) for event in auction.log(f"bidders:{auction.job}")]
    for event in events:
        kind = event["type"]
        if "by" in event and "key" in event:
            assert (event["by"]["id"], event["key"]) not in done, "a key was carried out twice"
            done.add((event["by"]["id"], event["key"]))
        assert not ended or kind == "bid.withdrawn", f"{kind} after job.closed"
        match kind:
            case "bid.placed":
                assert event["bidder"]["id"] not in live, "two live bids of one person"
                live[event["bidder"]["id"]] = event["version"], event["amount"]
            case "bid.revised":
                live[event["bidder"]["id"]] = event["version"], event["amount"]
            case "bid.withdrawn":
                del live[event["bidder"]["id"]]
            case "job.closed":
                ended = True
    standing = {
        frozenset(
            (auction.people[who].person, version, amount) for who, state, version, amount in model.bids if state == "placed"
        )
        for model in possible
    }
    assert frozenset((person, *bid) for person, bid in live.items()) in standing
    counts = [json.loads(event.body)["count"] for event in auction.log(f"job:{auction.job}") if b"bid_count" in event.body]
    assert not counts or counts[-1] == len(live)


# On both databases, each history on a fresh copy of one in which Carla has opened a job.


class Opened:
    """A site on which the cast is registered and the job is open, and fresh copies of it."""

    def __init__(self, folder: Path, postgres: Postgres | None) -> None:
        self._postgres = postgres
        self._copies = (folder / f"{number}.db" for number in itertools.count())
        self._original = postgres.create_database() if postgres else str(next(self._copies))
        engine = self._database(self._original).engine if postgres else sqlite_engine(Path(self._original), writing=True)
        with engine.begin() as connection:
            migrate(connection)
        engine.dispose()
        self.people: dict[str, Caller] = {}
        self.job = 0
        asyncio.run(self._open())

    async def _open(self) -> None:
        async with self._auction(self._original) as auction:
            await auction.opens()
            self.people, self.job = auction.people, auction.job

    async def lives_through(self, history: list[list[Step]]) -> None:
        if self._postgres:
            copy = self._postgres.create_database(copy_of=self._original)
        else:
            copy = str(next(self._copies))
            shutil.copyfile(self._original, copy)
        async with self._auction(copy) as auction:
            await run(auction, history)
        if self._postgres:
            self._postgres.drop_database(copy)

    @asynccontextmanager
    async def _auction(self, copy: str) -> AsyncIterator[Auction]:
        database = self._database(copy)
        api = Api(database, SETTINGS)
        await database.open()
        try:
            yield Auction(database, api, dict(self.people), self.job)
        finally:
            await database.close()
            await api.close()

    def _database(self, name: str) -> Database:
        if self._postgres:
            return PostgresDatabase(postgres_url(name), ME, may_shift=True)
        return SqliteDatabase(Path(name), ME, may_shift=True)


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    return Opened(tmp_path_factory.mktemp("histories"), None)


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Opened:
    return Opened(tmp_path_factory.mktemp("histories"), postgres)


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@settings(UNHURRIED, max_examples=80)
@given(history=steps())
def test_any_history_on_sqlite(on_sqlite: Opened, history: list[list[Step]]) -> None:
    asyncio.run(on_sqlite.lives_through(history))


@settings(UNHURRIED, max_examples=30)
@given(history=steps())
def test_any_history_on_postgresql(on_postgres: Opened, history: list[list[Step]]) -> None:
    asyncio.run(on_postgres.lives_through(history))
