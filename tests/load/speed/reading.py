"""Reading a channel's log as a recovery does, while the log beside it grows."""

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
from tests.load.measuring import table
from tests.load.speed.ours import Speedway
from tests.load.speed.serving import CHANNEL
from tests.servers import Postgres

SIZES = (1_000, 4_000, 16_000)
MISSED = (0, 3, 75, 1000)
TIMES = 40
ROUNDS = 3


async def main() -> str:
    rows: list[dict[str, object]] = []
    with Postgres(on_disk=True) as cluster:
        for name, url in (("SQLite", None), ("PostgreSQL", cluster.create_database)):
            for told in SIZES:
                print(f"{name}, {told} events", file=sys.stderr)
                with Speedway(1, told=told, database_url=url() if url else None) as site:
                    rows.append({"database": name, "events in the log": f"{told:,}", **await _reads(site, told)})
    return f"Processor time of one read, µs, by how many events were missed:\n\n{table(rows)}"


async def _reads(site: Speedway, told: int) -> dict[str, object]:
    storage = Storage(Settings(database_url=site.database_url), ME)
    storage.prepare()
    await storage.open()
    reader = storage.log_reader
    try:
        row: dict[str, object] = {}
        for missed in MISSED:
            row[f"{missed:,} missed"] = f"{await _cost(partial(reader.after, CHANNEL, told - missed)):,.0f}"
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
    print(asyncio.run(main()))
