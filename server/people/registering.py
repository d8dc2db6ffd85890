"""Opening an account, which signs in at once."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from server.errors import Fault, Refusal
from server.messages import KeylessCommand
from server.people.addresses import Email, mailbox
from server.people.currencies import DEFAULT_CURRENCY
from server.people.passwords import NewPassword, hash_password
from server.people.sessions import SignedIn, start_session
from server.people.tables import Person
from server.people.texts import Name
from server.storage.tx import Tx


class Register(KeylessCommand):
    email: Email
    password: NewPassword
    name: Name


class EmailTaken(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "email_taken",
            "email: there is an account with this address already. Sign in with it instead.",
            [Fault("email", "there is an account with this address already")],
        )


TAKEN = select(Person.id).where(Person.mailbox == bindparam("box"))
# Of two at once one finds the other's row, where a plain INSERT would fail and be taken for our own mistake.
ADD = {
    "sqlite": sqlite.insert(Person).on_conflict_do_nothing().returning(Person.id),
    "postgresql": postgresql.insert(Person).on_conflict_do_nothing().returning(Person.id),
}


def before_registering(tx: Tx, command: Register) -> Callable[[], str]:
    if tx.value(TAKEN, box=mailbox(command.email)) is not None:
        raise EmailTaken
    return partial(hash_password, command.password)


def register(tx: Tx, command: Register, password_hash: str) -> SignedIn:
    person = tx.value(
        ADD[tx.dialect],
        email=command.email,
        mailbox=mailbox(command.email),
        password_hash=password_hash,
        name=command.name,
        headline="",
        about="",
        skills=[],
        languages=[],
        rate=None,
        currency=DEFAULT_CURRENCY,
        time_zone="UTC",
        is_operator=False,
        created_at=tx.now,
    )
    if person is None:
        raise EmailTaken
    return start_session(tx, person)
