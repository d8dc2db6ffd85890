"""Starting and ending a sign-in. Ending it makes every process ask again, which closes that session's sockets."""

import secrets
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, insert, update

from server.messages import Event, Result
from server.people.authentication import OF_THE_DEMO, hash_of
from server.people.tables import Session
from server.people.unsigned import Unsigned
from server.storage.tx import Tx


class SessionStarted(Unsigned):
    """Unsigned, because whoever signs in may still be signed in as somebody else."""

    type: Literal["session.started"] = "session.started"
    session: int
    address: str
    started_at: datetime


class SessionEnded(Event):
    type: Literal["session.ended"] = "session.ended"
    session: int


class SignedIn(Result):
    """`token` is shown this once. A browser gets it as a cookie as well."""

    token: str
    person: int


ADD = insert(Session).returning(Session.id)
END = (
    update(Session)
    .where(Session.id == bindparam("session"), Session.person_id == bindparam("me"), Session.ended_at.is_(None))
    .values(ended_at=bindparam("instant"))
)


def start_session(tx: Tx, person: int, *, of_the_demo: bool = False) -> SignedIn:
    """`of_the_demo`: many share this account, so nobody's address is kept in it."""
    token = (OF_THE_DEMO if of_the_demo else "") + secrets.token_urlsafe(32)
    address = "" if of_the_demo else tx.caller.address
    session = tx.add(ADD, person_id=person, token_hash=hash_of(token), address=address, created_at=tx.now)
    tx.emit(f"person:{person}", SessionStarted(session=session, address=address, started_at=tx.now))
    return SignedIn(token=token, person=person)


def end_session(tx: Tx, session: int) -> bool:
    """Ends one of the caller's sessions. False if they have no such session, or none that still stands."""
    if tx.change(END, session=session, me=tx.person, instant=tx.now) != 1:
        return False
    tx.emit(f"person:{tx.person}", SessionEnded(session=session), recheck=tx.person)
    return True
