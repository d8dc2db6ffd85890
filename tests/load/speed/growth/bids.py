"""`bid.place`, acknowledged and durable, by 32 people."""

import sys

from tests.load.measuring import quantile
from tests.load.speed import bidding
from tests.load.speed.growth.growth import Growth
from tests.load.speed.growth.sizes import BIDDERS, Size
from tests.load.speed.ours import tokens_of


async def measure(growth: Growth, database: str, size: Size, number: int) -> None:
    print(f"{size}: bid.place, {database}", file=sys.stderr)
    first = 1 + number * BIDDERS
    size.site.start()
    try:
        tokens = tokens_of(size.site)[first : first + BIDDERS]
        measured = await bidding.measure(size.site.port, size.site.pid, tokens, size.jobs)
    finally:
        size.site.shut_down()
    for what, times in size.grew:
        growth.add(f"`bid.place`, {database}, {BIDDERS} people: a second", what, times, measured.commands_a_second)
        growth.add(f"`bid.place`, {database}, {BIDDERS} people: CPU µs", what, times, measured.cpu_us)
        growth.add(f"`bid.place`, {database}, {BIDDERS} people: p99 ms", what, times, quantile(measured.waits, 0.99) * 1000)
