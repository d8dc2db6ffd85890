"""`python -m tests.load.speed [names] [--write docs/performance.md]`: what is named, or everything.

Each part's tables are kept, so that the page can be written anew when only some parts were run again.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.load.measuring import upright
from tests.load.speed import bidding, connecting, fanout, growth, reading
from tests.load.speed.building import FOLDER, build, machine
from tests.load.speed.pages import ABOUT, TOP

PARTS: dict[str, tuple[str, Callable[[], Awaitable[str]]]] = {
    "fanout": ("Delivering an event", fanout.main),
    "two": ("Two processes and Redis", fanout.two_processes),
    "bidding": ("`bid.place`, acknowledged and durable", bidding.main),
    "connecting": ("Connections", connecting.main),
    "reading": ("Reading the log", reading.main),
    "growth": ("What grows, and how", growth.main),
}


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.load.speed", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(PARTS)}; without any, all")
    asked.add_argument("--write", type=Path, help="the page to write from the last run of each part")
    given = asked.parse_args()
    if strange := set(given.names) - PARTS.keys():
        asked.error(f"there is no part called {', '.join(sorted(strange))}")
    build()
    for name in given.names or PARTS:
        print(asyncio.run(part(name)), flush=True)
    if given.write:
        given.write.write_text(page())


async def everything() -> str:
    """For `make bench`."""
    return "\n\n".join([await part(name) for name in PARTS])


async def part(name: str) -> str:
    began = time.monotonic()
    tables = await PARTS[name][1]()
    took = f"Measured on {datetime.now(UTC):%-d %B %Y} in {time.monotonic() - began:.0f} s."
    _kept(name).write_text(f"{tables}\n\n{took}\n")
    return _section(name)


def page() -> str:
    sections = [_section(name) for name in PARTS if _kept(name).exists()]
    return "\n".join([TOP, f"## The machine\n\n{upright(machine())}\n", *sections])


def _section(name: str) -> str:
    return f"## {PARTS[name][0]}\n\n{ABOUT[name]}\n\n{_kept(name).read_text()}"


def _kept(name: str) -> Path:
    return FOLDER / f"{name}.md"


if __name__ == "__main__":
    main()
