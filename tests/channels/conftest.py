from collections.abc import AsyncIterator

import pytest

from server.storage.database import Database
from server.storage.log_reader import LogReader
from tests.channels.plaza import Plaza, plaza
from tests.databases import postgres, storage

__all__ = ["postgres", "storage"]


@pytest.fixture
async def here(storage: tuple[Database, LogReader]) -> AsyncIterator[Plaza]:
    async with plaza(*storage) as running:
        yield running
