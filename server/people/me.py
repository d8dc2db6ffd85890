"""Oneself, as one's own pages need it from the first moment."""

from server.messages import Position, Query, Result
from server.people.profiles import Profile, profile_of
from server.storage.tx import Tx


class GetMe(Query):
    pass


class Me(Result):
    profile: Profile
    positions: dict[str, Position]


def get_me(tx: Tx, query: GetMe) -> Me:
    return Me(profile=profile_of(tx.me), positions=tx.positions([f"person:{tx.person}"]))
