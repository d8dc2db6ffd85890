"""The network breaks under everybody again and again while events flow, and every page receives all of them in order.

`CUTS`, `CUT_SECONDS` and `EACH` (pages of each SDK and format) in the environment make it as hard as `make bench` does.
"""

import asyncio
import os
import random
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.clients.proxy import Proxy
from tests.clients.site import Site
from tests.stories.crowd import SDKS, crowd

CUTS = int(os.environ.get("CUTS", "4"))
CUT_SECONDS = float(os.environ.get("CUT_SECONDS", "0.3"))
EACH = int(os.environ.get("EACH", "1"))
MOST_UP_SECONDS = 1.0


@pytest.mark.timeout(60 + CUTS * (CUT_SECONDS + MOST_UP_SECONDS) * 3)
async def test_connections_cut_again_and_again_lose_no_event(site: Site, record_property: Any) -> None:
    seed = random.randrange(2**32)
    record_property("seed", seed)
    chance = random.Random(seed)
    async with AsyncExitStack() as leaving:
        proxies = [await leaving.enter_async_context(Proxy(site.port)) for _ in SDKS * EACH]
        here = await leaving.enter_async_context(crowd([site], 3, EACH, [proxy.socket_url for proxy in proxies]))
        cutting = asyncio.gather(*(cut_again_and_again(proxy, random.Random(chance.random())) for proxy in proxies))
        await here.works(cutting.done, pause=0.05)
        await cutting
        logs = await here.has_lost_nothing()

    expected = sum(map(len, logs.values())) * len(here.pages)
    delivered = sum(len(set(page.offsets(channel))) for page in here.pages for channel in here.channels)
    cuts = sum(proxy.cuts for proxy in proxies)
    assert cuts == CUTS * len(proxies)
    # Some cuts meet a connection that is only being made.
    assert all(page.connections > CUTS // 2 for page in here.pages), [page.connections for page in here.pages]
    assert all(page.recoveries > CUTS // 2 for page in here.pages), [page.recoveries for page in here.pages]
    here.tells(
        record_property,
        clients=len(here.pages),
        cuts=cuts,
        events=sum(map(len, logs.values())),
        to_deliver=expected,
        delivered_in_order=delivered,
        share=f"{delivered / expected:.1%}",
    )


async def cut_again_and_again(proxy: Proxy, chance: random.Random) -> None:
    for _ in range(CUTS):
        await asyncio.sleep(chance.uniform(0.1, MOST_UP_SECONDS))
        while not proxy.open:  # a cut that meets nobody is none
            await asyncio.sleep(0.01)
        await proxy.cut(CUT_SECONDS, silent=chance.random() < 0.5)
