"""Reading a channel's log as a recovery does, while the log and the channels beside it grow."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from statistics import median

from server.channels.hub import LAST
from server.people import ME
from server.settings import Settings
from server.storage.log_reader import LogPage
from server.storage.opening import Storage
from tests.load.measuring import rounds, table
from tests.load.report import Report
from tests.load.speed.ours import Speedway
from tests.load.speed.serving import CHANNEL
from tests.servers import Postgres

STEPS = ((1_000, 1_000), (4_000, 1_000), (16_000, 1_000), (16_000, 4_000), (16_000, 16_000))
"""Events in the channel that is read, and channels beside it. Each step is filled up to from the one before."""
MISSED = (0, 3, 75, 1000)
TIMES = 20
ROUNDS = rounds()


async def main() -> Report:
    rows: list[dict[str, object]] = []
    with Postgres() as cluster:
        for name, url in (("SQLite", None), ("PostgreSQL", cluster.create_database())):
            with Speedway(1, database_url=url) as site:
                told, channels = 0, 0
                for more, others in STEPS:
                    print(f"{name}, {more:,} events, {others:,} channels", file=sys.stderr)
                    site.fill(told=more - told, channels=others - channels)
                    told, channels = more, others
                    size = {"database": name, "events in the log": f"{told:,}", "other channels": f"{channels:,}"}
                    rows.append({**size, **await _reads(site)})
    return Report(f"Processor time of one read, µs, by how many events were missed:\n\n{table(rows)}", (), ROUNDS)


async def _reads(site: Speedway) -> dict[str, object]:
    storage = Storage(Settings(database_url=site.database_url), ME)
    await storage.open()
    reader = storage.log_reader
    try:
        top = (await reader.tops([CHANNEL]))[CHANNEL]
        row: dict[str, object] = {}
        for missed in MISSED:
            row[f"{missed:,} missed"] = f"{await _cost(partial(reader.after, CHANNEL, top - missed)):,.0f}"
        row["the tail"] = f"{await _cost(partial(reader.before, CHANNEL, LAST)):,.0f}"
        return row
    finally:
        await storage.close()


async def _cost(read: Callable[[], Awaitable[LogPage]]) -> float:
    await read()
    costs = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(TIMES):
            await read()
        costs.append((time.process_time() - began) * 1e6 / TIMES)
    return median(costs)


if __name__ == "__main__":
    print(asyncio.run(main()).tables)
