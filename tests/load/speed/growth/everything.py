"""All that is measured at several sizes, in one part of the bench."""

from contextlib import ExitStack

from tests.load.measuring import rounds
from tests.load.report import Report
from tests.load.speed.cores import as_client
from tests.load.speed.growth import bids, deliveries, sleepers, storms
from tests.load.speed.growth.growth import TIMES, Growth
from tests.load.speed.growth.sizes import BIDDERS, SUBSCRIBERS, sizes, with_subscribers
from tests.servers import Postgres

ROUNDS = rounds(1)


async def main() -> Report:
    growth = Growth()
    people = 1 + ROUNDS * BIDDERS
    with ExitStack() as stack:
        stack.enter_context(as_client())
        cluster = stack.enter_context(Postgres(on_disk=True))
        sqlite = sizes(stack, max(people, max(TIMES) * SUBSCRIBERS))
        postgres = sizes(stack, people, cluster.create_database)
        for number in range(ROUNDS):
            for size in [*with_subscribers(sqlite[0]), *sqlite[1:]]:
                deliveries.measure(growth, size)
            for size in sqlite:
                await bids.measure(growth, "SQLite", size, number)
            for size in postgres:
                await bids.measure(growth, "PostgreSQL", size, number)
    for _ in range(ROUNDS):
        for times in TIMES:
            await storms.measure(growth, times)
            await sleepers.measure(growth, times)
    return Report(growth.tables(), (), ROUNDS)
