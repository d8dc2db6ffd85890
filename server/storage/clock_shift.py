"""Moving the site's clock, so that tests and demonstrations can see next week today. Never in production."""

from datetime import timedelta

from sqlalchemy import bindparam, select, update

from server.errors import NotAllowed
from server.storage.tables import Site
from server.storage.tx import Tx

SHIFT = select(Site.shift)
MOVE = update(Site).values(shift=bindparam("microseconds"))


def shift_clock(tx: Tx, by: timedelta) -> timedelta:
    """Moves the clock on and returns how far it is from real time now. Refuses not_allowed in production."""
    if not tx.may_shift:
        raise NotAllowed("The clock of a site in production cannot be moved.")
    shift = timedelta(microseconds=tx.value(SHIFT) or 0) + by
    tx.one(MOVE, microseconds=shift // timedelta(microseconds=1))
    return shift
