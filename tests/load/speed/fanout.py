"""One channel, N subscribers, events of 200 bytes: what a delivery costs the server, and when the last has it."""

import os
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from tests.load.measuring import quantile, rounds, table
from tests.load.report import Report, Target, beside
from tests.load.speed.comparing import (
    ALONE,
    BARE,
    NAIVE,
    NOT_TRIED,
    PLAIN_SEND,
    SOCKETIO_PYTHON,
    TWO_NODE,
    TWO_PYTHON,
    WS,
    Missing,
    Ours,
    Peer,
    runs,
)
from tests.load.speed.cores import as_client
from tests.load.speed.ours import Speedway
from tests.load.speed.running import broken
from tests.servers import Postgres, Redis

COUNTS = tuple(map(int, os.environ.get("COUNTS", "100 1000 5000").split()))
ROUNDS = rounds()
DELIVERIES = 40_000
LATENCY_AT = 1000
WARM, ONE_BY_ONE, BURSTS, RATE = "burst:2:8", "burst:1", "burst:16", "rate:20"
COSTS = ((ONE_BY_ONE, "one by one"), (BURSTS, "bursts"))

Figures = dict[str, float]


class Rounds:
    """What was measured, by server and number of subscribers."""

    def __init__(self) -> None:
        self.missing: dict[str, str] = {}
        self._done: dict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)

    def measure(self, peers: Sequence[Peer | Ours], counts: Sequence[int], redis: Redis | None = None) -> None:
        for number in range(ROUNDS):
            for count in counts:
                for peer in peers:
                    print(f"round {number + 1}, {count} subscribers, {peer.name}", file=sys.stderr)
                    try:
                        self._done[peer.name, count].append(runs(peer, count, _phases(peer.pace, count), redis))
                    except Missing as why:
                        self.missing[peer.name] = str(why)

    def cost(self, count: int, phase: str) -> Figures:
        """By server, in µs."""
        return {
            name: median(float(each[phase]["cpu_us"]) for each in done)
            for (name, known), done in self._done.items()
            if known == count and done
        }

    def last(self, share: float) -> Figures:
        """By server, ms until the last of all had it."""
        return {
            name: quantile((took for each in done for took in each[RATE]["ms"]), share)
            for (name, _), done in self._done.items()
            if done and RATE in done[0]
        }

    def broken(self, name: str) -> int:
        return sum(len(broken(each)) for (known, _), done in self._done.items() if known == name for each in done)

    def busy(self, name: str) -> float:
        """The most of its own core that the client took in any phase."""
        phases = (
            phase for (known, _), done in self._done.items() if known == name for each in done for phase in each.values()
        )
        return max(float(phase.get("client_busy", 0)) for phase in phases)

    def columns(self, counts: Sequence[int]) -> dict[str, Figures]:
        return {f"N={count:,} {short}": self.cost(count, phase) for count in counts for phase, short in COSTS}


async def main() -> Report:
    done = Rounds()
    with as_client(), Speedway(max(COUNTS)) as site:
        whole, delivery = Ours("**Bidroom, committed and delivered**", [site], "/publish"), _delivery([site])
        done.measure([*ALONE, delivery, whole], COUNTS)
    tables = f"{_table(done, COUNTS, NOT_TRIED)}\n\n{_ratios(done, COUNTS)}"
    return Report(tables, _targets(done, delivery.name) if LATENCY_AT in COUNTS else (), ROUNDS)


async def two_processes() -> Report:
    """Half of the subscribers at each. What Redis does is counted in."""
    done = Rounds()
    with as_client(), Redis() as redis, Postgres(on_disk=True) as cluster:
        settings = {"redis_url": redis.url}
        url = cluster.create_database()
        with (
            Speedway(LATENCY_AT, database_url=url, settings=settings) as one,
            Speedway(0, jobs=0, database_url=url, settings=settings) as other,
        ):
            delivery = _delivery([one, other])
            whole = Ours("**Bidroom, committed to PostgreSQL and delivered**", [one, other], "/publish")
            done.measure([TWO_NODE, TWO_PYTHON, delivery, whole], [LATENCY_AT], redis)
    cost = done.cost(LATENCY_AT, ONE_BY_ONE)
    met = beside("two processes and Redis, 1,000 subscribers, one by one", cost, delivery.name, TWO_NODE.name, 0.5, "µs")
    return Report(_table(done, [LATENCY_AT], {}), [met], ROUNDS)


def _delivery(sites: Sequence[Speedway]) -> Ours:
    return Ours("**Bidroom, the delivery alone**", sites, "/hand-over")


def _phases(pace: float, count: int) -> list[str]:
    many = max(8, int(DELIVERIES * pace / count))
    phases = [WARM, f"{ONE_BY_ONE}:{min(many, 600)}", f"{BURSTS}:{max(32, min(many * 2, 2400))}"]
    return [*phases, f"{RATE}:50"] if count == LATENCY_AT and pace == 1 else phases


def _table(done: Rounds, counts: Sequence[int], not_tried: Mapping[str, str]) -> str:
    columns = done.columns(counts) | {"p50 ms": done.last(0.5), "p99 ms": done.last(0.99)}
    rows: list[dict[str, object]] = [
        {
            "server": name,
            **{column: f"{figures[name]:.2f}" for column, figures in columns.items() if name in figures},
            "client busy": f"{done.busy(name):.0%}",
            "order kept": f"broken in {done.broken(name)} phases" if done.broken(name) else "yes",
        }
        for name in done.cost(counts[0], ONE_BY_ONE)
    ]
    rows += [{"server": f"{name}: {why}"} for name, why in {**done.missing, **not_tried}.items()]
    return table(rows)


def _ratios(done: Rounds, counts: Sequence[int]) -> str:
    columns = done.columns(counts)
    rows = [
        {"× the kernel's own cost": name}
        | {column: f"{figures[name] / figures[PLAIN_SEND.name]:.2f}" for column, figures in columns.items()}
        for name in done.cost(counts[0], ONE_BY_ONE)
    ]
    return table(rows)


def _targets(done: Rounds, ours: str) -> list[Target]:
    one, bursts = (done.cost(LATENCY_AT, phase) for phase in (ONE_BY_ONE, BURSTS))
    singly, together = "a delivery, 1,000 subscribers, one by one", "a delivery, 1,000 subscribers, bursts of 16"
    return [
        beside(singly, one, ours, PLAIN_SEND.name, 1.6, "µs"),
        beside(singly, one, ours, NAIVE.name, 0.5, "µs"),
        beside(singly, one, ours, WS.name, 1.0, "µs"),
        beside(singly, one, ours, SOCKETIO_PYTHON.name, 0.1, "µs"),
        beside(together, bursts, ours, PLAIN_SEND.name, 0.2, "µs"),
        Target(together, bursts.get(ours), "µs", 0.5, goal=True),
        beside("until the last of 1,000 has it, p50", done.last(0.5), ours, BARE.name, 1.5, "ms"),
        beside("until the last of 1,000 has it, p99", done.last(0.99), ours, BARE.name, 2.0, "ms"),
    ]
