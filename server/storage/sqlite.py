"""SQLite: one writer thread with group commit, a few readers. Many commands share one fsync, each in a savepoint of its own;
many queries share one snapshot."""

import asyncio
import contextlib
import fcntl
import logging
import os
import queue
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Select, create_engine, event
from sqlalchemy.exc import DBAPIError

from server.errors import Temporary
from server.storage.database import Database, Outcome, Waiting, as_refusal
from server.storage.event_log import Emitted, Publication, append
from server.storage.tx import Tx

log = logging.getLogger(__name__)

MOST_IN_A_BATCH = 64
READERS = 4
MOST_SECONDS_ALONE = 0.25
# After these the transaction cannot be trusted any more, whether or not SQLite has rolled it back by itself.
DISK_TROUBLE = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    }
)


class BatchGone(Exception):
    """The batch's transaction is gone, and every command of it with it."""


def sqlite_engine(path: Path, *, writing: bool) -> Engine:
    """An engine whose transactions are SQLite's own: sqlite3 by itself would begin late and commit at a savepoint."""
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": 5},
        hide_parameters=True,  # what people write is not for the server's log
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        if not writing:
            connection.execute("PRAGMA query_only=ON")

    def begin(connection: Any) -> None:
        connection.execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    # Not a listener to the engine's `begin`: with one, each statement asks for listeners, which costs it a fifth.
    engine.dialect.do_begin = begin  # type: ignore[method-assign,assignment]
    return engine


class SqliteDatabase(Database):
    def __init__(self, path: Path, find_me: Select[Any], may_shift: bool = False, demo: bool = False) -> None:
        super().__init__(sqlite_engine(path, writing=False), find_me, may_shift, demo)
        self.path = path
        self._writer_engine = sqlite_engine(path, writing=True)
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._reads: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._turn = threading.Lock()
        writers = [threading.Thread(target=self._write_batches, name="sqlite-writer", daemon=True)]
        readers = [
            threading.Thread(target=self._read_batches, name=f"sqlite-reader-{number}", daemon=True)
            for number in range(READERS)
        ]
        self._threads = writers + readers

    async def open(self) -> None:
        await super().open()
        for thread in self._threads:
            thread.start()

    async def close(self) -> None:
        self._queue.put(None)
        self._reads.put(None)
        for thread in self._threads:
            if thread.is_alive():
                await asyncio.to_thread(thread.join)
        self.engine.dispose()
        self._writer_engine.dispose()

    def _ask(self, query: Waiting) -> None:
        self._reads.put(query)

    def _enqueue(self, command: Waiting) -> None:
        self._queue.put(command)

    def _clock(self, connection: Connection) -> datetime:
        now = datetime.now(UTC)
        if self._may_shift:
            now += timedelta(microseconds=connection.exec_driver_sql("SELECT shift FROM site").scalar_one())
        return now

    def _read_batches(self) -> None:
        """One of several threads. They take turns, because two at once would take the interpreter from each other; whoever
        has waited for long goes ahead, because then it is one slow query that keeps the turn.
        """
        going_on = True
        while going_on:
            batch = [self._reads.get()]
            my_turn = self._turn.acquire(timeout=MOST_SECONDS_ALONE)
            try:
                going_on = self._read_what_waits(batch)
            finally:
                if my_turn:
                    self._turn.release()
        self._reads.put(None)  # the other threads are to end as well

    def _read_what_waits(self, batch: list[Waiting | None]) -> bool:
        """False when there will be nothing more."""
        with contextlib.suppress(queue.Empty):
            while len(batch) < MOST_IN_A_BATCH:
                batch.append(self._reads.get_nowait())
        if queries := [waiting for waiting in batch if waiting is not None]:
            self._read_batch(queries)
        return None not in batch

    def _read_batch(self, batch: list[Waiting]) -> None:
        """Queries that share one snapshot, begun after each of them was asked, and one wake-up of the loop."""
        outcomes = []
        try:
            with self.engine.begin() as connection:
                for waiting in batch:
                    outcomes.append(_answer(self._tx(connection, waiting.caller), waiting))
        except Exception as trouble:
            outcomes = [Outcome(waiting.future, trouble=trouble) for waiting in batch]
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody is waiting any more
            batch[0].future.get_loop().call_soon_threadsafe(self._settle, outcomes)

    def _write_batches(self) -> None:
        going_on = True
        while going_on:
            batch = [self._queue.get()]
            with contextlib.suppress(queue.Empty):
                while len(batch) < MOST_IN_A_BATCH:
                    batch.append(self._queue.get_nowait())
            going_on = None not in batch
            if commands := [waiting for waiting in batch if waiting is not None]:
                self._write_batch(commands)

    def _write_batch(self, batch: list[Waiting]) -> None:
        publications: list[Publication] = []
        try:
            with self._writer_engine.begin() as connection:
                emitted, outcomes = self._carry_out(connection, batch)
                publications = append(connection, emitted)
        except Exception:
            log.exception("a batch of %d commands was lost", len(batch))
            publications = []
            outcomes = [Outcome(waiting.future, trouble=Temporary()) for waiting in batch]
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody is waiting any more
            batch[0].future.get_loop().call_soon_threadsafe(self._hand_over, outcomes, publications)

    def _carry_out(self, connection: Connection, batch: list[Waiting]) -> tuple[list[Emitted], list[Outcome]]:
        raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        emitted: list[Emitted] = []
        outcomes = []
        for waiting in batch:
            tx = self._tx(connection, waiting.caller)
            # Plain statements: SQLAlchemy's begin_nested alone costs a quarter of a command.
            raw.execute("SAVEPOINT command")
            try:
                result = waiting.action(tx)
                raw.execute("RELEASE command")
            except Exception as trouble:
                if not raw.in_transaction or _is_disk_trouble(trouble):
                    raise BatchGone from trouble
                raw.execute("ROLLBACK TO command")
                raw.execute("RELEASE command")
                outcomes.append(Outcome(waiting.future, trouble=as_refusal(trouble)))
            else:
                emitted += tx.emitted
                outcomes.append(Outcome(waiting.future, result))
        return emitted, outcomes


def _answer(tx: Tx, waiting: Waiting) -> Outcome:
    try:
        return Outcome(waiting.future, waiting.action(tx))
    except Exception as trouble:
        return Outcome(waiting.future, trouble=trouble)


def _is_disk_trouble(trouble: BaseException) -> bool:
    cause = trouble.orig if isinstance(trouble, DBAPIError) else trouble
    return isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", 0) & 0xFF in DISK_TROUBLE


class FileInUse(Exception):
    """Another server process holds this database file."""


class FileLock:
    """One SQLite file has one server process: a second writer would publish to half the audience."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + ".lock")
        self._file: int | None = None

    def hold(self) -> None:
        """Raises FileInUse. The lock goes with the process, however it ends. Makes the folder where it is missing."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise FileInUse(
                f"{self._path.name[: -len('.lock')]} is served by another process already. "
                "One SQLite file has one server process; use PostgreSQL and Redis for several."
            ) from None

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
