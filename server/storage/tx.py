"""One transaction, as an action sees it: find, lock, check, write, emit. It commits nothing and publishes nothing."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Insert, Row, Select, bindparam, select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import ReturningInsert, UpdateBase

from server.errors import ChangedMeanwhile, NotFound, NotSignedIn
from server.messages import Author, Caller, Event, Position
from server.storage.event_log import Emitted
from server.storage.tables import Channel

T = TypeVar("T")

TOPS = select(Channel.name, Channel.top, Channel.head).where(Channel.name.in_(bindparam("names", expanding=True)))


@lru_cache(maxsize=4096)
def binds_of(statement: Any) -> frozenset[str]:
    """The binds of a statement that its caller must name. Statements are module-level constants, so each is asked once."""
    elements: Iterable[Any] = visitors.iterate(statement)
    return frozenset(each.key for each in elements if each.__visit_name__ == "bindparam" and each.required)


def check_binds(statement: Any, given: dict[str, Any]) -> dict[str, Any]:
    # An INSERT takes its columns by name. In an UPDATE a bind too many that is named like a column would be written.
    if not isinstance(statement, Insert) and binds_of(statement) != given.keys():
        raise TypeError(f"binds {sorted(binds_of(statement))} were given {sorted(given)}")
    return given


class Tx:
    """What is done in it happens wholly or not at all. Statements are built once, at module level, with `bindparam`."""

    __slots__ = (
        *("_clock", "_connection", "_epoch", "_find_me", "_me", "_now"),
        *("caller", "demo", "emitted", "key", "may_shift"),
    )

    def __init__(
        self,
        connection: Connection,
        caller: Caller,
        clock: Callable[[Connection], datetime],
        find_me: Select[Any],
        epoch: str,
        may_shift: bool,
        demo: bool = False,
    ) -> None:
        self.caller = caller
        self.key: str | None = None
        self.emitted: list[Emitted] = []
        self.may_shift = may_shift
        self.demo = demo
        self._connection = connection
        self._clock = clock
        self._find_me = find_me
        self._epoch = epoch
        self._me: Any = None
        self._now: datetime | None = None

    def told(self, caller: Caller, moment: datetime) -> "Tx":
        """This transaction, as somebody else at another moment: for telling a past that a demonstration needs.

        Only where the clock may be moved. Tell it in the order of time, because the log keeps the order of telling.
        """
        if not self.may_shift:
            raise RuntimeError("a site in production has no other past than its own")
        told = Tx(self._connection, caller, lambda connection: moment, self._find_me, self._epoch, True, self.demo)
        told.emitted = self.emitted
        return told

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`, for the few statements that differ."""
        return self._connection.dialect.name

    @property
    def person(self) -> int:
        """The id of whoever asks. Refuses not_signed_in."""
        if self.caller.person is None:
            raise NotSignedIn
        return self.caller.person

    @property
    def me(self) -> Any:
        """The row of whoever asks, read once. Refuses not_signed_in."""
        if self._me is None:
            self._me = self.found(self._find_me, me=self.person)
        return self._me

    @property
    def now(self) -> datetime:
        """The database's clock, the same all through the transaction. Read it after the first lock: it waits for nobody."""
        if self._now is None:
            self._now = self._clock(self._connection)
        return self._now

    def find(self, statement: Select[T], **binds: Any) -> T | None:
        """The one row that there may be, typed as its table's class: a Core row of `select(Bid)` reads like a `Bid`."""
        row: Any = self._connection.execute(statement, check_binds(statement, binds)).one_or_none()
        return row  # type: ignore[no-any-return]

    def found(self, statement: Select[T], **binds: Any) -> T:
        """The one row that there must be. Refuses not_found."""
        row = self.find(statement, **binds)
        if row is None:
            raise NotFound
        return row

    def all(self, statement: Select[T], **binds: Any) -> Sequence[T]:
        rows: Any = self._connection.execute(statement, check_binds(statement, binds)).all()
        return rows  # type: ignore[no-any-return]

    def rows(self, statement: Select[*tuple[Any, ...]], **binds: Any) -> Sequence[Row[*tuple[Any, ...]]]:
        """For a select of several columns, or one that is built for its caller's filters."""
        return self._connection.execute(statement, check_binds(statement, binds)).all()

    def value(self, statement: Select[T] | ReturningInsert[T], **binds: Any) -> T | None:
        """The first column of the first row: a count, an id."""
        return self._connection.execute(statement, check_binds(statement, binds)).scalar()

    def add(self, statement: ReturningInsert[int], **columns: Any) -> int:
        """Inserts one row and returns its id."""
        return self._connection.execute(statement, columns).scalar_one()

    def add_all(self, statement: Insert, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(statement, rows)

    def one(self, statement: UpdateBase, **binds: Any) -> None:
        """A change that must hit exactly one row. Refuses changed_meanwhile: somebody else was first."""
        if self.change(statement, **binds) != 1:
            raise ChangedMeanwhile

    def change(self, statement: UpdateBase, **binds: Any) -> int:
        """A change of any number of rows. Returns how many."""
        return self._connection.execute(statement, check_binds(statement, binds)).rowcount

    def emit(self, channel: str, event: Event, recheck: int | None = None) -> None:
        """Tells a channel's audience what happened, once this transaction is committed.

        `recheck` makes every process ask again who may subscribe when it delivers this event: a person's id, or 0 for all.
        """
        author = Author(id=self.me.id, name=self.me.name) if self.caller.person is not None else None
        self.emitted.append(Emitted(channel, event.stamped(self.now, author, self.key), recheck))

    def positions(self, names: Iterable[str]) -> dict[str, Position]:
        """Where these channels stand in this very snapshot. A channel without events stands at 0."""
        wanted = sorted(names)
        tops = {row.name: row for row in self.rows(TOPS, names=wanted)}
        return {
            name: Position(
                offset=tops[name].top if name in tops else 0,
                epoch=self._epoch,
                head=tops[name].head.hex() if name in tops else "00" * 32,
            )
            for name in wanted
        }
