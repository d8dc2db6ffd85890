"""`make bench`: everything, one after the other, or what is named: `python -m tests.load storm slow --write a/file.md`."""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from tests.load import balancers, drops, first_run, kills, screens, slow, stopping, storm, weight
from tests.load.speed import __main__ as speed

Bench = Callable[[], Awaitable[str]]

BENCHES: dict[str, tuple[str, Bench]] = {
    "kills": ("Processes that die", kills.main),
    "drops": ("Connections that are cut", drops.main),
    "slow": ("Readers that do not read", slow.main),
    "stopping": ("A stop under load", stopping.main),
    "storm": ("Everybody comes back at once", storm.main),
    "balancers": ("Behind a balancer", balancers.main),
    "screens": ("From screen to screen", screens.main),
    "first_run": ("From the clone to the first bid", first_run.main),
    "weight": ("The landing page", weight.main),
    "speed": ("Speed, beside the peers", speed.everything),
}

FAST = (slow.main, stopping.main, storm.main)
"""Thousands of sockets want uvloop. Thousands of TLS handshakes at once make it stand still, so the balancers do not."""


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(BENCHES)}; without any, all")
    asked.add_argument("--write", type=Path, help="a file for the tables; otherwise they are printed alone")
    given = asked.parse_args()
    if strange := set(given.names) - BENCHES.keys():
        asked.error(f"there is no bench called {', '.join(sorted(strange))}")
    parts = []
    for name in given.names or BENCHES:
        title, bench = BENCHES[name]
        began = time.monotonic()
        tables = uvloop.run(_awaited(bench)) if bench in FAST else asyncio.run(_awaited(bench))
        parts.append(f"## {title}\n\n{tables}\n")
        print(f"{parts[-1]}\n({name} took {time.monotonic() - began:.0f} s)\n", flush=True)
    if given.write:
        given.write.write_text("\n".join(parts))


async def _awaited(bench: Bench) -> str:
    return await bench()


if __name__ == "__main__":
    main()
