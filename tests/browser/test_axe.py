"""Every page, light and dark, wide and narrow, signed in and out: axe finds nothing, nothing is wider than the screen."""

import re
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrives
from tests.browser.reader import Reader
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests/js/node_modules/axe-core/axe.min.js"
ROUTES = re.findall(r"^  '(/[^']*)': \(\) => import", (ROOT / "web/src/routes.tsx").read_text(), re.MULTILINE)

# How each page is opened, and what it reads when it is there. A new route must be added here.
PAGES = {
    "/": "Open jobs",
    "/jobs/:id": "W" * 120,
    "/jobs/:id/bids": "",  # one's own job's where one is signed in, and nobody else's
    "/people/:id": "R" * 80,
    "/post": "Post a job",
    "/home": "Home",
    "/profile": "Your profile",
    "/sign-in": "Sign in",
    "/register": "Register",
    "/nowhere": "There is no such page",
}
DOORS = ("/sign-in", "/register")
VIEWS: dict[int, list[Literal["light", "dark"]]] = {320: ["light"], 360: ["dark"], 1280: ["light", "dark"]}


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


async def test_every_page_is_looked_at() -> None:
    assert {*ROUTES, "/nowhere"} == set(PAGES)


async def arrives_with_long_words(arrives: Arrives, signed_in: bool, width: int) -> tuple[Reader, dict[str, Any]]:
    view = {"viewport": {"width": width, "height": 800}, "color_scheme": VIEWS[width][0]}
    reader = await arrives("R" * 80 if signed_in else None, **view)
    rita, carla = reader if signed_in else await arrives("R" * 80), await arrives("Carla")
    job = await carla.posts_a_job(title="W" * 120, description="W" * 5000, skills=["w" * 40, "v" * 40], budget_max=10**12)
    await rita.does("bid.place", job=job, amount=10**12, days=3650, pitch="W" * 5000)
    await rita.does(
        "profile.update", headline="W" * 120, about="W" * 5000, skills=["w" * 40], languages=["pt-BR"], rate=10**9
    )
    own = await rita.posts_a_job(title="V" * 120)
    await carla.does("bid.place", job=own, amount=10**12, days=3650, pitch="W" * 5000)
    return reader, {"/jobs/:id": job, "/jobs/:id/bids": own, "/people/:id": (await rita.asks("me"))["profile"]["id"]}


async def violations(reader: Reader) -> list[str]:
    """What moves is looked at when it stands still: colours that fade in are no colours yet."""
    await reader.page.evaluate("Promise.all(document.getAnimations().map(each => each.finished.catch(() => {})))")
    await reader.page.evaluate(AXE.read_text())
    # All rules run; of what passes nothing is described, which would take longer than they do.
    found = await reader.page.evaluate("axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)")
    return [
        f"{each['id']}: {each['help']}\n    "
        + "\n    ".join(node["html"] + "\n    " + node["failureSummary"] for node in each["nodes"])
        for each in found
    ]


async def is_no_wider_than_the_screen(reader: Reader) -> None:
    wide = await reader.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], f"{reader.page.url} is {wide[0]} wide"


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed-in", "signed-out"])
@pytest.mark.parametrize("width", VIEWS)
async def test_nothing_is_wrong_on_any_page(arrives: Arrives, width: int, signed_in: bool) -> None:
    reader, ids = await arrives_with_long_words(arrives, signed_in, width)
    found: list[str] = []
    for route, heading in PAGES.items():
        if signed_in and route in DOORS:
            continue
        await reader.opens(re.sub(":id", str(ids.get(route)), route).removeprefix("/"))
        await expect(reader.page.get_by_role("heading", level=1)).to_contain_text(heading)
        await expect(reader.page.get_by_role("status").filter(has_text="Loading")).to_have_count(0)
        for scheme in VIEWS[width]:
            await reader.page.emulate_media(color_scheme=scheme)
            await expect(reader.page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
            found += [f"{route}, {scheme}: {each}" for each in await violations(reader)]
            await is_no_wider_than_the_screen(reader)
    assert not found, "\n".join(found)


async def test_nothing_is_wrong_where_something_is_open(arrives: Arrives) -> None:
    fred = await arrives("Fred", viewport={"width": 360, "height": 800})
    found: list[str] = []

    async def look(what: str) -> None:
        found.extend(f"{what}: {each}" for each in await violations(fred))
        await is_no_wider_than_the_screen(fred)

    await fred.opens("post")
    await fred.presses("Budget, skills and more")
    await fred.page.get_by_label("Bidding closes").select_option(label="On a day of my own")
    await fred.page.get_by_label("Category").select_option(label="Data entry")
    await fred.page.get_by_text("See a brief").click()
    await fred.page.get_by_label("Budget from").fill("eight")
    await fred.presses("Post the job")
    await fred.reads("Write it as 800")
    await look("a job with faults")
    await fred.page.get_by_text("Its page").click()
    await fred.presses("Discard what I wrote")
    await look("discarded")
    await fred.opens()
    await fred.presses("More filters")
    await fred.presses("Account of Fred")
    await fred.page.get_by_role("menuitem", name="Your profile").wait_for()
    await look("a menu")
    await fred.opens("profile")
    await fred.page.get_by_role("combobox", name="Languages").click()
    await fred.page.get_by_role("option", name="Arabic").wait_for()
    await look("a list of languages")
    assert not found, "\n".join(found)
