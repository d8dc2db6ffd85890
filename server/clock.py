"""What falls due: closings, and keys that are forgotten. Any number of clocks may run; each thing happens once."""

import asyncio
import logging
from datetime import timedelta

from server.auction.closing import close_due_job, due_jobs
from server.messages import NOBODY
from server.storage.database import Database
from server.storage.idempotency import forget_keys
from server.storage.tx import Tx

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
KEEP_KEYS = timedelta(days=30)
TICKS_BETWEEN_CLEANINGS = 3600


class Clock:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self) -> None:
        """Ticks until it is cancelled. What fails is logged and tried again a tick later."""
        ticks = 0
        while True:
            try:
                await self.tick()
                if ticks % TICKS_BETWEEN_CLEANINGS == 0:
                    await self._database.write(NOBODY, _forget_old_keys)
            except Exception:
                log.exception("the clock missed a tick")
            ticks += 1
            await asyncio.sleep(TICK_SECONDS)

    async def tick(self) -> None:
        """Everything that is due now. The action looks again under its lock: another clock may have been first."""
        while due := await self._database.read(NOBODY, due_jobs):
            for job in due:
                await self._database.write(NOBODY, close_due_job, job)


def _forget_old_keys(tx: Tx) -> None:
    forget_keys(tx, tx.now - KEEP_KEYS)
