"""One channel, N subscribers, events of 200 bytes: what a delivery costs the server, and when the last has it."""

import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from tests.load.measuring import quantile, table
from tests.load.speed.building import build
from tests.load.speed.comparing import (
    ALONE,
    BARE,
    NAIVE,
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
from tests.load.speed.cores import be_the_client
from tests.load.speed.ours import Speedway
from tests.load.speed.report import Target, targets
from tests.load.speed.running import broken
from tests.servers import Postgres, Redis

COUNTS = tuple(map(int, os.environ.get("COUNTS", "100 1000 5000").split()))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
DELIVERIES = 40_000
LATENCY_AT = 1000
WARM, ONE_BY_ONE, BURSTS, RATE = "burst:2:8", "burst:1", "burst:16", "rate:20"
NOT_HERE = {
    "uWebSockets": "its package lies on no registry, only in a repository",
    "nats-server": "not installed" if shutil.which("nats-server") is None else "has no script here",
    "Centrifugo": "not installed" if shutil.which("centrifugo") is None else "has no script here",
}

Runs = dict[tuple[str, int], list[Mapping[str, Any]]]


async def main() -> str:
    build()
    be_the_client()
    with Speedway(max(COUNTS)) as site:
        whole, delivery = Ours("**Bidroom, committed and delivered**", [site], "/publish"), _delivery([site])
        peers: list[Peer | Ours] = [*ALONE, delivery, whole]
        rounds, missing = _rounds(peers, COUNTS)
        met = targets(_targets(rounds, delivery))
        names = {peer.name: "" for peer in peers} | dict.fromkeys(missing, "")
        parts = [_table(rounds, names, missing | NOT_HERE), met]
    return "\n\n".join(parts)


async def two_processes() -> str:
    """Half of the subscribers at each. What Redis does is counted in."""
    with Redis() as redis, Postgres(on_disk=True) as cluster:
        settings = {"redis_url": redis.url}
        url = cluster.create_database()
        with (
            Speedway(LATENCY_AT, database_url=url, settings=settings) as one,
            Speedway(0, jobs=0, database_url=url, settings=settings) as other,
        ):
            delivery = _delivery([one, other])
            whole = Ours("**Bidroom, committed to PostgreSQL and delivered**", [one, other], "/publish")
            peers: list[Peer | Ours] = [TWO_NODE, TWO_PYTHON, delivery, whole]
            rounds, missing = _rounds(peers, [LATENCY_AT], redis)
    shown = _table(rounds, {peer.name: "" for peer in peers}, missing)
    cost = {name: _cost(rounds, name, LATENCY_AT, ONE_BY_ONE) for name, _ in rounds}
    met = targets([Target("two processes + Redis, N = 1,000, one by one", cost, delivery.name, TWO_NODE.name, 0.5)])
    return f"Two processes and Redis, whose time is counted in:\n\n{shown}\n\n{met}"


def _delivery(sites: Sequence[Speedway]) -> Ours:
    return Ours("**Bidroom, the delivery alone**", sites, "/hand-over")


def _rounds(peers: Sequence[Peer | Ours], counts: Sequence[int], redis: Redis | None = None) -> tuple[Runs, dict[str, str]]:
    """More than a thousand take long to connect, so they have one round."""
    done: Runs = defaultdict(list)
    missing: dict[str, str] = {}
    for number in range(ROUNDS):
        for count in [count for count in counts if count <= LATENCY_AT or not number]:
            for peer in peers:
                print(f"round {number + 1}, {count} subscribers, {peer.name}", file=sys.stderr)
                try:
                    done[peer.name, count].append(runs(peer, count, _phases(peer.pace, count), redis))
                except Missing as why:
                    missing[peer.name] = str(why)
    return done, missing


def _phases(pace: float, count: int) -> list[str]:
    many = max(8, int(DELIVERIES * pace / count))
    phases = [WARM, f"{ONE_BY_ONE}:{min(many, 600)}", f"{BURSTS}:{max(32, min(many * 2, 2400))}"]
    return [*phases, f"{RATE}:50"] if count == LATENCY_AT and pace == 1 else phases


def _cost(rounds: Runs, name: str, count: int, phase: str) -> float:
    return median(float(each[phase]["cpu_us"]) for each in rounds[name, count])


def _last(rounds: Runs, name: str, count: int, share: float) -> float:
    return quantile((took for each in rounds[name, count] for took in each[RATE]["ms"]), share)


def _table(rounds: Runs, names: Mapping[str, str], missing: Mapping[str, str]) -> str:
    rows: list[dict[str, object]] = []
    counts = sorted({count for _, count in rounds})
    for name in names:
        row: dict[str, object] = {"server": name}
        for count in counts:
            if measured := rounds.get((name, count)):
                for phase, short in ((ONE_BY_ONE, "one by one"), (BURSTS, "bursts")):
                    row[f"N={count:,} {short}"] = f"{_cost(rounds, name, count, phase):.2f}"
                if RATE in measured[0]:
                    row["p50 ms"] = f"{_last(rounds, name, count, 0.5):.1f}"
                    row["p99 ms"] = f"{_last(rounds, name, count, 0.99):.1f}"
        bad = sum(len(broken(each)) for (known, _), runs_ in rounds.items() if known == name for each in runs_)
        row["order kept"] = f"broken in {bad} phases" if bad else "yes"
        rows.append(row)
    rows += [{"server": f"{name}: {why}"} for name, why in missing.items()]
    return table(rows)


def _targets(rounds: Runs, ours: Ours) -> list[Target]:
    if LATENCY_AT not in COUNTS:
        return []
    names = [name for name, count in rounds if count == LATENCY_AT]
    one, bursts = [{name: _cost(rounds, name, LATENCY_AT, phase) for name in names} for phase in (ONE_BY_ONE, BURSTS)]
    known = [name for name in names if RATE in rounds[name, LATENCY_AT][0]]
    p50, p99 = [{name: _last(rounds, name, LATENCY_AT, share) for name in known} for share in (0.5, 0.99)]
    return [
        Target("N = 1,000, one by one", one, ours.name, PLAIN_SEND.name, 1.6),
        Target("N = 1,000, one by one", one, ours.name, NAIVE.name, 0.5),
        Target("N = 1,000, one by one", one, ours.name, WS.name, 1.0),
        Target("N = 1,000, one by one", one, ours.name, SOCKETIO_PYTHON.name, 0.1),
        Target("N = 1,000, bursts of 16", bursts, ours.name, PLAIN_SEND.name, 0.2),
        Target("last of 1,000 at 20 a second, p50", p50, ours.name, BARE.name, 1.5),
        Target("last of 1,000 at 20 a second, p99", p99, ours.name, BARE.name, 2.0),
    ]
