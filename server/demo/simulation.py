"""The demo's people going on by themselves, beside the server that they are clients of. Their troubles are theirs alone."""

import asyncio
import logging
from random import Random

from server.demo.acting import Acting
from server.demo.company import Company

log = logging.getLogger(__name__)

FIRST_SECONDS = 1.5
AGAIN_SECONDS = 2.0
"""After nothing was to be done."""
PACE_SECONDS = (5.0, 15.0)
LONGEST_REST_SECONDS = 60.0
EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}


class Simulation:
    """`host` and `port` are those that the server listens at, `pace` the least and the most seconds between two acts."""

    def __init__(self, host: str, port: int, pace: tuple[float, float] = PACE_SECONDS) -> None:
        host = EVERYWHERE.get(host, host)
        self._url = f"ws://{f'[{host}]' if ':' in host else host}:{port}/connection/websocket"
        self._pace = pace
        self._random = Random()
        self._troubles = 0

    async def run(self) -> None:
        """Until it is cancelled. The first trouble of a row is logged; after each they rest longer."""
        # The SDK logs each failed connection with its traceback; one line of ours says as much.
        logging.getLogger("centrifuge").setLevel(logging.CRITICAL)
        while True:
            try:
                async with Company(self._url) as company:
                    await self._live(company)
            except Exception as trouble:
                if self._troubles == 0:
                    log.warning("the demo's people rest and try again later: %r", trouble)
                self._troubles += 1
            await asyncio.sleep(min(LONGEST_REST_SECONDS, 2.0**self._troubles))

    async def _live(self, company: Company) -> None:
        acting = Acting(company, self._random)
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            await company.may_act.wait()
            done = await acting.act()
            self._troubles = 0
            await asyncio.sleep(self._random.uniform(*self._pace) if done else min(AGAIN_SECONDS, self._pace[0]))
