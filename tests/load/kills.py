"""Processes die and are started again while everybody works: the server, one of two, Redis, PostgreSQL."""

import asyncio

from tests.load.measuring import table
from tests.load.stories import told


async def main() -> str:
    return "\n\n".join(
        [
            "The one server, killed five times:",
            table(await told("tests/stories/test_nothing_is_lost.py", KILLS=5, COMMANDS=2000, EACH=5)),
            "One of two processes killed five times, and Redis away for ten seconds three times:",
            table(await told("tests/stories/test_processes_die.py", KILLS=5, AWAYS=3, AWAY_SECONDS=10, EACH=5)),
            "PostgreSQL restarted, and then killed and started:",
            table(await told("tests/stories/test_database_restarts.py", RESTARTS=2, COMMANDS=2000, EACH=5)),
        ]
    )


if __name__ == "__main__":
    print(asyncio.run(main()))
