"""Fixtures: an open database of either kind, empty but for the schema."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import bindparam, select

from server.storage.database import Database
from server.storage.log_reader import LogReader, PostgresLogReader, SqliteLogReader
from server.storage.migrate import migrate
from server.storage.postgres import PostgresDatabase, postgres_url
from server.storage.sqlite import SqliteDatabase, sqlite_engine
from server.storage.tables import Site

# Where no person exists: `tx.me` finds nobody.
NOBODY_FOUND = select(Site).where(Site.id == bindparam("me"), Site.id < 0)


@pytest.fixture(params=["sqlite", "postgresql"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Database, LogReader]]:
    """An open, migrated database of either kind, and the reader of its log."""
    database: Database
    log_reader: LogReader
    if request.param == "sqlite":
        path = tmp_path / "bidroom.db"
        engine = sqlite_engine(path, writing=True)
        database, log_reader = SqliteDatabase(path, NOBODY_FOUND), SqliteLogReader(path)
    else:
        url = postgres_url(request.getfixturevalue("postgres").create_database())
        database, log_reader = PostgresDatabase(url, NOBODY_FOUND), PostgresLogReader(url)
        engine = database.engine
    with engine.begin() as connection:
        migrate(connection)
    if request.param == "sqlite":
        engine.dispose()
    await database.open()
    await log_reader.open()
    yield database, log_reader
    await log_reader.close()
    await database.close()
