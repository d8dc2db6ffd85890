"""Who is asking: a token's session, and whether that session still stands. Used by sockets and HTTP alike."""

import hashlib

from sqlalchemy import bindparam, select

from server.messages import Caller
from server.people.tables import Person, Session
from server.storage.tx import Tx

ME = select(Person).where(Person.id == bindparam("me"))
FIND_SESSION = select(Session).where(Session.token_hash == bindparam("hashed"), Session.ended_at.is_(None))
STANDS = select(Session.id).where(
    Session.id == bindparam("session"), Session.person_id == bindparam("me"), Session.ended_at.is_(None)
)


OF_THE_DEMO = "demo."
"""How the tokens begin that a demo gives to whoever asks. They count only as long as the site is one."""


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def authenticate(tx: Tx, token: str) -> Caller | None:
    """Whom a token stands for, at the address of the transaction's own caller. None if for nobody, or no more."""
    if not token.isascii() or (token.startswith(OF_THE_DEMO) and not tx.demo):
        return None
    session = tx.find(FIND_SESSION, hashed=hash_of(token))
    return Caller(session.person_id, session.id, tx.caller.address) if session else None


def session_stands(tx: Tx) -> bool:
    """Whether the caller's session has not been ended meanwhile. False without one."""
    return tx.value(STANDS, session=tx.caller.session, me=tx.caller.person) is not None
