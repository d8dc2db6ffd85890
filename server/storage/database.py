"""The door to storage for everything that is async: one call is one transaction, wherever the database runs it."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from prometheus_client import Histogram
from sqlalchemy import Connection, Engine, Select, select

from server.errors import Refusal, Temporary, TooMany
from server.messages import Caller
from server.storage.event_log import Publication
from server.storage.tables import Site
from server.storage.tx import Tx

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)

MOST_WAITING = 4096
MOST_READS_WAITING = 4096
EPOCH = select(Site.epoch)


class Waiting(NamedTuple):
    """A command or a query, on its way to a transaction."""

    caller: Caller
    action: Callable[[Tx], Any]
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command or a query came to, on its way back to whoever awaits it."""

    future: asyncio.Future[Any]
    result: Any = None
    trouble: BaseException | None = None


class Database(ABC):
    """Transactions on one of the two databases.

    `publish` is called on the event loop with committed events, in commit order within a channel's offsets or not at all.
    `find_me` finds the row of a person by the bind `me`. `may_shift` allows the clock to be moved, `demo` anybody to be one
    of the demo's people: never in production.
    """

    def __init__(self, engine: Engine, find_me: Select[Any], may_shift: bool, demo: bool) -> None:
        self.engine = engine
        self.epoch = ""
        self.publish: Callable[[list[Publication]], None] = lambda publications: None
        self._find_me = find_me
        self._may_shift = may_shift
        self._demo = demo
        self._waiting = 0
        self._reads_waiting = 0
        self.batches = Histogram(
            "bidroom_batch_commands", "Commands that shared one commit.", buckets=(1, 2, 4, 8, 16, 32, 64), registry=None
        )

    async def write(self, caller: Caller, action: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs an action and commits it. When this returns, the change is durable and its events have been published.

        Whoever stops waiting does not stop the transaction. Refuses too_many when thousands wait already.
        """
        if self._waiting >= MOST_WAITING:
            raise TooMany
        self._waiting += 1
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        future.add_done_callback(self._done_waiting)
        self._enqueue(Waiting(caller, lambda tx: action(tx, *args, **kwargs), future))
        return await asyncio.shield(future)

    async def read(self, caller: Caller, query: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs a query on one snapshot of the database. Refuses too_many when more wait than can be answered soon."""
        if self._reads_waiting >= MOST_READS_WAITING:
            raise TooMany
        self._reads_waiting += 1
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        try:
            self._ask(Waiting(caller, lambda tx: query(tx, *args, **kwargs), future))
            return await future
        finally:
            self._reads_waiting -= 1

    @property
    def waiting(self) -> int:
        """Commands that have not been answered yet."""
        return self._waiting

    async def open(self) -> None:
        """Reads what one needs before the first transaction. The database must have been migrated."""
        self.epoch = await asyncio.to_thread(self._read_epoch)

    def begin_anew(self, epoch: str) -> None:
        """Another process has put a backup back and renewed the epoch."""
        self.epoch = epoch

    @abstractmethod
    async def close(self) -> None:
        """Finishes what is waiting, then lets go of threads and connections."""

    @abstractmethod
    def _enqueue(self, command: Waiting) -> None: ...

    @abstractmethod
    def _ask(self, query: Waiting) -> None:
        """Queries that wait at the same time may share a snapshot, if it is begun after each of them was asked."""

    @abstractmethod
    def _clock(self, connection: Connection) -> datetime: ...

    def _tx(self, connection: Connection, caller: Caller) -> Tx:
        return Tx(connection, caller, self._clock, self._find_me, self.epoch, self._may_shift, self._demo)

    def _read_epoch(self) -> str:
        with self.engine.connect() as connection:
            return connection.execute(EPOCH).scalar_one()

    def _done_waiting(self, future: asyncio.Future[Any]) -> None:
        self._waiting -= 1
        if not future.cancelled():
            future.exception()  # read, so that a command whose asker left is not reported as never retrieved

    def _hand_over(self, outcomes: list[Outcome], publications: list[Publication]) -> None:
        """On the event loop: the events first, then the answers."""
        self.batches.observe(len(outcomes))
        if publications:
            self.publish(publications)
        self._settle(outcomes)

    @staticmethod
    def _settle(outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.future.done():
                continue
            if outcome.trouble is None:
                outcome.future.set_result(outcome.result)
            else:
                outcome.future.set_exception(outcome.trouble)


def as_refusal(trouble: BaseException) -> BaseException:
    """A refusal stays what it is; anything else is our bug, logged once and answered as such."""
    if isinstance(trouble, Refusal):
        return trouble
    log.error("an action failed", exc_info=trouble)
    return Temporary()
