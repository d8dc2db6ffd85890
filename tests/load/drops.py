"""Every connection is cut for two seconds at random, fifty times, while events flow."""

import asyncio

from tests.load.measuring import table
from tests.load.stories import told

PUBLISHED = [
    {"story": "Socket.IO, as AnyCable published", "share": "84.6%"},
    {"story": "uWebSockets, as AnyCable published", "share": "87.0%"},
]
"""Their own test of two seconds' interruptions: other messages, another machine. For the order of magnitude."""


async def main() -> str:
    rows = await told("tests/stories/test_drops.py", "-k", "sqlite", CUTS=50, CUT_SECONDS=2, EACH=3)
    return table([*rows, *PUBLISHED])


if __name__ == "__main__":
    print(asyncio.run(main()))
