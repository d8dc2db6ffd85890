"""Reading the log for the real-time engine, on connections of its own, so that a mass reconnect queues behind nobody.

One statement a read, compiled once, straight through the async driver: measured, a fraction of the cost of a thread.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiosqlite
import asyncpg
from sqlalchemy import URL, Dialect, Select, bindparam, func, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from server.storage.event_log import ERASED, Publication
from server.storage.postgres import dsn_of
from server.storage.tables import Channel, LoggedEvent

MOST_EVENTS = 1024
CONNECTIONS = 4
EPOCH = "SELECT epoch FROM site"
SQLITE: Dialect = sqlite.dialect(paramstyle="named")
POSTGRES: Dialect = postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some of a channel's events in ascending order, and where the log stood in the same snapshot."""

    top: int
    publications: Sequence[Publication]


def _page(*, backward: bool) -> Select[Any]:
    beyond = LoggedEvent.offset < bindparam("edge") if backward else LoggedEvent.offset > bindparam("edge")
    order = LoggedEvent.offset.desc() if backward else LoggedEvent.offset
    near = (
        select(LoggedEvent.offset, LoggedEvent.body, LoggedEvent.recheck)
        .where(LoggedEvent.channel == bindparam("channel"), beyond)
        .order_by(order)
        .limit(bindparam("most"))
        .subquery()
    )
    size = func.coalesce(func.length(near.c.body), literal_column("0"))
    # The size of what comes before an event, so that the first one is always there, however large.
    nearest_first = near.c.offset.desc() if backward else near.c.offset
    sized = select(near, (func.sum(size).over(order_by=nearest_first) - size).label("before")).subquery()
    return (
        select(Channel.top, sized.c.offset, sized.c.body, sized.c.recheck)
        .join(sized, sized.c.before < bindparam("bytes"), isouter=True)
        .where(Channel.name == bindparam("channel"))
        .order_by(sized.c.offset)
    )


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement's text for one driver, the binds that the dialect put in by itself, and the order of them all."""

    text: str
    binds: dict[str, Any]
    order: Sequence[str]

    @classmethod
    def of(cls, statement: Select[Any], dialect: Dialect) -> "Compiled":
        compiled = statement.compile(dialect=dialect)
        binds = {name: value for name, value in compiled.params.items() if value is not None}
        return cls(str(compiled), binds, getattr(compiled, "positiontup", None) or ())


class LogReader(ABC):
    """Pages of one channel's log and the tops of many. The epoch is the database's."""

    @abstractmethod
    async def open(self) -> None: ...

    @abstractmethod
    async def close(self) -> None: ...

    @abstractmethod
    async def _page(self, backward: bool, binds: dict[str, Any]) -> list[Any]: ...

    @abstractmethod
    async def tops(self, channels: Sequence[str]) -> dict[str, int]:
        """The tops of those channels that have events: one statement, however many."""

    @abstractmethod
    async def epoch(self) -> str:
        """Which life of the logs this is now."""

    async def after(self, channel: str, offset: int, most: int = MOST_EVENTS, size: int = 2**18) -> LogPage:
        """The first events beyond an offset, up to `most` of them and about `size` bytes."""
        return self._read(channel, await self._page(False, self._binds(channel, offset, most, size)))

    async def before(self, channel: str, offset: int, most: int = MOST_EVENTS, size: int = 2**18) -> LogPage:
        """The last events below an offset, in ascending order too, within the same bounds."""
        return self._read(channel, await self._page(True, self._binds(channel, offset, most, size)))

    @staticmethod
    def _binds(channel: str, offset: int, most: int, size: int) -> dict[str, Any]:
        return {"channel": channel, "edge": offset, "most": most, "bytes": size}

    @staticmethod
    def _read(channel: str, rows: list[Any]) -> LogPage:
        publications = [
            Publication(channel, offset, ERASED if body is None else bytes(body), recheck)
            for _, offset, body, recheck in rows
            if offset is not None
        ]
        return LogPage(rows[0][0] if rows else 0, publications)


class SqliteLogReader(LogReader):
    PAGES = {  # noqa: RUF012
        backward: Compiled.of(_page(backward=backward), SQLITE) for backward in (False, True)
    }
    TOPS = "SELECT name, top FROM channel WHERE name IN (SELECT value FROM json_each(?))"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: aiosqlite.Connection | None = None

    async def open(self) -> None:
        self._connection = await aiosqlite.connect(self._path, isolation_level=None)
        await self._connection.execute("PRAGMA query_only=ON")

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def _page(self, backward: bool, binds: dict[str, Any]) -> list[Any]:
        assert self._connection is not None
        page = self.PAGES[backward]
        return list(await self._connection.execute_fetchall(page.text, page.binds | binds))

    async def tops(self, channels: Sequence[str]) -> dict[str, int]:
        assert self._connection is not None
        rows: Any = await self._connection.execute_fetchall(self.TOPS, (json.dumps(channels),))
        return dict(rows)

    async def epoch(self) -> str:
        assert self._connection is not None
        ((epoch,),) = await self._connection.execute_fetchall(EPOCH)
        return str(epoch)


class PostgresLogReader(LogReader):
    PAGES = {  # noqa: RUF012
        backward: Compiled.of(_page(backward=backward), POSTGRES) for backward in (False, True)
    }
    TOPS = "SELECT name, top FROM channel WHERE name = ANY($1::text[])"

    def __init__(self, url: URL) -> None:
        self._dsn = dsn_of(url)
        self._pool: asyncpg.Pool | None = None

    async def open(self) -> None:
        # A read leaves nothing behind on its connection that would have to be reset.
        self._pool = await asyncpg.create_pool(self._dsn, min_size=1, max_size=CONNECTIONS, reset=_nothing)

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    async def _fetch(self, statement: str, *binds: Any) -> list[Any]:
        assert self._pool is not None
        try:
            return list(await self._pool.fetch(statement, *binds))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):  # PostgreSQL was away, perhaps for a moment only
            return list(await self._pool.fetch(statement, *binds))

    async def _page(self, backward: bool, binds: dict[str, Any]) -> list[Any]:
        page = self.PAGES[backward]
        return await self._fetch(page.text, *[(page.binds | binds)[name] for name in page.order])

    async def tops(self, channels: Sequence[str]) -> dict[str, int]:
        return dict(await self._fetch(self.TOPS, list(channels)))

    async def epoch(self) -> str:
        ((epoch,),) = await self._fetch(EPOCH)
        return str(epoch)


async def _nothing(connection: object) -> None: ...
