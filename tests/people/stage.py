"""The cast on a real database of either kind, driven past sockets and HTTP: every command is one `Database.write`."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, make_url, update

from server import auction, demo, people
from server.demo.cast import NO_PASSWORD
from server.errors import Refusal
from server.messages import NOBODY, Caller, SlowEndpoint
from server.people.operators import add_operator
from server.people.registering import Register, register
from server.people.tables import Person
from server.storage.clock_shift import shift_clock
from server.storage.database import Database
from server.storage.event_log import Publication
from server.storage.postgres import PostgresDatabase
from server.storage.sqlite import SqliteDatabase
from tests.api.told import check_event
from tests.databases import new_postgres, new_sqlite, postgres

COMMANDS = people.COMMANDS | auction.COMMANDS | demo.COMMANDS
QUERIES = people.QUERIES | auction.QUERIES | demo.QUERIES
CHANNELS = people.CHANNELS | auction.CHANNELS | demo.CHANNELS

PASSWORD = "correct horse battery"
# Of PASSWORD, with parameters so weak that a test need not wait for it.
CHEAP_HASH = "$argon2id$v=19$m=8,t=1,p=1$9g6fFEqg7zLVdA+D4bnAxg$oYh7wPd83J5PP6xxPzgwamj3x7CfAaIJZ1BuGX9GfRU"

JOIN = update(Person).where(Person.id == bindparam("person")).values(password_hash=NO_PASSWORD)

RECEIPT = "bid.receipt"

Answer = dict[str, Any]


class Actor:
    """One of the cast, as a caller. `does` and `asks` validate as strictly as the wire does."""

    def __init__(self, stage: "Stage", name: str, caller: Caller) -> None:
        self.stage = stage
        self.name = name
        self.caller = caller

    @property
    def id(self) -> int:
        assert self.caller.person is not None
        return self.caller.person

    @property
    def author(self) -> Answer:
        return {"id": self.id, "name": self.name}

    async def does(self, command: str, **fields: Any) -> Answer:
        endpoint = COMMANDS[command]
        asked = endpoint.ask.model_validate_json(json.dumps(fields), strict=True)
        database = self.stage.database
        if isinstance(endpoint, SlowEndpoint):
            work = await database.read(self.caller, endpoint.before, asked)
            worked = await asyncio.to_thread(work)
            result = await database.write(self.caller, endpoint.action, asked, worked)
        else:
            result = await database.write(self.caller, endpoint.action, asked)
        return {} if result is None else result.model_dump(mode="json")

    async def asks(self, query: str, **fields: Any) -> Answer:
        endpoint = QUERIES[query]
        asked = endpoint.ask.model_validate(fields)
        result = await self.stage.database.read(self.caller, endpoint.action, asked)
        answer: Answer = result.model_dump(mode="json")
        return answer

    async def is_refused(self, method: str, **fields: Any) -> Refusal:
        with pytest.raises(Refusal) as refused:
            await (self.does if method in COMMANDS else self.asks)(method, **fields)
        return refused.value

    async def may_subscribe(self, kind: str, *ids: str) -> set[str]:
        return set(await self.stage.database.read(self.caller, CHANNELS[kind], frozenset(ids)))


class Stage:
    """A database with the cast in it. `news` hands out what was published since it was last asked."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.heard: list[Publication] = []
        self.published: list[Publication] = []
        database.publish = self._hear
        self.nobody = Actor(self, "", NOBODY)

    async def enters(self, name: str) -> Actor:
        """Registers somebody and signs them in."""
        command = Register(email=f"{name.lower()}@example.org", password=PASSWORD, name=name)  # type: ignore[arg-type]
        signed_in = await self.database.write(NOBODY, register, command, CHEAP_HASH)
        return await self.signed_in(name, signed_in.token)

    async def signed_in(self, name: str, token: str) -> Actor:
        standing = await self.database.read(NOBODY, people.authentication.authenticate, token)
        assert standing is not None
        return Actor(self, name, Caller(standing.author.id, standing.session))

    async def joins_the_cast(self, actor: Actor) -> None:
        """Makes somebody one of the demo's made-up people."""
        await self.database.write(NOBODY, lambda tx: tx.one(JOIN, person=actor.id))

    async def clock_passes(self, **time: float) -> None:
        await self.database.write(NOBODY, shift_clock, timedelta(**time))

    async def clock_ticks(self) -> list[int]:
        """What the clock's process does. Returns the jobs that it closed."""
        due = await self.database.read(NOBODY, auction.closing.due_jobs)
        return [job for job in due if await self.database.write(NOBODY, auction.closing.close_due_job, job)]

    def _hear(self, publications: list[Publication]) -> None:
        self.heard += publications
        self.published += publications

    def news(self) -> dict[str, list[Answer]]:
        """Per channel the events since last time, as they were sent."""
        news: dict[str, list[Answer]] = {}
        for publication in self.heard:
            news.setdefault(publication.channel, []).append(json.loads(publication.body))
        self.heard.clear()
        return news

    def receipts(self, holder: Actor) -> list[Answer]:
        """All that were ever given to somebody."""
        told = [json.loads(each.body) for each in self.published if each.channel == f"person:{holder.id}"]
        return [event for event in told if event["type"] == RECEIPT]

    def rechecks(self) -> list[tuple[str, int | None]]:
        return [(publication.channel, publication.recheck) for publication in self.heard if publication.recheck]


def open_database(kind: str, place: str | Path, may_shift: bool = True, demo: bool = True) -> Database:
    if kind == "sqlite":
        return SqliteDatabase(Path(place), people.ME, may_shift, demo)
    return PostgresDatabase(make_url(str(place)), people.ME, may_shift, demo)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(kind: str, tmp_path: Path) -> str | Path:
    """Where a migrated, empty database of this test's own is."""
    return new_sqlite(tmp_path) if kind == "sqlite" else new_postgres()


@pytest.fixture
async def stage(kind: str, place: str | Path) -> AsyncIterator[Stage]:
    database = open_database(kind, place)
    await database.open()
    stage = Stage(database)
    yield stage
    await database.close()
    for publication in stage.published:
        check_event(publication.channel, publication.body)
    if kind == "postgresql":
        postgres().drop_database(str(place))


@pytest.fixture
async def carla(stage: Stage) -> Actor:
    """Hires."""
    return await stage.enters("Carla")


@pytest.fixture
async def fred(stage: Stage) -> Actor:
    """Works."""
    return await stage.enters("Fred")


@pytest.fixture
async def frida(stage: Stage) -> Actor:
    """Works too."""
    return await stage.enters("Frida")


@pytest.fixture
async def olga(stage: Stage) -> Actor:
    """Is passing by."""
    return await stage.enters("Olga")


@pytest.fixture
async def otto(stage: Stage) -> Actor:
    """Operates the site."""
    otto = await stage.enters("Otto")
    await stage.database.write(NOBODY, add_operator, "otto@example.org")
    return otto
