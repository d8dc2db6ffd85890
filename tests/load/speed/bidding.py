"""`bid.place` over sockets until it is acknowledged, durable on a disk, beside the same action written the async way."""

import asyncio
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from statistics import median

from tests.cast import PITCH, mint
from tests.clients.site import ROOT
from tests.load.light import Light, Tally, gather_in
from tests.load.measuring import cpu_seconds, ms, quantile, rounds, table
from tests.load.report import Report, Target, beside
from tests.load.speed.comparing import wait_for
from tests.load.speed.cores import ON_SERVER, as_client
from tests.load.speed.ours import Speedway, tokens_of
from tests.servers import Postgres, free_port

CROWDS = (1, 8, 32, 128)
ROUNDS = rounds()
SECONDS = 2.0
WARM_SECONDS = 0.5
JOBS = 3000
ORM, CORE, BY_HAND = "orm", "core", "raw"
GOAL = 1500.0


@dataclass(frozen=True)
class Way:
    """Ours where `baseline` is empty, else a way of the async baseline on the same kind of database."""

    name: str
    site: Speedway
    baseline: str = ""

    @contextmanager
    def up(self) -> Iterator[tuple[int, int]]:
        """Its port and its process. Raises Missing."""
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


async def main() -> Report:
    people = ROUNDS * sum(CROWDS) + 1
    with ExitStack() as stack:
        stack.enter_context(as_client())
        cluster = stack.enter_context(Postgres(on_disk=True))

        def site(url: str | None = None) -> Speedway:
            return stack.enter_context(Speedway(people, JOBS, database_url=url))

        ours, orm = Way("Bidroom, SQLite", site()), Way("async, ORM, aiosqlite", site(), ORM)
        ours_pg = Way("Bidroom, PostgreSQL", site(cluster.create_database()))
        orm_pg = Way("async, ORM, asyncpg", site(cluster.create_database()), ORM)
        core_pg = Way("async, SQLAlchemy Core, asyncpg, statements built once", site(cluster.create_database()), CORE)
        raw_pg = Way("async, SQL by hand, asyncpg", site(cluster.create_database()), BY_HAND)
        done = await _rounds([ours, orm, ours_pg, orm_pg, core_pg, raw_pg])
    rate = {name: median(each.commands_a_second for each in done[name, 32]) for name, crowd in done if crowd == 32}
    sqlite, postgres = "`bid.place`, SQLite, 32 people", "`bid.place`, PostgreSQL, 32 people"
    met = [
        beside(sqlite, rate, ours.name, orm.name, 8.0, "a second", least=True),
        Target(sqlite, rate.get(ours.name), "a second", GOAL, least=True, goal=True),
        beside(postgres, rate, ours_pg.name, core_pg.name, 0.9, "a second", least=True),
        replace(beside(postgres, rate, ours_pg.name, raw_pg.name, 0.9, "a second", least=True), goal=True),
    ]
    return Report(table([_row(name, done) for name in rate]), met, ROUNDS)


async def _rounds(ways: Sequence[Way]) -> dict[tuple[str, int], list[Measured]]:
    done: dict[tuple[str, int], list[Measured]] = defaultdict(list)
    for number in range(ROUNDS):
        for way in ways:
            print(f"round {number + 1}, {way.name}", file=sys.stderr)
            tokens = iter(tokens_of(way.site)[1 + number * sum(CROWDS) :])
            with way.up() as (port, pid):
                for crowd in CROWDS:
                    mine = [next(tokens) for _ in range(crowd)]
                    done[way.name, crowd].append(await measure(port, pid, mine, JOBS))
    return done


async def measure(port: int, pid: int, tokens: Sequence[str], jobs: int) -> Measured:
    """On jobs 1 to `jobs`, beginning at different ones."""
    crowd = [Light(port, token, [], Tally()) for token in tokens]
    await gather_in(crowd)
    waits: list[float] = []
    bidders = [_Bidder(client, number * jobs // len(crowd), jobs) for number, client in enumerate(crowd)]
    await asyncio.gather(*(bidder.bids(WARM_SECONDS, []) for bidder in bidders))
    cpu, began = cpu_seconds(pid), time.monotonic()
    await asyncio.gather(*(bidder.bids(SECONDS, waits) for bidder in bidders))
    seconds, cpu = time.monotonic() - began, cpu_seconds(pid) - cpu
    for client in crowd:
        client.leave()
    return Measured(len(waits) / seconds, cpu * 1e6 / len(waits), waits)


class _Bidder:
    """Bids on one job after the other, on each once."""

    def __init__(self, client: Light, first: int, jobs: int) -> None:
        self._client = client
        self._first = first
        self._jobs = jobs
        self._turn = 0

    async def bids(self, seconds: float, waits: list[float]) -> None:
        until = time.monotonic() + seconds
        while (began := time.monotonic()) < until and self._turn < self._jobs:
            job = 1 + (self._first + self._turn) % self._jobs
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
