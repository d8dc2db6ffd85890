"""`make bench`: everything, one after the other, or what is named: `python -m tests.load fanout storm --write a/page.md`.

What belongs to the page about speed is kept, so that the page can be written when only some parts of it were run again. The
page about the bad days is written by hand, from the tables that are printed.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import uvloop

from tests.load import balancers, drops, first_run, kills, screens, slow, stopping, storm, weight
from tests.load.report import Report
from tests.load.speed import bidding, connecting, fanout, pages, reading
from tests.load.speed.building import build
from tests.load.speed.growth import everything as growth

T = TypeVar("T")

SPEED: dict[str, Callable[[], Awaitable[Report]]] = {
    "fanout": fanout.main,
    "two": fanout.two_processes,
    "bidding": bidding.main,
    "connecting": connecting.main,
    "storm": storm.main,
    "slow": slow.main,
    "reading": reading.main,
    "growth": growth.main,
}
BAD_DAYS: dict[str, tuple[str, Callable[[], Awaitable[str]]]] = {
    "kills": ("Processes that die", kills.main),
    "drops": ("Connections that are cut", drops.main),
    "stopping": ("A stop under load", stopping.main),
    "balancers": ("Behind a balancer", balancers.main),
    "screens": ("From screen to screen", screens.main),
    "first_run": ("From the clone to the first bid", first_run.main),
    "weight": ("The landing page", weight.main),
}
NAMES = [*SPEED, *BAD_DAYS]
FAST = {"bidding", "growth", "slow", "stopping", "storm"}
"""Thousands of sockets want uvloop. Thousands of TLS handshakes at once make it stand still, so the balancers do not."""


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(NAMES)}; without any, all")
    asked.add_argument("--write", type=Path, help="the page about speed, from the last run of each of its parts")
    given = asked.parse_args()
    if strange := set(given.names) - set(NAMES):
        asked.error(f"there is no bench called {', '.join(sorted(strange))}")
    names = given.names or NAMES
    if SPEED.keys() & set(names):
        build()
    for name in names:
        began = time.monotonic()
        if name in SPEED:
            report = _run(name, SPEED[name]())
            pages.keep(name, report, time.monotonic() - began)
            print(pages.section(name), flush=True)
            if given.write:
                given.write.write_text(pages.page())
        else:
            title, bench = BAD_DAYS[name]
            print(f"## {title}\n\n{_run(name, bench())}\n\n({time.monotonic() - began:.0f} s)\n", flush=True)


def _run(name: str, bench: Awaitable[T]) -> T:
    return (uvloop.run if name in FAST else asyncio.run)(_awaited(bench))


async def _awaited(bench: Awaitable[T]) -> T:
    return await bench


if __name__ == "__main__":
    main()
