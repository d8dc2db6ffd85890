"""Who is of the demo's cast: rows with a mark that nobody can give themselves."""

from sqlalchemy import bindparam, func, select

from server.errors import Refusal
from server.people.tables import Person
from server.storage.tx import Tx

NO_PASSWORD = "of the demo"
"""In place of a password's hash: no password is right for it, and no way of registering writes it.

Whoever makes such an account their own, by a password or as an operator, leaves the cast by that.
"""

CAST = select(Person).where(Person.password_hash == NO_PASSWORD, Person.is_operator.is_(False)).order_by(Person.id)
MEMBER = CAST.where(Person.id == bindparam("person"))
OF_THE_CAST = select(func.count()).where(Person.password_hash == NO_PASSWORD, Person.is_operator.is_(False))
OTHERS = select(func.count()).select_from(Person).where((Person.password_hash != NO_PASSWORD) | Person.is_operator.is_(True))


class NotAvailable(Refusal):
    def __init__(self) -> None:
        super().__init__("not_available", "This site is no demo, so that is not possible here.")


def only_in_a_demo(tx: Tx) -> None:
    if not tx.demo:
        raise NotAvailable
