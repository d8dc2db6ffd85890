"""Accounts and their sessions. Who has signed in is a row, so that it can be revoked."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.tables import Table


class Person(Table):
    """One account, for hiring and for working. `mailbox` is the normalised e-mail; `rate` is in minor units an hour."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    mailbox: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    name: Mapped[str]
    headline: Mapped[str]
    about: Mapped[str]
    skills: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON)
    rate: Mapped[int | None]
    currency: Mapped[str]
    time_zone: Mapped[str]
    is_operator: Mapped[bool]
    created_at: Mapped[datetime]


class Session(Table):
    """One sign-in. Of its token only the SHA-256 is kept."""

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    address: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
