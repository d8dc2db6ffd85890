"""The bar of a demo, at a real `bidroom demo`: what it says, whom it lets one be, and the switch that everybody has."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.browser.conftest import Arrives
from tests.browser.reader import PATIENCE, Reader
from tests.clients.founding import Founded
from tests.clients.site import UNLIMITED, Site
from tests.demo.quick import acting_quickly

pytestmark = pytest.mark.asyncio(loop_scope="session")

A_WHILE = 60_000
"""Milliseconds that a busy machine may need until somebody acts."""
PHONE = {"viewport": {"width": 320, "height": 640}}


class Demo(Site):
    def command(self) -> list[str]:
        return [*self._bidroom(), "demo", "--port", str(self.port)]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Demo(settings={"rate_password": UNLIMITED})
    yield site
    site.leave()


def bar(reader: Reader) -> Locator:
    return reader.page.get_by_role("complementary", name="Demo")


def switch(reader: Reader) -> Locator:
    return bar(reader).get_by_role("switch", name="Simulation")


async def presses(reader: Reader, button: str) -> None:
    await bar(reader).get_by_role("button", name=button).click()


async def is_told(reader: Reader, text: str) -> None:
    await expect(bar(reader)).to_contain_text(text, timeout=PATIENCE)


async def turns(reader: Reader, on: bool) -> None:
    """As often as it takes: it cannot be turned twice within a second."""
    async with asyncio.timeout(A_WHILE / 1000):
        while await switch(reader).is_checked() != on:
            await switch(reader).press("Space")
            await asyncio.sleep(0.3)


async def a_job_of_the_cast(reader: Reader) -> dict[str, Any]:
    cast = {member["person"] for member in (await reader.asks("demo.status"))["cast"]}
    jobs = (await reader.asks("job.list", limit=100))["jobs"]
    return next(job for job in jobs if job["client"]["id"] in cast)


async def test_one_click_makes_anybody_the_client_of_a_job(arrives: Arrives) -> None:
    olga = await arrives()
    job = await a_job_of_the_cast(olga)
    client = job["client"]["name"]
    await olga.opens(f"jobs/{job['id']}")
    await is_told(olga, "You are looking at a demo. Everybody here is made up")
    await presses(olga, f"Become {client}, the client of this job")
    await is_told(olga, f"You are {client}, of the demo.")
    await olga.reads("You alone read the pitches")
    await expect(olga.page.get_by_role("button", name=f"Account of {client}")).to_be_visible()
    await expect(bar(olga).get_by_role("button", name="the client of this job")).to_have_count(0)

    await presses(olga, "Leave")
    await is_told(olga, "You are looking at a demo.")
    await olga.reads("Want to bid?")


async def test_bids_arrive_by_themselves_and_by_a_click(arrives: Arrives, site: Site) -> None:
    rita, olga = await arrives("Rita"), await arrives()
    job = await rita.posts_a_job()
    await rita.opens(f"jobs/{job}")
    await is_told(rita, "You are Rita, with an account of your own.")
    await rita.page.evaluate("window.never_reloaded = true")
    await expect(rita.bids()).to_have_count(0)
    await olga.opens(f"jobs/{job}")
    way = bar(olga).get_by_role("button", name=re.compile("Become .*, a freelancer"))
    name = re.sub("Become (.*), a freelancer", r"\1", await way.inner_text())
    await way.click()
    await is_told(olga, f"You are {name}, of the demo.")
    await olga.bids_in_the_form("800")
    await rita.sees_bids(name)

    async with acting_quickly(site):
        await expect(rita.bids()).not_to_have_count(1, timeout=A_WHILE)
    assert await rita.page.evaluate("window.never_reloaded")


async def test_the_switch_stands_the_same_in_every_browser(arrives: Arrives, site: Site) -> None:
    olga, rita = await arrives(), await arrives("Rita")
    await olga.opens()
    await rita.opens("sign-in?next=/jobs/1")
    for reader in (olga, rita):
        await expect(switch(reader)).to_be_checked()
    await turns(olga, on=False)
    await expect(switch(rita)).not_to_be_checked()
    await expect(rita.page.locator("[aria-live=polite]")).to_contain_text("The simulation has been stopped.")
    assert (await rita.asks("demo.status"))["simulating"] is False
    await turns(rita, on=True)
    await expect(switch(olga)).to_be_checked()


async def test_whoever_turns_it_too_often_is_told_why_not(arrives: Arrives) -> None:
    olga = await arrives()
    await olga.opens()
    refusal = bar(olga).get_by_role("alert")
    async with asyncio.timeout(A_WHILE / 1000):
        while not await refusal.is_visible():
            await switch(olga).press("Space")
            await asyncio.sleep(0.05)
    await expect(refusal).to_contain_text("Somebody has turned this switch a moment ago.")
    await turns(olga, on=True)


async def test_with_the_keyboard_anybody_is_found_and_entered(arrives: Arrives) -> None:
    olga = await arrives()
    cast = (await olga.asks("demo.status"))["cast"]
    await olga.opens()
    await bar(olga).get_by_role("button", name="Be one of them").press("Enter")
    dialog = olga.page.get_by_role("dialog", name="Be one of them")
    people = dialog.get_by_role("listitem")
    await expect(people).to_have_count(len(cast))
    await expect(dialog.get_by_label("Search")).to_be_focused()
    await olga.page.keyboard.type("no such trade")
    await expect(dialog.get_by_role("status")).to_have_text("Nobody of the demo matches. Try fewer words.")

    wanted = cast[-1]
    await dialog.get_by_label("Search").fill(f"{wanted['name']} {wanted['headline']}".upper())
    await expect(people).to_have_count(1)
    await olga.page.keyboard.press("ArrowDown")
    await expect(people.get_by_role("button")).to_be_focused()
    await olga.page.keyboard.press("Enter")
    await is_told(olga, f"You are {wanted['name']}, of the demo.")
    await expect(dialog).to_have_count(0)
    await expect(bar(olga).locator(":focus")).to_have_count(1)


async def test_every_tab_is_the_same_person(arrives: Arrives) -> None:
    olga = await arrives()
    tab = await olga.opens_another_tab()
    await olga.opens()
    await tab.opens()
    way = bar(olga).get_by_role("button", name=re.compile("Become .*, a client"))
    name = re.sub("Become (.*), a client", r"\1", await way.inner_text())
    await way.click()
    for each in (olga, tab):
        await is_told(each, f"You are {name}, of the demo.")


async def test_nobody_leaves_behind_what_is_on_its_way(arrives: Arrives) -> None:
    rita, olga = await arrives("Rita"), await arrives()
    job = await rita.posts_a_job()
    await olga.opens(f"jobs/{job}")
    await presses(olga, "a freelancer")
    await is_told(olga, ", of the demo.")
    await olga.reads("Place your bid")
    await olga.page.context.set_offline(True)
    await olga.bids_in_the_form("800")
    await olga.sees_bids("being sent")
    await presses(olga, "Leave")
    await expect(bar(olga).get_by_role("alert")).to_contain_text("is still on its way")
    await olga.page.context.set_offline(False)
    await olga.reads("Your bid stands")
    await presses(olga, "Leave")
    await is_told(olga, "You are looking at a demo.")


async def test_it_is_small_where_the_screen_is_and_where_somebody_wants_it(arrives: Arrives) -> None:
    olga, fay = await arrives(), await arrives(**PHONE)
    await olga.opens()
    await presses(olga, "Hide")
    await expect(bar(olga).get_by_role("button", name="Demo: be one of its people")).to_be_focused()
    await olga.page.reload()
    await expect(bar(olga).get_by_role("button")).to_have_text(["Demo: be one of its people"])

    await fay.opens(f"jobs/{(await a_job_of_the_cast(fay))['id']}")
    await presses(fay, "Demo: be one of its people")
    await expect(bar(fay).get_by_role("button", name="the client of this job")).to_be_visible()
    assert await fay.page.evaluate("document.documentElement.scrollWidth") == 320


async def test_a_site_that_is_no_demo_has_none_and_loads_none(chromium: Browser, founded: Founded) -> None:
    with founded.copy() as site:
        olga = await Reader.arrives(chromium, site)
        loaded: list[str] = []
        olga.page.on("request", lambda request: loaded.append(request.url))
        async with olga.page.expect_response("**/api/demo.status*") as asked:
            await olga.opens()
        assert (await (await asked.value).json())["demo"] is False
        while not [url for url in loaded if "JobPage" in url]:  # what is loaded in the quiet that follows
            await asyncio.sleep(0.05)
        await expect(bar(olga)).to_have_count(0)
        assert not [url for url in loaded if "DemoBar" in url]
        assert not olga.troubles
        await olga.leaves()
