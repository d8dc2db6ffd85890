"""A server is told to stop while everybody works: its goodbyes are spread, it ends well, and nothing answered is lost."""

import asyncio
from contextlib import AsyncExitStack

from websockets.exceptions import ConnectionClosed

from server.channels.codes import SHUTDOWN
from tests.clients.founding import Founded
from tests.clients.raw import Raw
from tests.stories.crowd import crowd

STRANGERS = 100
SLICE_SECONDS = 1.0


async def test_a_stop_under_load_loses_nothing(founded: Founded) -> None:
    with founded.copy(closing_seconds=2) as site:
        async with crowd([site]) as here:
            working = asyncio.create_task(here.works(lambda: len(here.done) >= 400))
            for commands in (100, 200, 300):
                await here.reaches(commands)
                await asyncio.to_thread(site.shut_down)  # must end with exit code 0
                acknowledged = set(here.done)
                logged = "".join(body for _, body in site.logged(f"bids:{here.job}"))
                assert not [key for key in acknowledged if key not in logged]
                await asyncio.to_thread(site.start)
            await working
            await here.has_lost_nothing()
            assert all(page.connections > 3 for page in here.pages)


async def test_goodbyes_are_said_in_slices(founded: Founded) -> None:
    with founded.copy(closing_seconds=SLICE_SECONDS * 40) as site:
        async with AsyncExitStack() as leaving:
            strangers = [await leaving.enter_async_context(await Raw.connected(site.socket_url)) for _ in range(STRANGERS)]
            stopping = asyncio.create_task(asyncio.to_thread(site.shut_down))
            await asyncio.wait([asyncio.create_task(each.closed()) for each in strangers], return_when="FIRST_COMPLETED")
            served = await asyncio.gather(*(is_served(stranger) for stranger in strangers))
            assert 0 < served.count(True) < STRANGERS
            await stopping
            assert {await stranger.closed() for stranger in strangers} == {SHUTDOWN}


async def is_served(stranger: Raw) -> bool:
    """Somebody whose turn has not come is answered as always."""
    try:
        await stranger.asks("ping")
    except (AssertionError, ConnectionClosed):
        return False
    return True
