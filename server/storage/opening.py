"""Which database the settings name: the two ways of opening it, and the engine that administration works on."""

from typing import Any

from sqlalchemy import Engine, Select

from server.settings import Settings
from server.storage.database import Database
from server.storage.log_reader import LogReader, PostgresLogReader, SqliteLogReader
from server.storage.migrate import is_current, migrate
from server.storage.postgres import PostgresDatabase, of_snapshots, postgres_engine, postgres_url
from server.storage.sqlite import FileLock, SqliteDatabase, sqlite_engine


class NotMigrated(Exception):
    """The schema is not the present one."""


class Storage:
    """A database, its log's reader, and what must be held and brought up to date before they open."""

    def __init__(self, settings: Settings, find_me: Select[Any]) -> None:
        self.database: Database
        self.log_reader: LogReader
        self._settings = settings
        may_shift = not settings.production
        path = settings.sqlite_path
        self._lock = FileLock(path) if path else None
        if path:
            self.database = SqliteDatabase(path, find_me, may_shift, settings.demo)
            self.log_reader = SqliteLogReader(path)
        else:
            url = postgres_url(settings.database_url)
            self.database = PostgresDatabase(url, find_me, may_shift, settings.demo)
            self.log_reader = PostgresLogReader(url)

    def prepare(self) -> None:
        """Raises FileInUse or NotMigrated, with a sentence. SQLite is migrated here; PostgreSQL by `bidroom migrate`."""
        if self._lock:
            self._lock.hold()
            migrate_database(self._settings)
        with self.database.engine.connect() as connection:
            if not is_current(connection):
                raise NotMigrated("The database's schema is not this version's. Run `bidroom migrate` first.")

    async def open(self) -> None:
        """After `prepare`."""
        await self.database.open()
        await self.log_reader.open()

    async def close(self) -> None:
        await self.log_reader.close()
        await self.database.close()
        if self._lock:
            self._lock.release()


def administration_engine(settings: Settings, *, writing: bool) -> Engine:
    """For the command line, beside a running server or without one. Makes SQLite's folder where it is missing.

    Where nothing is written, say so: a writer on SQLite keeps the server from writing meanwhile, and a reader on either
    database sees one moment of it.
    """
    path = settings.sqlite_path
    if path is None:
        engine = postgres_engine(postgres_url(settings.database_url))
        return engine if writing else of_snapshots(engine)
    path.parent.mkdir(parents=True, exist_ok=True)
    return sqlite_engine(path, writing=writing)


def migrate_database(settings: Settings) -> None:
    engine = administration_engine(settings, writing=True)
    try:
        with engine.begin() as connection:
            migrate(connection)
    finally:
        engine.dispose()
