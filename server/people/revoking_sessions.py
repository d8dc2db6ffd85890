"""Ending one of one's own sessions, such as that of a lost phone."""

from server.errors import NotFound
from server.messages import Command, Id
from server.people.sessions import end_session
from server.storage.tx import Tx


class RevokeSession(Command):
    session: Id


def revoke_session(tx: Tx, command: RevokeSession) -> None:
    if not end_session(tx, command.session):
        raise NotFound("This session")
