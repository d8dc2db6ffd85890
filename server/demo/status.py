"""Whether this site is a demo, whom one may be in it, and whether its people act by themselves."""

from server.demo.cast import CAST
from server.demo.market import PEOPLE
from server.demo.switching import CHANNEL, is_simulating
from server.messages import Message, Position, Query, Result
from server.storage.tx import Tx


class GetDemo(Query):
    """Answered everywhere: outside a demo the cast is empty."""


class CastMember(Message):
    """`works_in` are the categories in which they bid; who `hires` posts jobs. Some do both."""

    person: int
    name: str
    headline: str
    hires: bool
    works_in: list[str]


class DemoStatus(Result):
    demo: bool
    simulating: bool
    cast: list[CastMember]
    positions: dict[str, Position]


def get_demo(tx: Tx, query: GetDemo) -> DemoStatus:
    if not tx.demo:
        return DemoStatus(demo=False, simulating=False, cast=[], positions={})
    return DemoStatus(
        demo=True,
        simulating=is_simulating(tx),
        cast=[
            CastMember(person=row.id, name=row.name, headline=row.headline, hires=part.hires, works_in=list(part.works_in))
            for row in tx.all(CAST)
            if (part := PEOPLE.get(row.email)) is not None
        ],
        positions=tx.positions([CHANNEL]),
    )
