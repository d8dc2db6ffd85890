"""What every table is made of, and the tables that storage itself needs."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcTime(TypeDecorator[datetime]):
    """An aware time in UTC. SQLite forgets the zone, so a naive time is refused on the way in on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite numbers rows by itself only in a column that is exactly INTEGER, which holds 64 bits there.
BigId = BigInteger().with_variant(Integer(), "sqlite")


class Table(DeclarativeBase):
    """Typed columns for Core statements. There is no ORM session anywhere: rows in, rows out."""

    # One naming rule on both databases, so that migrations can name what they change.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime, int: BigId, bytes: LargeBinary, str: String}  # noqa: RUF012


class Channel(Table):
    """How far a channel's log has come. `head` is the hash of its last event."""

    __tablename__ = "channel"

    name: Mapped[str] = mapped_column(primary_key=True)
    top: Mapped[int]
    head: Mapped[bytes]


class LoggedEvent(Table):
    """One event of one channel: outbox, replay, audit trail and evidence at once.

    `body` is the exact JSON that was sent. `digest` is SHA-256(salt, body), kept when the law wants body and salt gone.
    `recheck` asks who may still subscribe: a person's id, 0 for all, nothing for no one.
    """

    __tablename__ = "event"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    channel: Mapped[str] = mapped_column(primary_key=True)
    offset: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes | None]
    salt: Mapped[bytes | None]
    digest: Mapped[bytes]
    hash: Mapped[bytes]
    recheck: Mapped[int | None]


class Idempotency(Table):
    """The answer given to a person's command under a key, kept for 30 days."""

    __tablename__ = "idempotency"

    person: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    command: Mapped[str]
    digest: Mapped[bytes]
    result: Mapped[bytes | None]
    claimed_at: Mapped[datetime] = mapped_column(index=True)


class Site(Table):
    """One row. `epoch` names this life of the logs; `shift` moves the clock, in microseconds, outside production."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[str]
    shift: Mapped[int]
