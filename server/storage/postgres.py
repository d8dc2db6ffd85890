"""PostgreSQL: each command is a transaction of its own in a small pool of threads."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from psycopg import errors
from sqlalchemy import URL, Connection, Engine, Select, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from server.errors import Temporary
from server.messages import Caller
from server.storage.database import Database, Outcome, as_refusal
from server.storage.event_log import Publication, append
from server.storage.tx import Tx

R = TypeVar("R")

WRITERS = 8
READERS = 4
# Somebody else held what we needed. The action has no side effects, so it may simply run again.
WORTH_ANOTHER_TRY = (errors.DeadlockDetected, errors.SerializationFailure, errors.LockNotAvailable)

NOW = text("SELECT clock_timestamp()")
SHIFTED_NOW = text("SELECT clock_timestamp() + shift * interval '1 microsecond' FROM site")


def postgres_url(text: str) -> URL:
    """The usual `postgresql://…`, with our driver named."""
    return make_url(text).set(drivername="postgresql+psycopg")


def postgres_engine(url: URL, pool_size: int = WRITERS) -> Engine:
    # A dead connection is found out when it is checked out, so that a restart of PostgreSQL costs nobody a command.
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"options": "-c lock_timeout=2s"},
        hide_parameters=True,  # what people write is not for the server's log
    )


def of_snapshots(engine: Engine) -> Engine:
    """Each transaction sees one moment of the database, and changes nothing."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


class PostgresDatabase(Database):
    def __init__(self, url: URL, find_me: Select[Any], may_shift: bool = False, demo: bool = False) -> None:
        super().__init__(postgres_engine(url), find_me, may_shift, demo)
        self.url = url
        self._snapshots = of_snapshots(postgres_engine(url, READERS))
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="pg-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="pg-reader")

    async def close(self) -> None:
        await asyncio.to_thread(self._writers.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        self.engine.dispose()
        self._snapshots.dispose()

    async def _read(self, caller: Caller, query: Callable[[Tx], R]) -> R:
        def snapshot() -> R:
            with self._snapshots.begin() as connection:
                return query(self._tx(connection, caller))

        return await asyncio.get_running_loop().run_in_executor(self._readers, snapshot)

    def _enqueue(self, caller: Caller, action: Callable[[Tx], Any], future: asyncio.Future[Any]) -> None:
        self._writers.submit(self._write, caller, action, future)

    def _clock(self, connection: Connection) -> datetime:
        now: datetime = connection.execute(SHIFTED_NOW if self._may_shift else NOW).scalar_one()
        return now

    def _write(self, caller: Caller, action: Callable[[Tx], Any], future: asyncio.Future[Any]) -> None:
        publications: list[Publication] = []
        try:
            result, publications = self._transact(caller, action)
        except Exception as trouble:
            outcome = Outcome(future, trouble=as_refusal(trouble))
        else:
            outcome = Outcome(future, result)
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody is waiting any more
            future.get_loop().call_soon_threadsafe(self._hand_over, [outcome], publications)

    def _transact(self, caller: Caller, action: Callable[[Tx], Any]) -> tuple[Any, list[Publication]]:
        for again in (True, True, False):
            try:
                with self.engine.begin() as connection:
                    tx = self._tx(connection, caller)
                    result = action(tx)
                    publications = append(connection, tx.emitted)
                return result, publications
            except DBAPIError as trouble:
                if not isinstance(trouble.orig, WORTH_ANOTHER_TRY):
                    raise
                if not again:
                    raise Temporary from trouble
        raise AssertionError("the last try returns or raises")
