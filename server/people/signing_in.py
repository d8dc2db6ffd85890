"""Signing in. A wrong password and an unknown address are one answer, and take equally long."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import bindparam, select, update

from server.errors import Refusal
from server.messages import KeylessCommand
from server.people.addresses import Email, mailbox
from server.people.passwords import Password, Proof, prove
from server.people.sessions import SignedIn, start_session
from server.people.tables import Person
from server.storage.tx import Tx


class SignIn(KeylessCommand):
    email: Email
    password: Password


class WrongCredentials(Refusal):
    def __init__(self) -> None:
        super().__init__("wrong_credentials", "There is no account with this e-mail address and password.")


HASH = select(Person.password_hash).where(Person.mailbox == bindparam("box"))
PROVEN = select(Person.id).where(Person.mailbox == bindparam("box"), Person.password_hash == bindparam("proven"))
RENEW = (
    update(Person)
    .where(Person.id == bindparam("person"), Person.password_hash == bindparam("proven"))
    .values(password_hash=bindparam("renewed"))
)


def before_signing_in(tx: Tx, command: SignIn) -> Callable[[], Proof | None]:
    return partial(prove, command.password, tx.value(HASH, box=mailbox(command.email)))


def sign_in(tx: Tx, command: SignIn, proof: Proof | None) -> SignedIn:
    if proof is None:
        raise WrongCredentials
    # The password may have been changed while the old one was being checked.
    person = tx.value(PROVEN, box=mailbox(command.email), proven=proof.hash)
    if person is None:
        raise WrongCredentials
    if proof.renewed is not None:
        tx.change(RENEW, person=person, proven=proof.hash, renewed=proof.renewed)
    return start_session(tx, person)
