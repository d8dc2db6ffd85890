"""What grows when a site grows: 1, 4 and 16 times the subscribers, the channels and the stored events."""

import sys

from tests.load.measuring import table
from tests.load.speed.building import build
from tests.load.speed.comparing import Ours, runs
from tests.load.speed.cores import be_the_client
from tests.load.speed.ours import FOLLOWING, Speedway, json_steps

TIMES = (1, 4, 16)
SUBSCRIBERS, CHANNELS, STORED = 250, 50, 1000
USUAL = 1000
DELIVERIES = 100_000


async def main() -> str:
    build()
    be_the_client()
    rows = []
    most = max(TIMES)
    with Speedway(most * SUBSCRIBERS, jobs=most * CHANNELS) as site:
        for times in TIMES:
            count = times * SUBSCRIBERS
            rows.append(_measured(site, f"{count:,} subscribers of one channel", count, FOLLOWING))
        for times in TIMES:
            jobs = times * CHANNELS
            steps = [*json_steps("job:%I"), "--modulo", str(jobs)]
            rows.append(_measured(site, f"{jobs:,} channels with {USUAL:,} subscribers", USUAL, steps, delivers=False))
    for times in TIMES:
        told = times * STORED
        with Speedway(USUAL, told=told) as site:
            rows.append(_measured(site, f"{told:,} stored events, {USUAL:,} subscribers", USUAL, FOLLOWING))
    return table(rows)


def _measured(site: Speedway, name: str, count: int, steps: list[str], delivers: bool = True) -> dict[str, object]:
    print(name, file=sys.stderr)
    phases = ["burst:2:8", f"burst:1:{DELIVERIES // count}", "burst:16:160"] if delivers else []
    row: dict[str, object] = {"size": name}
    for door, short in (("/hand-over", "delivery"), ("/publish", "committed, delivery")):
        done = runs(Ours(name, [site], door, steps), count, phases)
        if delivers:
            row[f"{short} µs"] = f"{done['burst:1']['cpu_us']:.2f}"
            row[f"{short} µs in bursts"] = f"{done['burst:16']['cpu_us']:.2f}"
    row["a connection, CPU µs"] = f"{done['connect']['cpu_us']:,.0f}"
    row["a connection, KiB"] = f"{done['connect']['kib']:.1f}"
    return row
