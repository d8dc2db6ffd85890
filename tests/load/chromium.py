"""A headless Chromium for the measures, as the tests have one."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from tests.browser.conftest import ARGUMENTS

VISIBLE = ("--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding")
"""Two contexts are two windows, of which Chromium would draw the covered one when it likes."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "Chromium is not installed; tests/setup.sh installs it"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=[*ARGUMENTS, *VISIBLE])
        yield browser
        await browser.close()
