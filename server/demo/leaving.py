"""Emptying the demo's market, so that the site can become somebody's own. The schema and the categories stay."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, update

from server.demo.cast import OF_THE_CAST, OTHERS
from server.errors import NotAllowed
from server.storage.migrate import restored
from server.storage.tables import Site, Table

KEPT = frozenset({"site", "category"})
"""What is no part of the market: the site's own row, and the tree of categories."""


@dataclass(frozen=True, slots=True)
class Population:
    cast: int
    others: int


def population(connection: Connection) -> Population:
    return Population(connection.execute(OF_THE_CAST).scalar_one(), connection.execute(OTHERS).scalar_one())


def check_leaving(connection: Connection, *, everybody: bool, production: bool) -> Population:
    """Refuses where there is no demo, and where people would be lost who are not of its cast."""
    there = population(connection)
    if there.cast == 0:
        raise NotAllowed("There is no demo market in this database, so there is nothing to leave.")
    if there.others and production:
        raise NotAllowed(
            f"{_people(there.others)} registered here besides the demo's cast, and this site is in production. "
            "Their records and the demo's are one, so they cannot be kept: nothing was removed."
        )
    if there.others and not everybody:
        raise NotAllowed(
            f"{_people(there.others)} registered here besides the demo's cast. Their bids and jobs are in one record with "
            "the demo's, so they would be removed as well. If you want that, say `bidroom demo leave --everybody`."
        )
    return there


def leave(connection: Connection, *, everybody: bool, production: bool) -> str:
    """Removes all people and all they ever did. Returns the new epoch: positions of before count no more."""
    check_leaving(connection, everybody=everybody, production=production)
    for table in reversed(Table.metadata.sorted_tables):
        if table.name not in KEPT:
            connection.execute(delete(table))
    connection.execute(update(Site).values(shift=0))
    return restored(connection)


def _people(count: int) -> str:
    return "One person has" if count == 1 else f"{count} people have"
