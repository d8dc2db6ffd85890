"""Everybody is connected, the server is killed and started again, and everybody recovers at once.

`CLIENTS` in the environment is how many. Each follows a job, together with a hundred others, and their own channel.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvloop

from tests.clients.site import ROOT, Site
from tests.load.light import Light, Tally, gather_in, until
from tests.load.measuring import metrics, quantile, resident, rounds, table
from tests.load.people import people_of
from tests.load.report import Report, Target
from tests.servers import Postgres

CLIENTS = int(os.environ.get("CLIENTS", "10000"))
ROUNDS = rounds(1)
A_JOB = 100
PROBERS = 4
BEFORE_SECONDS = 2.0


@dataclass
class Storm:
    """`log_reads` and the rest are what the second life of the server told of itself when all had recovered."""

    clients: int
    jobs: int
    down_seconds: float
    recovered_seconds: float
    log_reads: int
    told: dict[str, float]
    waits: list[float]
    refusals: dict[str, int]
    refused_seconds: float
    """The longest that a command was refused while the server answered."""
    before: Tally
    after: Tally
    resident: int

    @property
    def gaps(self) -> int:
        """Reads of a job's log because somebody's answer had been further than what this process was told."""
        return int(self.told["bidroom_gaps_total"])

    @property
    def reads_a_channel(self) -> float:
        return self.log_reads / (self.clients + self.jobs)

    @property
    def reads_a_client(self) -> float:
        """Its session and its own channel. A job's read is the job's: a hundred share it."""
        return (self.log_reads - self.jobs - self.gaps + self.after.connects) / self.clients


async def storm(site: Site, clients: int) -> Storm:
    """Raises where any client did not recover exactly."""
    client, *others = await people_of(site, 1 + PROBERS + clients)
    bidders, everybody = others[:PROBERS], others[PROBERS:]
    jobs = [await client.posts_a_job(title=f"Job number {number}") for number in range(max(1, clients // A_JOB))]
    before, after = Tally(), Tally()
    crowd = [
        Light(site.port, person.token, [f"job:{jobs[number % len(jobs)]}"], before, source=f"127.0.0.{2 + number % 8}")
        for number, person in enumerate(everybody)
    ]
    await gather_in(crowd)
    async with prober(site, [bidder.token for bidder in bidders], jobs) as probed:
        await asyncio.sleep(BEFORE_SECONDS)
        await asyncio.to_thread(site.kill)
        killed = time.monotonic()
        for each in crowd:
            each.tally = after
        await asyncio.to_thread(site.start)
        up = time.monotonic()
        await until(lambda: all(each.well for each in crowd), "all recover")
        recovered = time.monotonic()
        told = await asyncio.to_thread(metrics, site)
        memory = resident(site)
    tops = dict(site.select("SELECT name, top FROM channel"))
    await until(
        lambda: all(offset == tops.get(name, 0) for each in crowd for name, offset in each.offsets.items()),
        "all be where the log is",
    )
    for each in crowd:
        each.leave()
    await client.leaves()
    assert not before.troubles + after.troubles, before.troubles + after.troubles
    return Storm(
        clients=clients,
        jobs=len(jobs),
        down_seconds=up - killed,
        recovered_seconds=recovered - up,
        log_reads=int(told["bidroom_log_reads_total"]),
        told=told,
        waits=probed["waits"],
        refusals=probed["refusals"],
        refused_seconds=probed["refused"],
        before=before,
        after=after,
        resident=memory,
    )


@asynccontextmanager
async def prober(site: Site, tokens: list[str], jobs: list[int]) -> AsyncIterator[dict[str, Any]]:
    """Sends commands meanwhile. What they met stands in the dict that is given, once it has left."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.load.prober", stdin=pipe, stdout=pipe, cwd=ROOT, limit=1 << 26
    )
    assert process.stdin
    told: dict[str, Any] = {}
    process.stdin.write(json.dumps({"port": site.port, "tokens": tokens, "jobs": jobs}).encode() + b"\n")
    try:
        yield told
    finally:
        process.stdin.close()  # which tells it to end
        out, _ = await process.communicate()
        told |= json.loads(out)


def figures(storm: Storm) -> dict[str, object]:
    after = storm.after
    return {
        "clients": storm.clients,
        "channels": storm.clients + storm.jobs,
        "from the kill until the server answers": f"{storm.down_seconds:.1f} s",
        "from then until all have recovered": f"{storm.recovered_seconds:.1f} s",
        "subscriptions recovered exactly": after.recovered,
        "log reads": storm.log_reads,
        "of these to fill a gap": storm.gaps,
        "log reads for each channel": f"{storm.reads_a_channel:.2f}",
        "session and own log, reads for each client": f"{storm.reads_a_client:.2f}",
        "connects answered (a session read each)": after.connects,
        "connections told to come back later (3013)": int(storm.told["bidroom_closed_total 3013"]),
        "attempts to connect while nobody listened": after.refused_connections,
        "subscribes refused for a moment": after.asked_again,
        "events received after the kill": after.received,
        "commands answered, before, during and after": len(storm.waits),
        "the longest that a command waited, kill included": f"{max(storm.waits):.1f} s",
        "the longest that a command was refused": f"{storm.refused_seconds:.1f} s",
        "half of the commands waited": f"{quantile(storm.waits, 0.5) * 1000:.0f} ms",
        "refusals and breaks met by commands": ", ".join(f"{k} {v}" for k, v in storm.refusals.items()) or "none",
        "server's memory then": f"{storm.resident >> 20} MiB",
    }


async def main() -> Report:
    met: list[Target] = []
    parts = []
    with Postgres(on_disk=True) as cluster:
        for name, url in (("SQLite", None), ("PostgreSQL", cluster.create_database)):
            storms = []
            for number in range(ROUNDS):
                with Site(url() if url else None, on_disk=True) as site:
                    print(f"round {number + 1}, {name}", file=sys.stderr)
                    storms.append(await storm(site, CLIENTS))
                    await asyncio.to_thread(site.shut_down)
            columns = [figures(each) for each in storms]
            rows = [
                {"what": what, **{f"round {n + 1}": column[what] for n, column in enumerate(columns)}} for what in columns[0]
            ]
            parts.append(f"{name}:\n\n{table(rows)}")
            met += targets(f"{CLIENTS:,} reconnect after a kill, {name}", storms)
    return Report("\n\n".join(parts), met, ROUNDS)


def targets(what: str, storms: Sequence[Storm]) -> list[Target]:
    """The worst of the rounds counts."""
    return [
        Target(f"{what}: all recovered", max(each.recovered_seconds for each in storms), "s", 15.0),
        Target(f"{what}: log reads for each channel", max(each.reads_a_channel for each in storms), "", 1.0),
        Target(f"{what}: reads for each client", max(each.reads_a_client for each in storms), "", 2.0),
        Target(f"{what}: a command was refused at most", max(each.refused_seconds for each in storms), "s", 2.0),
    ]


if __name__ == "__main__":
    print(uvloop.run(main()).tables)
