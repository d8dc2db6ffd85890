"""Connections: how many a second one process takes in, and what memory each keeps when nothing happens."""

import os
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from tests.load.measuring import table
from tests.load.speed.building import build
from tests.load.speed.comparing import BARE, NAIVE, PLAIN_SEND, SOCKETIO_NODE, SOCKETIO_PYTHON, WS, Missing, Ours, Peer, runs
from tests.load.speed.cores import be_the_client
from tests.load.speed.ours import Speedway, json_steps, protobuf_steps

COUNT = int(os.environ.get("CONNECTIONS", "2000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
MOST_KIB = 36.0
GOAL_KIB = 24.0
CHANNELS = ("job:1", "market")
"""The third is everybody's own, which the server subscribes them to."""


async def main() -> str:
    build()
    be_the_client()
    done: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    missing: dict[str, str] = {}
    with Speedway(COUNT) as site:
        json = _ours("**Bidroom, 3 channels, JSON**", site, json_steps(*CHANNELS))
        protobuf = _ours("**Bidroom, 3 channels, Protobuf**", site, protobuf_steps(*CHANNELS))
        one = _ours("**Bidroom, 1 channel and one's own, JSON**", site, json_steps(CHANNELS[0]))
        peers: list[Peer | Ours] = [PLAIN_SEND, BARE, NAIVE, WS, SOCKETIO_NODE, SOCKETIO_PYTHON, one, json, protobuf]
        for number in range(ROUNDS):
            for peer in peers:
                print(f"round {number + 1}, {peer.name}", file=sys.stderr)
                try:
                    done[peer.name].append(runs(peer, COUNT, ())["connect"])
                except Missing as why:
                    missing[peer.name] = str(why)
    rows: list[dict[str, object]] = [_row(peer.name, done[peer.name]) for peer in peers if peer.name in done]
    rows += [{"server": f"{name}: {why}"} for name, why in missing.items()]
    met = [
        {
            "what": f"memory of an idle signed-in connection, {peer.name.strip('*')}",
            "measured": f"{_kib(done[peer.name]):.1f} KiB",
            "target": f"≤ {MOST_KIB:g} KiB (goal {GOAL_KIB:g})",
            "met": "**no**"
            if _kib(done[peer.name]) > MOST_KIB
            else "yes"
            if _kib(done[peer.name]) > GOAL_KIB
            else "yes, and the goal",
        }
        for peer in (json, protobuf)
    ]
    return f"{COUNT:,} connections, 64 being made at any moment:\n\n{table(rows)}\n\n{table(met)}"


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
