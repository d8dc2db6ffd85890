"""PostgreSQL: each command is a transaction of its own, without threads. Actions are plain functions here too: while a
statement is on its way, the greenlet that waits for it is put aside, and the loop goes on.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine
from datetime import datetime
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, Select, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from server.errors import Temporary
from server.storage.database import Database, Outcome, Waiting, as_refusal
from server.storage.event_log import Publication, append

WRITERS = 8
READERS = 4
STATEMENTS = 1024
"""So many stay prepared on each connection."""
# A deadlock, a failed serialization, a lock that was not to be had: somebody else held what we needed.
WORTH_ANOTHER_TRY = frozenset({"40P01", "40001", "55P03"})

OF_LIBPQ_ALONE = (
    *(
        "channel_binding",
        "client_encoding",
        "connect_timeout",
        "fallback_application_name",
        "gssencmode",
        "load_balance_hosts",
    ),
    *("keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "tcp_user_timeout"),
)
"""Parameters of an address that hosts of databases like to write and only psycopg understands."""

NOW = text("SELECT clock_timestamp()")
SHIFTED_NOW = text("SELECT clock_timestamp() + shift * interval '1 microsecond' FROM site")


def postgres_url(text: str) -> URL:
    """The usual `postgresql://…`, with the driver named that administration uses."""
    return make_url(text).set(drivername="postgresql+psycopg")


def dsn_of(url: URL) -> str:
    """The usual `postgresql://…` again, for asyncpg, without what it would take for settings of the server."""
    return url.set(drivername="postgresql").difference_update_query(OF_LIBPQ_ALONE).render_as_string(hide_password=False)


def postgres_engine(url: URL) -> Engine:
    """For administration, which comes and goes."""
    return create_engine(url, poolclass=NullPool, connect_args={"options": "-c lock_timeout=2s"}, hide_parameters=True)


def of_snapshots(engine: Engine) -> Engine:
    """Each transaction sees one moment of the database, and changes nothing."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


# The same, said to the server: an engine that says it asks its listeners at each statement.
SNAPSHOTS = {"default_transaction_isolation": "repeatable read", "default_transaction_read_only": "on"}


def _serving_engine(url: URL, pool_size: int, **settings: str) -> AsyncEngine:
    return create_async_engine(
        "postgresql+asyncpg://",
        pool_size=pool_size,
        max_overflow=0,
        connect_args={
            "dsn": dsn_of(url),
            "prepared_statement_cache_size": STATEMENTS,
            "server_settings": {"lock_timeout": "2s", "jit": "off", **settings},
        },
        hide_parameters=True,  # what people write is not for the server's log
    )


class PostgresDatabase(Database):
    def __init__(self, url: URL, find_me: Select[Any], may_shift: bool = False, demo: bool = False) -> None:
        super().__init__(postgres_engine(url), find_me, may_shift, demo)
        self.url = url
        self.serving = _serving_engine(url, WRITERS)
        self._snapshots = _serving_engine(url, READERS, **SNAPSHOTS)
        self._queries: deque[Waiting] = deque()
        self._reading = 0
        self._going: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        if self._going:
            await asyncio.wait(self._going)
        await self.serving.dispose()
        await self._snapshots.dispose()
        self.engine.dispose()

    def _ask(self, query: Waiting) -> None:
        self._queries.append(query)
        if self._reading < READERS:
            self._reading += 1
            self._go(self._read_batches())

    def _enqueue(self, command: Waiting) -> None:
        self._go(self._write(command))

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        going = asyncio.create_task(work)
        self._going.add(going)
        going.add_done_callback(self._going.discard)

    def _clock(self, connection: Connection) -> datetime:
        now: datetime = connection.execute(SHIFTED_NOW if self._may_shift else NOW).scalar_one()
        return now

    async def _read_batches(self) -> None:
        """One of a few tasks. Each takes its share of what waits: the others' share need not wait for a slow query."""
        try:
            while self._queries:
                share = -(-len(self._queries) // READERS)
                await self._read_batch([self._queries.popleft() for _ in range(share)])
        finally:
            self._reading -= 1

    async def _read_batch(self, batch: list[Waiting]) -> None:
        again = True
        while batch:
            done: list[Outcome] = []
            try:
                async with self._snapshots.connect() as connection:
                    await connection.run_sync(self._answer, batch, done)
            except DBAPIError as trouble:  # after one that failed the transaction answers nobody any more
                if not (again and trouble.connection_invalidated):
                    done += [Outcome(query.future, trouble=trouble) for query in batch[len(done) :][:1]]
                again = False
            except Exception as trouble:
                done += [Outcome(query.future, trouble=trouble) for query in batch[len(done) :]]
            self._settle(done)
            batch = batch[len(done) :]

    def _answer(self, connection: Connection, batch: list[Waiting], done: list[Outcome]) -> None:
        for query in batch:
            try:
                outcome = Outcome(query.future, query.action(self._tx(connection, query.caller)))
            except DBAPIError:
                raise
            except Exception as trouble:
                outcome = Outcome(query.future, trouble=trouble)
            done.append(outcome)

    async def _write(self, command: Waiting) -> None:
        publications: list[Publication] = []
        try:
            result, publications = await self._transact(command)
        except Exception as trouble:
            outcome = Outcome(command.future, trouble=as_refusal(trouble))
        else:
            outcome = Outcome(command.future, result)
        self._hand_over([outcome], publications)

    async def _transact(self, command: Waiting) -> tuple[Any, list[Publication]]:
        """Again where that is sure to be the first time: an action has no side effects, and nothing was committed."""
        for again in (True, True, False):
            committing = False
            try:
                async with self.serving.connect() as connection:
                    done = await connection.run_sync(self._carry_out, command)
                    committing = True
                    await connection.commit()
                return done
            except DBAPIError as trouble:
                cut_off = trouble.connection_invalidated and not committing
                if not cut_off and getattr(trouble.orig, "sqlstate", None) not in WORTH_ANOTHER_TRY:
                    raise
                if not again:
                    raise Temporary from trouble
        raise AssertionError("the last try returns or raises")

    def _carry_out(self, connection: Connection, command: Waiting) -> tuple[Any, list[Publication]]:
        tx = self._tx(connection, command.caller)
        return command.action(tx), append(connection, tx.emitted)
