"""A delivery, one by one, in bursts and at a steady pace, and the connections that it goes to."""

import sys

from tests.load.measuring import quantile
from tests.load.speed.comparing import Ours, runs
from tests.load.speed.growth.growth import Growth
from tests.load.speed.growth.sizes import FOLLOWED, Size
from tests.load.speed.ours import json_steps

DELIVERIES = 50_000
RATE = 10
ONE_BY_ONE, BURSTS, STEADILY = "burst:1", "burst:16", f"rate:{RATE}"


def measure(growth: Growth, size: Size) -> None:
    print(f"{size}: deliveries", file=sys.stderr)
    many = DELIVERIES // size.subscribers
    followed = max(1, round(size.jobs * FOLLOWED))
    steps = [*json_steps("job:1", "bidders:%I"), "--modulo", str(followed)]
    costs = ["burst:2:8", f"{ONE_BY_ONE}:{many}", f"{BURSTS}:{2 * many}"]
    for door, name, phases in (
        ("/hand-over", "Delivery alone", costs),
        ("/publish", "Committed and delivered", [*costs, f"{STEADILY}:30"]),
    ):
        done = runs(Ours(name, [size.site], door, steps), size.subscribers, phases)
        told = {
            f"{name}, CPU µs each, one by one": done[ONE_BY_ONE]["cpu_us"],
            f"{name}, CPU µs each, in bursts": done[BURSTS]["cpu_us"],
            "Connecting, CPU µs": done["connect"]["cpu_us"],
            "An idle connection, KiB": done["connect"]["kib"],
        }
        if STEADILY in done:
            told[f"{name}, ms until the last has it, p50"] = quantile(done[STEADILY]["ms"], 0.5)
            told[f"{name}, ms until the last has it, p99"] = quantile(done[STEADILY]["ms"], 0.99)
        for what, times in size.grew:
            for measure_, figure in told.items():
                growth.add(measure_, what, times, figure)
