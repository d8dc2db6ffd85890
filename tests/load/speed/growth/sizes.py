"""Sites of several sizes, which differ from the smallest in one thing."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from tests.load.speed.growth.growth import TIMES
from tests.load.speed.ours import Speedway

SUBSCRIBERS, JOBS, STORED = 250, 300, 1000
FOLLOWED = 1 / 20
BIDDERS = 32


@dataclass(frozen=True)
class Size:
    """`grew` is what is so many times as much as in the smallest, which stands in every row."""

    site: Speedway
    grew: Sequence[tuple[str, int]]
    subscribers: int = SUBSCRIBERS
    jobs: int = JOBS

    def __str__(self) -> str:
        what, times = self.grew[-1]
        return f"{times} × {what}"


def sizes(stack: ExitStack, people: int, create_database: Callable[[], str] | None = None) -> list[Size]:
    """Of channels and stored events, on SQLite unless databases can be created. Two sites of each beside the smallest."""

    def site(jobs: int = JOBS, told: int = STORED) -> Speedway:
        return stack.enter_context(Speedway(people, jobs, told, create_database() if create_database else None))

    channels = f"channels: {_each(JOBS)}; one in twenty of them followed"
    stored = f"stored events: {_each(STORED)}"
    _, *more = TIMES
    return [
        Size(site(), [(channels, 1), (stored, 1)]),
        *(Size(site(jobs=times * JOBS), [(channels, times)], jobs=times * JOBS) for times in more),
        *(Size(site(told=times * STORED), [(stored, times)]) for times in more),
    ]


def with_subscribers(smallest: Size) -> list[Size]:
    """The same site with more and more people who are connected."""
    what = f"subscribers: {_each(SUBSCRIBERS)}"
    _, *more = TIMES
    return [
        Size(smallest.site, [*smallest.grew, (what, 1)]),
        *(Size(smallest.site, [(what, times)], subscribers=times * SUBSCRIBERS) for times in more),
    ]


def _each(one: int) -> str:
    return ", ".join(f"{times * one:,}" for times in TIMES)
