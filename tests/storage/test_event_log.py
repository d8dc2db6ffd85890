"""Offsets without holes in commit order, and a chain in which any altered byte is found by name."""

import asyncio
import hashlib
from typing import Any

import msgpack
import pytest
from sqlalchemy import bindparam, delete, update

from server.messages import NOBODY
from server.storage.database import Database
from server.storage.event_log import ERASED
from server.storage.log_reader import LogReader
from server.storage.tables import Channel, LoggedEvent
from server.storage.tx import Tx
from server.storage.verify import Head, verify
from tests.storage.test_writing import note

Storage = tuple[Database, LogReader]

EVENT = (LoggedEvent.channel == bindparam("of")) & (LoggedEvent.offset == bindparam("place"))


def note_in_many(tx: Tx, channels: list[str]) -> None:
    for channel in channels:
        note(tx, channel, "x")


async def fill(database: Database) -> None:
    for number in range(6):
        await database.write(NOBODY, note_in_many, ["a:1", "b:1", "a:1"] if number % 2 else ["b:1"])


def flaws(database: Database, *kept: Head) -> list[str]:
    with database.engine.connect() as connection:
        return [str(flaw) for flaw in verify(connection, list(kept))]


def change(database: Database, statement: Any, **binds: Any) -> None:
    # Past every guard, as somebody with the file in hand would.
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA query_only=OFF")
        assert connection.execute(statement, binds).rowcount == 1


async def test_the_hash_is_the_documented_formula(storage: Storage) -> None:
    database, _ = storage
    await database.write(NOBODY, note, "a:1", "first")
    with database.engine.connect() as connection:
        event: Any = connection.execute(LoggedEvent.__table__.select()).one()
    inner = hashlib.sha256(event.salt + event.body).digest()
    assert len(event.salt) == 16
    assert event.hash == hashlib.sha256(bytes(32) + msgpack.packb(["a:1", 1, inner])).digest()

    def look(tx: Tx) -> str:
        return tx.positions(["a:1"])["a:1"].head

    assert await database.read(NOBODY, look) == event.hash.hex()


async def test_offsets_have_no_holes_and_opposite_orders_do_not_deadlock(storage: Storage) -> None:
    database, log_reader = storage
    one_way, other_way = ["a:1", "b:1", "c:1"], ["c:1", "b:1", "a:1"]
    holes = 0

    async def poll() -> None:
        nonlocal holes
        seen = 0
        while seen < 120:
            page = await log_reader.after("b:1", seen)
            for publication in page.publications:
                holes += publication.offset != seen + 1
                seen = publication.offset

    polling = asyncio.create_task(poll())
    await asyncio.gather(*(database.write(NOBODY, note_in_many, (one_way, other_way)[n % 2]) for n in range(120)))
    await polling
    assert holes == 0
    assert await log_reader.tops(["a:1", "b:1", "c:1", "d:1"]) == {"a:1": 120, "b:1": 120, "c:1": 120}
    assert flaws(database) == []


async def test_pages_in_both_directions_keep_their_bounds(storage: Storage) -> None:
    database, log_reader = storage
    await database.write(NOBODY, note_in_many, ["a:1"] * 10)
    size = len((await log_reader.after("a:1", 0)).publications[0].body)

    async def offsets(direction: str, edge: int, **bounds: int) -> list[int]:
        page = await getattr(log_reader, direction)("a:1", edge, **bounds)
        assert page.top == 10
        return [publication.offset for publication in page.publications]

    assert await offsets("after", 7) == [8, 9, 10]
    assert await offsets("after", 0, most=3) == [1, 2, 3]
    assert await offsets("after", 0, size=size + 1) == [1, 2]
    assert await offsets("after", 0, size=1) == [1]
    assert await offsets("before", 99, most=2) == [9, 10]
    assert await offsets("before", 5, size=1) == [4]
    assert await offsets("after", 10) == []
    assert (await log_reader.after("none:1", 0)).top == 0


@pytest.mark.parametrize("column", ["body", "salt", "digest", "hash"])
async def test_a_flipped_byte_names_the_event(storage: Storage, column: str) -> None:
    database, _ = storage
    await fill(database)
    assert flaws(database) == []
    with database.engine.connect() as connection:
        event: Any = connection.execute(LoggedEvent.__table__.select().where(EVENT), {"of": "a:1", "place": 3}).one()
    altered = bytearray(getattr(event, column))
    altered[5] ^= 1
    change(
        database,
        update(LoggedEvent).where(EVENT).values({column: bindparam("altered")}),
        of="a:1",
        place=3,
        altered=bytes(altered),
    )
    found = flaws(database)
    assert len(found) == 1
    assert found[0].startswith("a:1 3: ")


async def test_a_missing_event_and_a_cut_end_are_named(storage: Storage) -> None:
    database, _ = storage
    await fill(database)
    change(database, delete(LoggedEvent).where(EVENT), of="a:1", place=2)
    change(database, delete(LoggedEvent).where(EVENT), of="b:1", place=6)
    assert [flaw.partition(":  ")[0][:5] for flaw in flaws(database)] == ["a:1 2", "b:1 6"]


async def test_a_rewritten_log_is_found_by_a_head_that_somebody_kept(storage: Storage) -> None:
    database, _ = storage
    await database.write(NOBODY, note, "a:1", "x")

    def position(tx: Tx) -> str:
        return tx.positions(["a:1"])["a:1"].head

    kept = Head.parse(f"a:1@1={await database.read(NOBODY, position)}")
    assert flaws(database, kept) == []
    change(database, delete(LoggedEvent).where(EVENT), of="a:1", place=1)
    change(database, delete(Channel).where(Channel.name == bindparam("of")), of="a:1")
    assert flaws(database) == []  # nothing shows it by itself
    assert flaws(database, kept) == ["a:1 1: its hash was kept, but the event is missing"]
    await database.write(NOBODY, note, "a:1", "another story")
    assert flaws(database, kept) == ["a:1 1: its hash is not the one that was kept"]
    with pytest.raises(ValueError, match="a head is written"):
        Head.parse("a:1=12")


async def test_a_lawful_erasure_breaks_no_chain(storage: Storage) -> None:
    database, log_reader = storage
    await fill(database)
    change(database, update(LoggedEvent).where(EVENT).values(body=None, salt=None), of="a:1", place=2)
    assert flaws(database) == []
    page = await log_reader.after("a:1", 1, most=1)
    assert (page.publications[0].offset, page.publications[0].body) == (2, ERASED)
    change(database, update(LoggedEvent).where(EVENT).values(body=None), of="a:1", place=4)
    assert flaws(database) == ["a:1 4: only half of an erased event is gone"]
