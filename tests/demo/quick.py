"""The demo's people in a hurry."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.demo.simulation import Simulation
from tests.clients.site import Site

QUICK = (0.01, 0.05)


@asynccontextmanager
async def acting_quickly(demo: Site) -> AsyncIterator[None]:
    """More of the same people beside those of the server itself, who take their time."""
    simulation = asyncio.create_task(Simulation("0.0.0.0", demo.port, QUICK).run())
    yield
    simulation.cancel()
    await asyncio.gather(simulation, return_exceptions=True)
