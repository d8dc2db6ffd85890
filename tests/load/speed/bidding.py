"""`bid.place` over sockets until it is acknowledged, durable on a disk, beside the same action written the async way."""

import asyncio
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

from tests.cast import PITCH, mint
from tests.clients.site import ROOT
from tests.load.light import Light, Tally, gather_in
from tests.load.measuring import cpu_seconds, ms, quantile, table
from tests.load.speed.building import PYTHON_PACKAGES, build
from tests.load.speed.comparing import wait_for
from tests.load.speed.cores import ON_SERVER, be_the_client
from tests.load.speed.ours import Speedway, tokens_of
from tests.load.speed.report import Target, targets
from tests.servers import Postgres, free_port

CROWDS = (1, 8, 32, 128)
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SECONDS = 2.0
WARM_SECONDS = 0.5
JOBS = 3000
ORM, BY_HAND = "orm", "raw"


@dataclass(frozen=True)
class Way:
    """Ours where `baseline` is empty, else a way of the async baseline on the same kind of database."""

    name: str
    site: Speedway
    baseline: str = ""

    @contextmanager
    def up(self) -> Iterator[tuple[int, int]]:
        """Its port and its process."""
        if not self.baseline:
            self.site.start()
            yield self.site.port, self.site.pid
            self.site.shut_down()
            return
        port = free_port()
        url = self.site.database_url.replace("+psycopg", "+asyncpg").replace("sqlite:", "sqlite+aiosqlite:")
        module = [sys.executable, "-m", "tests.load.speed.async_baseline"]
        process = subprocess.Popen(
            [*ON_SERVER, *module, self.baseline, str(port), url, str(self.site.tokens)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(PYTHON_PACKAGES)},
        )
        try:
            wait_for(port, process)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait()


@dataclass
class Measured:
    commands_a_second: float
    cpu_us: float
    waits: list[float]


async def main() -> str:
    build()
    be_the_client()
    people = ROUNDS * sum(CROWDS) + 1
    with ExitStack() as stack:
        cluster = stack.enter_context(Postgres(on_disk=True))
        sites = [
            stack.enter_context(Speedway(people, JOBS, database_url=url))
            for url in (None, None, *(cluster.create_database() for _ in range(3)))
        ]
        ours, orm = Way("Bidroom, SQLite", sites[0]), Way("async, ORM, aiosqlite", sites[1], ORM)
        ours_pg = Way("Bidroom, PostgreSQL", sites[2])
        orm_pg = Way("async, ORM, asyncpg", sites[3], ORM)
        raw_pg = Way("async, SQL by hand, asyncpg", sites[4], BY_HAND)
        ways = [ours, orm, ours_pg, orm_pg, raw_pg]
        done: dict[tuple[str, int], list[Measured]] = defaultdict(list)
        for number in range(ROUNDS):
            for way in ways:
                print(f"round {number + 1}, {way.name}", file=sys.stderr)
                with way.up() as (port, pid):
                    tokens = iter(tokens_of(way.site)[1 + number * sum(CROWDS) :])
                    for crowd in CROWDS:
                        mine = [next(tokens) for _ in range(crowd)]
                        done[way.name, crowd].append(await _measure(port, pid, mine))
    rate = {way.name: median(each.commands_a_second for each in done[way.name, 32]) for way in ways}
    met = [
        Target("SQLite, 32 people, commands a second", rate, ours.name, orm.name, least=8.0),
        Target("PostgreSQL, 32 people, commands a second", rate, ours_pg.name, orm_pg.name, least=0.9),
        Target("PostgreSQL, 32 people, commands a second", rate, ours_pg.name, raw_pg.name, least=0.9),
    ]
    return f"{table([_row(way.name, done) for way in ways])}\n\n{targets(met)}"


async def _measure(port: int, pid: int, tokens: Sequence[str]) -> Measured:
    crowd = [Light(port, token, [], Tally()) for token in tokens]
    await gather_in(crowd)
    waits: list[float] = []
    bidders = [_Bidder(client, number * JOBS // len(crowd)) for number, client in enumerate(crowd)]
    await asyncio.gather(*(bidder.bids(WARM_SECONDS, []) for bidder in bidders))
    cpu, began = cpu_seconds(pid), time.monotonic()
    await asyncio.gather(*(bidder.bids(SECONDS, waits) for bidder in bidders))
    seconds, cpu = time.monotonic() - began, cpu_seconds(pid) - cpu
    for client in crowd:
        client.leave()
    return Measured(len(waits) / seconds, cpu * 1e6 / len(waits), waits)


class _Bidder:
    """Bids on one job after the other, on each once."""

    def __init__(self, client: Light, first: int) -> None:
        self._client = client
        self._first = first
        self._turn = 0

    async def bids(self, seconds: float, waits: list[float]) -> None:
        until = time.monotonic() + seconds
        while (began := time.monotonic()) < until and self._turn < JOBS:
            job = 1 + (self._first + self._turn) % JOBS
            self._turn += 1
            await self._client.asks("bid.place", key=mint(), job=job, amount=1000 + job, days=5, pitch=PITCH)
            waits.append(time.monotonic() - began)


def _row(name: str, done: dict[tuple[str, int], list[Measured]]) -> dict[str, object]:
    row: dict[str, object] = {"way": name}
    for crowd in CROWDS:
        measured = done[name, crowd]
        waits = [wait for each in measured for wait in each.waits]
        row[f"{crowd}: a second"] = f"{median(each.commands_a_second for each in measured):,.0f}"
        row[f"{crowd}: CPU µs"] = f"{median(each.cpu_us for each in measured):,.0f}"
        row[f"{crowd}: p50 / p99"] = f"{ms(quantile(waits, 0.5))} / {ms(quantile(waits, 0.99))}"
    return row


if __name__ == "__main__":
    print(asyncio.run(main()))
