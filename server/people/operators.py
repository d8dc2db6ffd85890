"""The site's staff: who is of it, and how the command line makes the first one."""

from sqlalchemy import bindparam, select, update

from server.errors import NotAllowed, Refusal
from server.people.addresses import mailbox
from server.people.authentication import ME
from server.people.profiles import ProfileUpdated, profile_of
from server.people.tables import Person
from server.storage.tx import Tx

BY_MAILBOX = select(Person.id).where(Person.mailbox == bindparam("box"))
PROMOTE = update(Person).where(Person.id == bindparam("person")).values(is_operator=True)


def only_operators(tx: Tx) -> None:
    if not tx.me.is_operator:
        raise NotAllowed("Only the site's operators may do this.")


def add_operator(tx: Tx, email: str) -> int:
    """Makes a registered person an operator, as `bidroom operator add` does. Returns their id."""
    person = tx.value(BY_MAILBOX, box=mailbox(email))
    if person is None:
        raise Refusal("not_found", f"Nobody has registered as {email.strip()} yet. Register on the site first.")
    tx.one(PROMOTE, person=person)
    tx.emit(f"person:{person}", ProfileUpdated(profile=profile_of(tx.found(ME, me=person))))
    return person
