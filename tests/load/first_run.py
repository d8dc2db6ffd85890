"""From `git clone` to the first live bid on a screen, as somebody meets it who tries Bidroom for the first time."""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from playwright.async_api import Browser, expect

from tests.cast import JOB, PASSWORD, mint
from tests.clients.site import ROOT
from tests.load.chromium import chromium
from tests.load.measuring import table
from tests.servers import free_port

PATIENCE = 600.0


async def main() -> str:
    with tempfile.TemporaryDirectory() as folder:
        async with chromium() as browser:
            rows = [
                await run(browser, Path(folder), "first", clones=True),
                await run(browser, Path(folder), "second", clones=False),
            ]
    return (
        "Seconds since the start. The first run has nothing in any cache. The visitor registers, posts a job as soon as the "
        f"page is live, and watches it:\n\n{table(rows)}"
    )


async def run(browser: Browser, folder: Path, name: str, *, clones: bool) -> dict[str, object]:
    began = time.monotonic()
    moments: dict[str, object] = {"run": name}

    def passed(what: str) -> None:
        moments[what] = f"{time.monotonic() - began:.1f}"

    if clones:
        await asyncio.to_thread(_clone, folder)
    passed("cloned")
    port = free_port()
    async with made(folder, port):
        url = f"http://127.0.0.1:{port}"
        await until_served(url)
        passed("served")
        context = await browser.new_context(base_url=url, locale="en-GB")
        page = await context.new_page()
        await page.goto("/")
        await expect(page.locator("#connection")).to_have_text("Live", timeout=30_000)
        passed("market live")
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            who = {"name": "Rita", "email": f"{mint()}@example.org", "password": PASSWORD}
            token = (await client.post("/api/account.register", json=who)).raise_for_status().json()["token"]
            bearer = {"Authorization": f"Bearer {token}"}
            job = (await client.post("/api/job.post", json=JOB, headers=bearer)).raise_for_status().json()["job"]
        await context.add_cookies([{"name": "bidroom_session", "value": token, "url": url}])
        await page.goto(f"/jobs/{job}")
        bids = page.get_by_role("list", name="Bids").get_by_role("listitem")
        await expect(page.get_by_text("You alone read the pitches")).to_be_visible(timeout=30_000)
        passed("job on the screen")
        await expect(bids.first).to_be_visible(timeout=PATIENCE * 1000)
        passed("first bid on the screen")
        await context.close()
    return moments


def _clone(folder: Path) -> None:
    ran = os.spawnlp(os.P_WAIT, "git", "git", "clone", "--quiet", str(ROOT), str(folder / "bidroom"))
    assert ran == 0, f"git clone ended with {ran}"


@asynccontextmanager
async def made(folder: Path, port: int) -> AsyncIterator[None]:
    """`make run`, until it is interrupted as by Ctrl+C."""
    caches = {"PIP_CACHE_DIR": str(folder / "pip"), "npm_config_cache": str(folder / "npm")}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("BIDROOM_", "MAKE"))}
    process = await asyncio.create_subprocess_exec(
        "make", "run", f"PYTHON={sys.executable}",
        cwd=folder / "bidroom",
        env=inherited | caches | {"BIDROOM_PORT": str(port)},
        stdout=sys.stderr,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield
        assert process.returncode is None, "`make run` ended by itself"
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGINT)
            await process.wait()


async def until_served(url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(PATIENCE):
        while True:
            try:
                (await client.get(f"{url}/healthz")).raise_for_status()
                return
            except httpx.HTTPError:
                await asyncio.sleep(0.05)
