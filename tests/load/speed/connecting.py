"""Connections: how many a second one process takes in, and what memory each keeps when nothing happens."""

import os
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from tests.load.measuring import rounds, table
from tests.load.report import Report, Target
from tests.load.speed.comparing import ALONE, NOT_TRIED, Missing, Ours, Peer, runs
from tests.load.speed.cores import as_client
from tests.load.speed.ours import Speedway, json_steps, protobuf_steps

COUNT = int(os.environ.get("CONNECTIONS", "2000"))
ROUNDS = rounds()
MOST_KIB = 36.0
GOAL_KIB = 24.0
CHANNELS = ("job:1", "market")
"""The third is everybody's own, which the server subscribes them to."""


async def main() -> Report:
    done: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    missing: dict[str, str] = {}
    with as_client(), Speedway(COUNT) as site:
        json = _ours("**Bidroom, 3 channels, JSON**", site, json_steps(*CHANNELS))
        protobuf = _ours("**Bidroom, 3 channels, Protobuf**", site, protobuf_steps(*CHANNELS))
        one = _ours("**Bidroom, 1 channel and one's own, JSON**", site, json_steps(CHANNELS[0]))
        peers: list[Peer | Ours] = [*ALONE, one, json, protobuf]
        for number in range(ROUNDS):
            for peer in peers:
                print(f"round {number + 1}, {peer.name}", file=sys.stderr)
                try:
                    done[peer.name].append(runs(peer, COUNT, ())["connect"])
                except Missing as why:
                    missing[peer.name] = str(why)
    rows: list[dict[str, object]] = [_row(name, measured) for name, measured in done.items() if measured]
    rows += [{"server": f"{name}: {why}"} for name, why in (missing | NOT_TRIED).items()]
    what = "memory of an idle signed-in connection, 3 channels"
    met = [
        Target(f"{what}, {format_}", _kib(done[peer.name]), "KiB", bound, goal=bound == GOAL_KIB)
        for peer, format_ in ((json, "JSON"), (protobuf, "Protobuf"))
        for bound in (MOST_KIB, GOAL_KIB)
    ]
    return Report(f"{COUNT:,} connections, 64 being made at any moment:\n\n{table(rows)}", met, ROUNDS)


def _ours(name: str, site: Speedway, steps: Sequence[str]) -> Ours:
    return Ours(name, [site], "/publish", steps)


def _kib(measured: Sequence[Mapping[str, Any]]) -> float:
    return median(float(each["kib"]) for each in measured)


def _row(name: str, measured: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    return {
        "server": name,
        "CPU µs each": f"{median(each['cpu_us'] for each in measured):,.0f}",
        "so many a second of a whole core": f"{1e6 / median(each['cpu_us'] for each in measured):,.0f}",
        "a second, measured": f"{median(COUNT / each['seconds'] for each in measured):,.0f}",
        "KiB each": f"{_kib(measured):.1f}",
    }
