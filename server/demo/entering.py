"""Being one of the demo's people for a while, without a password. Refused for everybody else, and wherever is no demo."""

from server.demo.cast import MEMBER, only_in_a_demo
from server.errors import NotFound
from server.messages import Id, KeylessCommand
from server.people.sessions import SignedIn, start_session
from server.storage.tx import Tx


class EnterDemo(KeylessCommand):
    """Signs in as a member of the cast, as `demo.status` lists them. Others may be the same one at the same time."""

    person: Id


def enter_demo(tx: Tx, command: EnterDemo) -> SignedIn:
    only_in_a_demo(tx)
    if tx.find(MEMBER, person=command.person) is None:
        raise NotFound("This member of the demo's cast")
    return start_session(tx, command.person, of_the_demo=True)
