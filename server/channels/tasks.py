"""Ending tasks for certain."""

import asyncio
from collections.abc import Iterable
from typing import Any


async def stop(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancels until they have ended: Redis' client may take a cancellation for one of its own timeouts, and go on."""
    going = set(tasks)
    while going:
        for task in going:
            task.cancel()
        _, going = await asyncio.wait(going, timeout=1)
