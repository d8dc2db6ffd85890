from collections.abc import AsyncIterator

import pytest

from server.storage.database import Database
from server.storage.log_reader import LogReader
from server.storage.sqlite import SqliteDatabase
from tests.channels.plaza import Plaza, plaza
from tests.databases import storage

__all__ = ["storage"]


@pytest.fixture
def format_(request: pytest.FixtureRequest, storage: tuple[Database, LogReader]) -> str:
    """Where a suite does not ask for both: one on each database."""
    return str(getattr(request, "param", "json" if isinstance(storage[0], SqliteDatabase) else "protobuf"))


@pytest.fixture
async def here(storage: tuple[Database, LogReader], format_: str) -> AsyncIterator[Plaza]:
    async with plaza(*storage) as running:
        running.url += f"?format={format_}"
        yield running
