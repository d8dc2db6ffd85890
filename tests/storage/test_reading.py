"""Queries that wait at the same time share a transaction, and nothing else: no failure, and no connection that was cut."""

import asyncio
import threading
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError

from server.errors import NotFound
from server.messages import NOBODY
from server.storage.database import Database
from server.storage.log_reader import LogReader, PostgresLogReader
from server.storage.postgres import PostgresDatabase
from server.storage.sqlite import READERS, SqliteDatabase
from server.storage.tables import Site
from server.storage.tx import Tx
from tests.storage.test_writing import note

Storage = tuple[Database, LogReader]

SHIFT = select(Site.shift)
NO_SUCH_TABLE = select(text("* FROM nowhere"))
CUT_OFF = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
)
CUT_ONESELF_OFF = select(func.pg_terminate_backend(func.pg_backend_pid()))
APPLICATION = select(func.current_setting("application_name"))
MANY = 12


def shift(tx: Tx) -> int | None:
    return tx.value(SHIFT)


def refuse(tx: Tx) -> None:
    raise NotFound


def break_down(tx: Tx) -> None:
    raise ZeroDivisionError


def ask_for_nonsense(tx: Tx) -> None:
    tx.value(NO_SUCH_TABLE)


async def test_what_fails_in_a_batch_fails_alone(storage: Storage) -> None:
    database, _ = storage
    asked = [shift, refuse, shift, ask_for_nonsense, shift, break_down, shift] * 5
    answers = await asyncio.gather(*(database.read(NOBODY, query) for query in asked), return_exceptions=True)
    meant: dict[Any, Any] = {refuse: NotFound, ask_for_nonsense: DBAPIError, break_down: ZeroDivisionError}
    for query, answer in zip(asked, answers, strict=True):
        if query is shift:
            assert answer == 0
        else:
            assert isinstance(answer, meant[query])


async def test_who_stops_waiting_takes_no_answer_from_others(storage: Storage) -> None:
    database, _ = storage
    reads = [asyncio.create_task(database.read(NOBODY, shift)) for _ in range(MANY)]
    await asyncio.sleep(0)
    for leaving in reads[::2]:
        leaving.cancel()
    answers = await asyncio.gather(*reads, return_exceptions=True)
    assert answers[1::2] == [0] * (MANY // 2)


async def test_a_query_sees_what_was_acknowledged_before_it_was_asked(storage: Storage) -> None:
    database, _ = storage

    async def writes_then_reads(number: int) -> int:
        await database.write(NOBODY, note, f"a:{number}", "x")
        return (await database.read(NOBODY, lambda tx: tx.positions([f"a:{number}"])))[f"a:{number}"].offset

    assert await asyncio.gather(*map(writes_then_reads, range(MANY))) == [1] * MANY


async def test_what_only_reads_cannot_write(storage: Storage) -> None:
    database, _ = storage
    with pytest.raises(DBAPIError):
        await database.read(NOBODY, lambda tx: tx.change(text("UPDATE site SET shift = 7")))  # type: ignore[arg-type]
    assert await database.read(NOBODY, shift) == 0


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
async def test_queries_that_wait_share_a_snapshot(storage: Storage) -> None:
    database, _ = storage
    assert isinstance(database, SqliteDatabase)
    go_on = threading.Event()
    held = [threading.Event() for _ in range(READERS)]

    def hold(tx: Tx, mine: threading.Event) -> None:
        mine.set()
        go_on.wait()

    holding = []
    for each in held:  # as slow queries would: whoever has waited for long goes ahead
        holding.append(asyncio.create_task(database.read(NOBODY, hold, each)))
        assert await asyncio.to_thread(each.wait, 10)
    begun: list[Any] = []
    event.listen(database.engine, "checkout", lambda *checkout: begun.append(checkout))
    waiting = [asyncio.create_task(database.read(NOBODY, shift)) for _ in range(MANY)]
    await asyncio.sleep(0)
    go_on.set()
    assert await asyncio.gather(*waiting) == [0] * MANY
    await asyncio.gather(*holding)
    assert 0 < len(begun) <= READERS  # whoever has the turn takes all that nobody else has in hand


@pytest.mark.parametrize("storage", ["postgresql"], indirect=True)
async def test_connections_that_were_cut_are_replaced_unseen(storage: Storage) -> None:
    database, log_reader = storage
    published: list[Any] = []
    database.publish = published.extend

    async def ask_all() -> None:
        await asyncio.gather(
            *(database.read(NOBODY, shift) for _ in range(MANY)),
            *(database.write(NOBODY, note, "a:1", str(number)) for number in range(MANY)),
            log_reader.tops(["a:1"]),
        )

    await ask_all()
    with database.engine.connect() as other:
        other.execute(CUT_OFF)
    await ask_all()
    assert [each.offset for each in published] == list(range(1, 2 * MANY + 1))


def cut_oneself_off(tx: Tx) -> None:
    tx.value(CUT_ONESELF_OFF)


@pytest.mark.parametrize("storage", ["postgresql"], indirect=True)
async def test_a_query_that_loses_its_connection_again_and_again_fails_alone(storage: Storage) -> None:
    database, _ = storage
    asked = [shift, cut_oneself_off, shift] * 4
    answers = await asyncio.gather(*(database.read(NOBODY, query) for query in asked), return_exceptions=True)
    for query, answer in zip(asked, answers, strict=True):
        if query is cut_oneself_off:
            assert isinstance(answer, DBAPIError)
        else:
            assert answer == 0
    assert await asyncio.gather(*(database.read(NOBODY, shift) for _ in range(MANY))) == [0] * MANY


async def test_a_query_sees_one_moment(storage: Storage) -> None:
    """Also where somebody commits between two of its statements."""
    database, _ = storage
    other = database._writer_engine if isinstance(database, SqliteDatabase) else database.engine

    def reads_twice(tx: Tx) -> tuple[int | None, int | None]:
        before = shift(tx)
        with other.begin() as connection:
            connection.execute(text("UPDATE site SET shift = 7"))
        return before, shift(tx)

    assert await database.read(NOBODY, reads_twice) == (0, 0)
    assert await database.read(NOBODY, shift) == 7


@pytest.mark.parametrize("storage", ["postgresql"], indirect=True)
async def test_an_address_may_say_what_only_libpq_knows(storage: Storage) -> None:
    database, _ = storage
    assert isinstance(database, PostgresDatabase)
    said = {"connect_timeout": "5", "keepalives": "1", "client_encoding": "utf8", "application_name": "the site"}
    url = database.url.update_query_dict(said)
    again, reader = PostgresDatabase(url, database._find_me), PostgresLogReader(url)
    await again.open()
    await reader.open()
    assert await again.read(NOBODY, shift) == 0
    assert await again.read(NOBODY, lambda tx: tx.value(APPLICATION)) == "the site"
    assert await again.write(NOBODY, note, "a:1", "x") == "x"
    assert await reader.tops(["a:1"]) == {"a:1": 1}
    await reader.close()
    await again.close()
