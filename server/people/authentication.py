"""Who is asking: a token's session, and whether that session still stands. Used by sockets and HTTP alike."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from server.messages import Author
from server.people.tables import Person, Session
from server.storage.tx import Tx

ME = select(Person).where(Person.id == bindparam("me"))
FIND_SESSION = (
    select(Session.id, Session.person_id, Person.name)
    .join(Person, Person.id == Session.person_id)
    .where(Session.token_hash == bindparam("hashed"), Session.ended_at.is_(None))
)
STANDS = select(Session.id).where(
    Session.id == bindparam("session"), Session.person_id == bindparam("me"), Session.ended_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom a token stands for, and how others see them."""

    session: int
    author: Author


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def authenticate(tx: Tx, token: str) -> Standing | None:
    """None where the token stands for nobody, or for nobody any more."""
    if not token.isascii():
        return None
    found = tx.rows(FIND_SESSION, hashed=hash_of(token))
    if not found:
        return None
    session, person, name = found[0]
    return Standing(session, Author(id=person, name=name))


def session_stands(tx: Tx) -> bool:
    """Whether the caller's session has not been ended meanwhile. False without one."""
    return tx.value(STANDS, session=tx.caller.session, me=tx.caller.person) is not None
