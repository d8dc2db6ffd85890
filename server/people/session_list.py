"""Where one is signed in: the sessions that still stand, the newest first."""

from datetime import datetime

from sqlalchemy import bindparam, select

from server.messages import Message, Position, Query, Result
from server.people.tables import Session
from server.storage.tx import Tx


class ListSessions(Query):
    pass


class SessionEntry(Message):
    session: int
    current: bool
    address: str
    started_at: datetime


class SessionList(Result):
    sessions: list[SessionEntry]
    positions: dict[str, Position]


MINE = (
    select(Session)
    .where(Session.person_id == bindparam("me"), Session.ended_at.is_(None))
    .order_by(Session.created_at.desc(), Session.id.desc())
)


def list_sessions(tx: Tx, query: ListSessions) -> SessionList:
    sessions = [
        SessionEntry(
            session=session.id,
            current=session.id == tx.caller.session,
            address=session.address,
            started_at=session.created_at,
        )
        for session in tx.all(MINE, me=tx.person)
    ]
    return SessionList(sessions=sessions, positions=tx.positions([f"person:{tx.person}"]))
