"""Leaving the demo: an empty site of one's own, and no real person's work lost without being asked for."""

import pytest
from sqlalchemy import func, select

import server.api  # noqa: F401 - so that all tables there are are known
from server.demo.filling import fill
from server.demo.leaving import KEPT, leave
from server.errors import Refusal
from server.messages import NOBODY
from server.storage.sqlite import sqlite_engine
from server.storage.tables import Table
from tests.people.stage import Stage


def leaves(stage: Stage, *, everybody: bool = False, production: bool = False) -> str:
    path = getattr(stage.database, "path", None)
    engine = sqlite_engine(path, writing=True) if path else stage.database.engine
    with engine.begin() as connection:
        return leave(connection, everybody=everybody, production=production)


def rows(stage: Stage) -> dict[str, int]:
    with stage.database.engine.begin() as connection:
        tables = Table.metadata.sorted_tables
        return {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


async def test_the_market_is_empty_and_its_logs_begin_anew(stage: Stage) -> None:
    schema = rows(stage)
    await stage.database.write(NOBODY, fill)
    await stage.nobody.does("demo.simulate", on=False)
    filled = rows(stage)
    assert all(
        filled[table] for table in ("person", "job", "job_skill", "bid", "bid_version", "session", "event", "channel")
    )

    epoch = leaves(stage)
    assert epoch != stage.database.epoch
    left = rows(stage)
    assert left == schema
    assert {table for table, count in left.items() if count} == KEPT
    assert await stage.database.write(NOBODY, fill), "the demo may come back"


async def test_who_registered_besides_is_not_lost_by_the_way(stage: Stage) -> None:
    await stage.database.write(NOBODY, fill)
    await stage.enters("Rita")
    before = rows(stage)
    with pytest.raises(Refusal, match="One person has registered here besides the demo's cast"):
        leaves(stage)
    with pytest.raises(Refusal, match="in production"):
        leaves(stage, everybody=True, production=True)
    assert rows(stage) == before

    leaves(stage, everybody=True)
    assert rows(stage)["person"] == 0


async def test_a_site_that_never_was_a_demo_stays_as_it_is(stage: Stage) -> None:
    await stage.enters("Rita")
    before = rows(stage)
    for everybody in (False, True):
        with pytest.raises(Refusal, match="no demo market"):
            leaves(stage, everybody=everybody)
    assert rows(stage) == before
