"""A site, a browser, and people who arrive at it. Whoever met trouble fails the test at its end.

The browser and its tests live in one event loop, because starting a browser takes longer than most tests.
"""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.reader import Reader
from tests.clients.founding import Founded
from tests.clients.site import Site

ARGUMENTS = [
    "--headless",
    "--no-sandbox",  # without it Chromium refuses to run as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

Arrives = Callable[..., Awaitable[Reader]]


@pytest.fixture(scope="session")
def founded() -> Iterator[Founded]:
    """On SQLite alone: what the page sees of the database is tried on both elsewhere."""
    founded = Founded(None)
    yield founded
    founded.clear_away()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "Chromium is not installed; tests/setup.sh installs it"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def arrives(chromium: Browser, site: Site) -> AsyncIterator[Arrives]:
    """`await arrives("Carla")`, with an account of her own; `await arrives()` passes by."""
    everybody: list[Reader] = []

    async def arrive(name: str | None = None, **options: Any) -> Reader:
        everybody.append(await Reader.arrives(chromium, site, name, **options))
        return everybody[-1]

    yield arrive
    for reader in everybody:
        await reader.leaves()
    assert not [trouble for reader in everybody for trouble in reader.troubles]
