"""Everybody comes back after a kill: more people, with a channel each and a job for every hundred."""

import asyncio
import sys

from tests.clients.site import Site
from tests.load.speed.growth.growth import TIMES, Growth
from tests.load.storm import storm

CLIENTS = 300


async def measure(growth: Growth, times: int) -> None:
    print(f"{times * CLIENTS} come back", file=sys.stderr)
    with Site(on_disk=True) as site:
        met = await storm(site, times * CLIENTS)
        await asyncio.to_thread(site.shut_down)
    what = "people and their channels: " + ", ".join(f"{each * CLIENTS:,}" for each in TIMES)
    growth.add("Everybody comes back, s until all have recovered", what, times, met.recovered_seconds)
    growth.add("Everybody comes back, log reads for each channel", what, times, met.reads_a_channel)
    growth.add("Everybody comes back, session and own log: reads for each client", what, times, met.reads_a_client)
    growth.add("Everybody comes back, s that a command was refused at most", what, times, met.refused_seconds)
