"""One command, one transaction: what is committed together, what is undone, and what a full disk leaves behind."""

import asyncio
import contextlib
import threading
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlalchemy import bindparam, insert, select, update

from server.errors import ChangedMeanwhile, NotFound, Refusal, Temporary, TooMany
from server.messages import NOBODY, Caller, Event
from server.storage import database as database_module
from server.storage.database import Database
from server.storage.event_log import Publication
from server.storage.idempotency import forget_keys, once
from server.storage.log_reader import LogReader
from server.storage.sqlite import FileInUse, FileLock, SqliteDatabase
from server.storage.tables import Idempotency, LoggedEvent, Site
from server.storage.tx import Tx, binds_of

Storage = tuple[Database, LogReader]


class Noted(Event):
    type: Literal["thing.noted"] = "thing.noted"
    thing: str


def note(tx: Tx, channel: str, thing: str) -> str:
    tx.emit(channel, Noted(thing=thing))
    return thing


def note_and_refuse(tx: Tx, channel: str) -> None:
    note(tx, channel, "never")
    raise NotFound


def note_and_break(tx: Tx, channel: str) -> None:
    note(tx, channel, "never")
    raise ZeroDivisionError


async def test_events_are_published_before_the_answer_and_only_after_the_commit(storage: Storage) -> None:
    database, log_reader = storage
    published: list[Publication] = []
    database.publish = published.extend
    assert await database.write(NOBODY, note, "a:1", "x") == "x"
    assert [(each.channel, each.offset) for each in published] == [("a:1", 1)]
    page = await log_reader.after("a:1", 0)
    assert (page.top, page.publications) == (1, published)


async def test_a_refusal_and_a_bug_leave_nothing_behind_among_others_that_succeed(storage: Storage) -> None:
    database, log_reader = storage
    published: list[Publication] = []
    database.publish = published.extend
    outcomes = await asyncio.gather(
        *(database.write(NOBODY, note, "a:1", str(number)) for number in range(10)),
        database.write(NOBODY, note_and_refuse, "a:1"),
        database.write(NOBODY, note_and_break, "a:1"),
        *(database.write(NOBODY, note, "a:1", str(number)) for number in range(10, 20)),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [str] * 10 + [NotFound, Temporary] + [str] * 10
    page = await log_reader.after("a:1", 0)
    assert [each.offset for each in page.publications] == list(range(1, 21))
    assert sorted(each.body for each in published) == sorted(each.body for each in page.publications)


async def test_whoever_stops_waiting_does_not_stop_the_transaction(storage: Storage) -> None:
    database, log_reader = storage
    task = asyncio.create_task(database.write(NOBODY, note, "a:1", "x"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await database.write(NOBODY, note, "b:1", "y")
    async with asyncio.timeout(5):
        while not (await log_reader.after("a:1", 0)).publications:
            await asyncio.sleep(0.01)


async def test_thousands_waiting_are_refused_with_a_sentence(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    database, _ = storage
    monkeypatch.setattr(database_module, "MOST_WAITING", 5)
    outcomes = await asyncio.gather(*(database.write(NOBODY, note, "a:1", "x") for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(outcome, TooMany) for outcome in outcomes) == 15
    assert await database.write(NOBODY, note, "a:1", "again") == "again"


async def test_so_many_reads_may_wait_and_no_more(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    database, _ = storage
    monkeypatch.setattr(database_module, "MOST_READS_WAITING", 3)
    held = threading.Event()
    reading = [asyncio.create_task(database.read(NOBODY, lambda tx: held.wait(20))) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(TooMany):
        await database.read(NOBODY, lambda tx: tx.now)
    held.set()
    assert await asyncio.gather(*reading) == [True] * 3
    assert await database.read(NOBODY, lambda tx: True)


async def test_a_change_must_hit_exactly_one_row_and_name_its_binds(storage: Storage) -> None:
    database, _ = storage
    move = update(Site).where(Site.id == bindparam("site")).values(shift=bindparam("microseconds"))
    assert binds_of(move) == {"site", "microseconds"}

    def moves(tx: Tx, /, **binds: int) -> None:
        tx.one(move, **binds)

    await database.write(NOBODY, moves, site=1, microseconds=0)
    with pytest.raises(ChangedMeanwhile):
        await database.write(NOBODY, moves, site=2, microseconds=0)
    with pytest.raises(Temporary):  # our bug: answered as such, logged
        await database.write(NOBODY, moves, site=1, microseconds=0, epoch=7)


async def test_a_query_cannot_write(storage: Storage) -> None:
    database, _ = storage

    def writes(tx: Tx) -> None:
        tx.change(update(Site).values(shift=bindparam("microseconds")), microseconds=1)

    with pytest.raises(Exception, match=r"(?i)read-?only"):
        await database.read(NOBODY, writes)


async def test_a_snapshot_and_its_positions_agree(storage: Storage) -> None:
    database, _ = storage
    stop = asyncio.Event()

    async def write() -> None:
        while not stop.is_set():
            await database.write(NOBODY, note, "a:1", "x")

    def look(tx: Tx) -> tuple[int, int]:
        count = len(tx.all(select(LoggedEvent).where(LoggedEvent.channel == bindparam("of")), of="a:1"))
        return count, tx.positions(["a:1"])["a:1"].offset

    writing = asyncio.create_task(write())
    seen = [await database.read(NOBODY, look)]
    while len(seen) < 60 or (len(set(seen)) == 1 and len(seen) < 10_000):
        seen.append(await database.read(NOBODY, look))
    stop.set()
    await writing
    assert all(count == offset for count, offset in seen)
    assert len(set(seen)) > 1


# Idempotency keys


def keyed(tx: Tx, key: str, fields: bytes, thing: str) -> bytes:
    def carry_out() -> bytes:
        if thing == "refused":
            raise NotFound
        return thing.encode()

    return once(tx, key, "thing.note", fields, carry_out)


async def test_a_key_is_carried_out_once_however_often_it_comes(storage: Storage) -> None:
    database, _ = storage
    fred, frida = Caller(person=1), Caller(person=2)
    answers = await asyncio.gather(*(database.write(fred, keyed, "k", b"same", f"{number}") for number in range(12)))
    assert len(set(answers)) == 1
    assert await database.write(frida, keyed, "k", b"hers", "frida's") == b"frida's"
    with pytest.raises(Refusal, match="another command") as reused:
        await database.write(fred, keyed, "k", b"other", "x")
    assert reused.value.name == "key_reused"


async def test_a_refused_command_gives_its_key_back(storage: Storage) -> None:
    database, _ = storage
    fred = Caller(person=1)
    with pytest.raises(NotFound):
        await database.write(fred, keyed, "k", b"a", "refused")
    assert await database.write(fred, keyed, "k", b"a", "done") == b"done"

    def forget(tx: Tx) -> int:
        return forget_keys(tx, tx.now)

    assert await database.write(NOBODY, forget) == 1
    assert await database.write(fred, keyed, "k", b"b", "anew") == b"anew"


# A full disk


def note_much(tx: Tx, number: int) -> int:
    tx.emit(f"big:{number}", Noted(thing="x" * 20_000))
    return number


def fill_a_row(tx: Tx, number: int) -> int:
    tx.add_all(
        insert(Idempotency),
        [{"person": number, "key": "x" * 20_000, "command": "", "digest": b"", "result": None, "claimed_at": tx.now}],
    )
    return number


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
@pytest.mark.parametrize("action", [note_much, fill_a_row])
async def test_a_full_disk_loses_the_batch_and_nothing_else(
    storage: Storage, action: Any, caplog: pytest.LogCaptureFixture
) -> None:
    database, log_reader = storage
    assert isinstance(database, SqliteDatabase)
    published: list[Publication] = []
    database.publish = published.extend
    await database.write(NOBODY, note, "a:1", "before")

    def limit(tx: Tx, pages: int) -> None:
        tx._connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def pages(tx: Tx) -> int:
        return int(tx._connection.exec_driver_sql("PRAGMA page_count").scalar_one())

    await database.write(NOBODY, limit, await database.read(NOBODY, pages) + 20)
    # One batch: all of them wait while the first is at work.
    outcomes = await asyncio.gather(
        *(database.write(NOBODY, action, number) for number in range(40)), return_exceptions=True
    )
    lost = [outcome for outcome in outcomes if isinstance(outcome, Temporary)]
    assert len(lost) >= 39, "they were not one batch"
    assert {each.channel for each in published} <= {"a:1", "big:0"}
    assert "x" * 100 not in caplog.text  # what people wrote is not for the server's log
    for number in range(1, 40):
        assert (await log_reader.after(f"big:{number}", 0)).top == 0

    with contextlib.suppress(Temporary):
        await database.write(NOBODY, limit, 2**30)
    await database.write(NOBODY, limit, 2**30)
    assert await database.write(NOBODY, note, "a:1", "after") == "after"
    assert [each.offset for each in (await log_reader.after("a:1", 0)).publications] == [1, 2]


def test_one_file_has_one_server(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "bidroom.db"), FileLock(tmp_path / "bidroom.db")
    first.hold()
    with pytest.raises(FileInUse, match="served by another process already"):
        second.hold()
    first.release()
    second.hold()
    second.release()


@pytest.mark.parametrize("storage", ["postgresql"], indirect=True)
async def test_an_action_that_waited_too_long_for_a_lock_runs_again(storage: Storage) -> None:
    database, _ = storage
    move = update(Site).where(Site.id == bindparam("site")).values(shift=Site.shift + bindparam("more"))

    def moves(tx: Tx) -> None:
        note(tx, "a:1", "moved")
        tx.one(move, site=1, more=1)

    published: list[Publication] = []
    database.publish = published.extend
    with database.engine.connect() as other:
        other.execute(move, {"site": 1, "more": 0})
        waiting = asyncio.create_task(database.write(NOBODY, moves))
        await asyncio.sleep(2.5)  # longer than the lock timeout, so that the first try has failed
        assert not waiting.done()
        other.rollback()
    await waiting
    assert [each.offset for each in published] == [1]
