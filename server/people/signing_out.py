"""Signing out: ends the session one asks with, and no other."""

from server.errors import NotSignedIn
from server.messages import Command
from server.people.sessions import end_session
from server.storage.tx import Tx


class SignOut(Command):
    pass


def sign_out(tx: Tx, command: SignOut) -> None:
    if tx.caller.session is None or not end_session(tx, tx.caller.session):
        raise NotSignedIn
