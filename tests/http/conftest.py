from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.http.edge import serve


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with serve(tmp_path) as client:
        yield client
