"""Empty databases of either kind: migrated once in each worker, and from then on copied."""

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, bindparam, make_url, select

from server.storage.database import Database
from server.storage.log_reader import LogReader, PostgresLogReader, SqliteLogReader
from server.storage.migrate import migrate
from server.storage.postgres import PostgresDatabase, postgres_engine, postgres_url
from server.storage.sqlite import SqliteDatabase, sqlite_engine
from server.storage.tables import Site
from tests.servers import Postgres

# Where no person exists: `tx.me` finds nobody.
NOBODY_FOUND = select(Site).where(Site.id == bindparam("me"), Site.id < 0)


@cache
def postgres() -> Postgres:
    """One cluster for each worker. Every test has databases of its own in it."""
    return Postgres()


@cache
def migrated_postgres(cluster: Postgres) -> str:
    url = cluster.create_database()
    _migrate(postgres_engine(make_url(url)))
    return url


@cache
def migrated_sqlite() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bidroom-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "bidroom.db"
    _migrate(sqlite_engine(path, writing=True))
    return path


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:
        migrate(connection)
    engine.dispose()


def new_postgres(cluster: Postgres | None = None) -> str:
    cluster = cluster or postgres()
    return cluster.create_database(copy_of=migrated_postgres(cluster))


def new_sqlite(folder: Path) -> Path:
    return Path(shutil.copy(migrated_sqlite(), folder / "bidroom.db"))


@pytest.fixture(params=["sqlite", "postgresql"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Database, LogReader]]:
    """An open, migrated database of either kind, and the reader of its log."""
    database: Database
    log_reader: LogReader
    if request.param == "sqlite":
        path = new_sqlite(tmp_path)
        database, log_reader = SqliteDatabase(path, NOBODY_FOUND), SqliteLogReader(path)
    else:
        url = postgres_url(new_postgres())
        database, log_reader = PostgresDatabase(url, NOBODY_FOUND), PostgresLogReader(url)
    await database.open()
    await log_reader.open()
    yield database, log_reader
    await log_reader.close()
    await database.close()
    if request.param == "postgresql":
        postgres().drop_database(str(url))
