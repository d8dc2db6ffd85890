"""People who never read, and what they cost those who do."""

import sys

from tests.load.measuring import MIB, quantile
from tests.load.slow import slow
from tests.load.speed.growth.growth import TIMES, Growth

SLEEPERS = 12, 50, 200
SECONDS = 5.0


async def measure(growth: Growth, times: int) -> None:
    count = SLEEPERS[TIMES.index(times)]
    print(f"{count} do not read", file=sys.stderr)
    met = await slow(count, 1, SECONDS)
    what = "people who never read: " + ", ".join(map(str, SLEEPERS))
    growth.add("Readers that do not read, s until they are let go of", what, times, met.closed)
    growth.add("Readers that do not read, MiB held for each", what, times, met.held / MIB)
    growth.add("Readers that do not read, others' p99, with / without", what, times, met.p99_ratio)
    growth.add("Readers that do not read, others' p99 ms", what, times, quantile(met.beside[0].waits, 0.99) * 1000)
