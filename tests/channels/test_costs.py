"""What things cost, counted instead of timed, so that a regression fails here: encodings, writes, statements, reads."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from server.api.calling import Api
from server.auction.posting import PostJob, post_job
from server.channels import endpoint
from server.channels.wire import Wire
from server.messages import NOBODY, Caller
from server.people import ME
from server.settings import Settings
from server.storage.database import Database
from server.storage.event_log import Publication
from server.storage.opening import Storage, migrate_database
from server.storage.postgres import PostgresDatabase
from server.storage.sqlite import SqliteDatabase
from tests.cast import JOB, PITCH, mint
from tests.channels.plaza import Plaza
from tests.clients.raw import Raw
from tests.load.people import enrol
from tests.servers import Postgres

ROOM = "room:1"
MANY = 12


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many publications were encoded, by format."""
    counted: Counter[str] = Counter()
    for format_ in (endpoint.JSON, endpoint.PROTOBUF):
        _count_encodings(monkeypatch, type(format_), counted)
    return counted


def _count_encodings(monkeypatch: pytest.MonkeyPatch, kind: type[Any], counted: Counter[str]) -> None:
    encode = kind.publication

    def counting(self: Any, publication: Publication) -> bytes:
        counted[self.name] += 1
        encoded: bytes = encode(self, publication)
        return encoded

    monkeypatch.setattr(kind, "publication", counting)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """How often a frame was written, by its wire. Only those are counted that are connected from here on."""
    counted: Counter[int] = Counter()

    def write(self: Wire) -> Callable[[bytes], None]:
        def counting(frame: bytes) -> None:
            counted[id(self)] += 1
            self.transport.write(frame)

        return counting

    monkeypatch.setattr(Wire, "write", property(write))
    return counted


async def crowd(url: str, count: int) -> list[Raw]:
    audience = [await Raw.connected(url) for _ in range(count)]
    for raw in audience:
        await raw.subscribes(ROOM)
    return audience


async def each(raws: Sequence[Raw], does: Callable[[Raw], Awaitable[Any]]) -> None:
    await asyncio.gather(*map(does, raws))


@pytest.mark.parametrize("count", [1, MANY])
async def test_an_event_is_encoded_once_for_each_format_in_use(here: Plaza, encoded: Counter[str], count: int) -> None:
    base = here.url.partition("?")[0]
    audience = [*await crowd(f"{base}?format=json", count), *await crowd(f"{base}?format=protobuf", count)]
    await here.say(ROOM, "one", "two", "three")
    await each(audience, lambda raw: raw.received(ROOM, 3))
    assert encoded == {"json": 3, "protobuf": 3}
    await each(audience, Raw.close)


async def test_a_format_that_nobody_here_uses_is_not_encoded(here: Plaza, encoded: Counter[str], format_: str) -> None:
    audience = await crowd(here.url, 2)
    await here.say(ROOM, "one")
    await each(audience, lambda raw: raw.received(ROOM, 1))
    assert encoded == {format_: 1}
    await each(audience, Raw.close)


async def test_a_turn_is_one_write_for_each_subscriber(here: Plaza, written: Counter[int]) -> None:
    audience = await crowd(here.url, MANY)
    written.clear()
    await here.say(ROOM, *map(str, range(20)))
    await each(audience, lambda raw: raw.received(ROOM, 20))
    assert sorted(written.values()) == [1] * MANY
    await each(audience, Raw.close)


async def test_nobody_who_comes_back_costs_a_log_read_while_the_tail_serves(here: Plaza) -> None:
    steady, *audience = await crowd(here.url, 1 + MANY)
    await each(audience, Raw.close)
    await here.say(ROOM, "missed", "missed too")
    await steady.received(ROOM, 2)
    before = here.hub.counts.log_reads
    again = [await Raw.connected(here.url) for _ in audience]
    replies = [await raw.subscribes(ROOM, recover=True, offset=0, epoch=here.hub.epoch) for raw in again]
    assert [len(reply["publications"]) for reply in replies] == [2] * MANY
    assert (here.hub.counts.recovered, here.hub.counts.log_reads - before) == (MANY, 0)
    await each([steady, *again], Raw.close)


async def test_everybody_coming_back_at_once_costs_one_log_read_for_each_channel(here: Plaza) -> None:
    """As after a restart, when no channel is known yet."""
    await here.say(ROOM, "one", "two")
    audience = [await Raw.connected(here.url) for _ in range(MANY)]
    await each(audience, lambda raw: raw.subscribes(ROOM, recover=True, offset=1, epoch=here.hub.epoch))
    assert (here.hub.counts.recovered, here.hub.counts.log_reads) == (MANY, 1)
    await each(audience, Raw.close)


async def test_the_channels_of_one_frame_cost_one_question_about_rights(here: Plaza) -> None:
    raw = await Raw.connected(here.url)
    await raw.send(*(raw.command("subscribe", channel=f"room:{number}") for number in range(MANY)))
    await raw.reply(1 + MANY)
    assert here.authority.asked == 1
    await raw.close()


async def test_nothing_of_the_handshake_is_kept(here: Plaza) -> None:
    raw = await Raw.connected(here.url)
    (session,) = here.connections.sessions
    assert session.wire.scope["headers"] == []
    assert not hasattr(session.wire, "request")
    assert not hasattr(session.wire, "response")
    await raw.close()


# The product, statement by statement

Market = tuple[SqliteDatabase, Api, list[tuple[int, str]]]
"""With people by id and token, the first of whom has posted a job."""


@pytest.fixture
async def market(tmp_path: Path) -> AsyncIterator[Market]:
    async with opened(f"sqlite:///{tmp_path / 'bidroom.db'}") as (database, api, people):
        assert isinstance(database, SqliteDatabase)
        yield database, api, people


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[tuple[Database, Api, list[tuple[int, str]]]]:
    settings = Settings(database_url=url)
    migrate_database(settings)
    storage = Storage(settings, ME)
    database = storage.database
    storage.prepare()
    await storage.open()
    people = await database.write(NOBODY, enrol, 2 + MANY)
    await database.write(Caller(people[0][0]), post_job, PostJob.model_validate(JOB))
    api = Api(database, settings)
    yield database, api, people
    await api.close()
    await storage.close()


async def place(api: Api, person: tuple[int, str]) -> bytes:
    asked = {"job": 1, "amount": 80_000, "days": 5, "pitch": PITCH, "key": mint()}
    return await api.command(Caller(person[0]), "bid.place", json.dumps(asked).encode())


def traced(engine: Any) -> list[str]:
    """Every statement that SQLite itself is given from here on, by its first words."""
    trace: list[str] = []

    def told(statement: str) -> None:
        if not statement.startswith("--"):  # what a trigger or a foreign key does
            trace.append(" ".join(statement.split()[:3]))

    @event.listens_for(engine, "checkout")
    def checkout(connection: Any, _record: object, _fairy: object) -> None:
        connection.set_trace_callback(told)

    return trace


COMMAND = [
    "SAVEPOINT command",
    "INSERT INTO idempotency",
    "SELECT person.id, person.email,",
    "SELECT job.id, job.client_id,",
    "SELECT shift FROM",  # the clock, which only stands outside production
    "SELECT bid.id, bid.job_id,",
    "INSERT INTO bid",
    "INSERT INTO bid_version",
    "UPDATE job SET",
    "UPDATE idempotency SET",
    "RELEASE command",
]
EVENT = "INSERT INTO event"
TOLD = ["job", "bidders", "bids", "person"]
"""The channels that hear of a bid: an event in each."""


async def test_the_statements_of_a_bid(market: Market) -> None:
    database, api, people = market
    await place(api, people[1])
    trace = traced(database._writer_engine)
    await place(api, people[2])
    logged = ["INSERT INTO channel", *[EVENT] * len(TOLD), "UPDATE channel SET"]
    assert trace == ["BEGIN IMMEDIATE", *COMMAND, *logged, "COMMIT"]


async def test_the_statements_of_a_bid_on_postgresql(postgres: Postgres) -> None:
    """Each of them is a way to the database and back."""
    async with opened(postgres.create_database()) as (database, api, people):
        assert isinstance(database, PostgresDatabase)
        await place(api, people[1])
        asked: list[str] = []

        @event.listens_for(database.serving.sync_engine, "before_cursor_execute")
        def told(connection: object, cursor: object, statement: str, *others: object) -> None:
            asked.append(" ".join(statement.split()[:3]))

        await place(api, people[2])
        alone = [name for name in COMMAND if "command" not in name]
        alone[alone.index("SELECT shift FROM")] = "SELECT clock_timestamp() +"
        assert asked == [*alone, "INSERT INTO channel", EVENT, "UPDATE channel SET"]


async def test_the_bids_of_one_batch_share_their_commit_and_the_claim_of_their_offsets(market: Market) -> None:
    database, api, people = market
    await place(api, people[1])
    held = threading.Event()
    holding = asyncio.create_task(database.write(NOBODY, lambda tx: held.wait()))
    while database.waiting == 0 or not database._queue.empty():
        await asyncio.sleep(0)
    trace = traced(database._writer_engine)
    bids = [asyncio.create_task(place(api, person)) for person in people[2:]]
    while database.waiting < 1 + MANY:
        await asyncio.sleep(0)
    held.set()
    await asyncio.gather(holding, *bids)
    counted = Counter(trace)
    assert {counted[shared] for shared in ("BEGIN IMMEDIATE", "INSERT INTO channel", "UPDATE channel SET", "COMMIT")} == {1}
    assert counted[EVENT] == MANY * len(TOLD)
    assert len(trace) == 4 + MANY * (len(COMMAND) + len(TOLD))


async def test_a_connect_reads_its_session_once(market: Market) -> None:
    database, api, people = market
    trace = traced(database.engine)
    await api.welcome({}, people[1][1], "127.0.0.1")
    read = ["SELECT session.id, session.person_id,", "SELECT shift FROM", "SELECT channel.name, channel.top,"]
    assert trace == ["BEGIN", *read, "COMMIT"]


async def test_the_rights_to_many_channels_are_one_read_for_each_kind(market: Market) -> None:
    database, api, people = market
    trace = traced(database.engine)
    asked = frozenset({"market", "job:1", "job:2", "job:3", "bids:1", "bids:2"})
    assert set(await api.allowed(Caller(people[0][0]), asked)) == {"market", "job:1", "bids:1"}
    assert trace.count("SELECT job.id FROM") == 2
    assert len(trace) == len(["BEGIN", "jobs", "bids", "tops", "COMMIT"])
