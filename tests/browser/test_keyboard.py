"""Each flow by keyboard alone, and nothing that moves for those who asked for stillness."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrives
from tests.browser.reader import Reader, unique
from tests.cast import PASSWORD, PITCH, mint
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = """node => node.getAttribute('aria-label') ?? node.labels?.[0]?.textContent ?? node.textContent"""
HAS_A_RING = "node => getComputedStyle(node).outlineStyle !== 'none'"


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


async def tabs_to(reader: Reader, name: str) -> None:
    """Presses Tab until what has the focus is called so. Each link and button on the way shows that it has it."""
    for _ in range(60):
        await reader.page.keyboard.press("Tab")
        focused = reader.page.locator(":focus")
        if not await focused.count():
            continue  # the browser's own frame
        if await focused.evaluate("node => node.matches('a, button, summary')"):  # a field's border turns green instead
            assert await focused.evaluate(HAS_A_RING), await focused.evaluate("node => node.outerHTML")
        if (await focused.evaluate(NAME)).strip().startswith(name):
            return
    raise AssertionError(f"Tab never came to {name}")


async def types(reader: Reader, **fields: str) -> None:
    for label, text in fields.items():
        await tabs_to(reader, label)
        await reader.page.keyboard.type(text)


async def presses_with_enter(reader: Reader, name: str) -> None:
    await tabs_to(reader, name)
    await reader.page.keyboard.press("Enter")


async def test_from_a_job_written_first_over_registering_to_the_job_on_the_market(arrives: Arrives) -> None:
    rita = await arrives()
    title = unique("Count our tomatoes")
    keyboard = rita.page.keyboard
    await rita.opens()
    await presses_with_enter(rita, "Post a job")
    await expect(rita.page.get_by_role("heading", name="Post a job")).to_be_focused()
    await types(rita, Title=title, Description="Every plant in every greenhouse, once a week, all summer.")
    await types(rita, Category="Data e")
    await expect(rita.page.get_by_label("Category")).to_have_value("data-entry")
    await tabs_to(rita, "Bidding closes")
    await keyboard.press("ArrowDown")
    await expect(rita.page.get_by_label("Bidding closes")).to_have_value("7")
    await presses_with_enter(rita, "Budget, skills and more")
    await types(rita, **{"Budget up to": "900", "Skills": "Counting, patience"})
    await keyboard.press("Enter")
    await expect(rita.page.get_by_text("patience").first).to_be_visible()
    await presses_with_enter(rita, "Register, then post it")

    await expect(rita.page.get_by_role("heading", name="Register")).to_be_focused()
    await types(rita, Name="Rita", **{"E-mail": f"rita-{mint()}@example.org"}, Password=PASSWORD)
    await keyboard.press("Enter")
    await expect(rita.page.get_by_role("heading", name="Post a job")).to_be_focused()
    await presses_with_enter(rita, "Post the job")
    await expect(rita.page.get_by_role("heading", level=1)).to_have_text(title)
    await expect(rita.page.get_by_role("heading", level=1)).to_be_focused()
    job = await rita.page.evaluate(
        "fetch(`/api/job.get?job=${location.pathname.split('/')[2]}`).then(answer => answer.json())"
    )
    assert (job["card"]["budget_max"], job["card"]["skills"]) == (90_000, ["counting", "patience"])


async def test_from_registering_to_a_bid(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives()
    title = unique("Translate our handbook")
    await carla.posts_a_job(title=title)
    await fred.opens()
    await presses_with_enter(fred, "Register")
    await expect(fred.page.get_by_role("heading", name="Register")).to_be_focused()
    await types(fred, Name="Fred", **{"E-mail": f"fred-{mint()}@example.org"}, Password=PASSWORD)
    await fred.page.keyboard.press("Enter")
    await expect(fred.page.get_by_role("button", name="Account of Fred")).to_be_visible()
    await presses_with_enter(fred, title)
    await expect(fred.page.get_by_role("heading", level=1)).to_be_focused()
    await types(fred, **{"Your price": "800", "Days": "5", "Your pitch": PITCH})
    await presses_with_enter(fred, "Place my bid")
    await expect(fred.page.get_by_role("heading", name="Your bid stands")).to_be_focused()
    await fred.sees_bids("€800 in 5 days")


async def test_searching_and_opening_what_was_found(arrives: Arrives) -> None:
    carla, olga = await arrives("Carla"), await arrives()
    word = mint()[:8]
    await carla.posts_a_job(title=f"Count our tomatoes {word}", kind="hourly")
    await carla.posts_a_job(title=f"Paint our greenhouse {word}")
    await olga.opens()
    await types(olga, Search=word)
    await expect(olga.jobs()).to_have_count(2)
    await presses_with_enter(olga, "More filters")
    await types(olga, Paid="By")
    await expect(olga.jobs()).to_have_count(1)
    await presses_with_enter(olga, f"Count our tomatoes {word}")
    await expect(olga.page.get_by_role("heading", level=1)).to_be_focused()
    await expect(olga.page.get_by_role("heading", level=1)).to_have_text(f"Count our tomatoes {word}")


async def test_changing_the_appearance(arrives: Arrives) -> None:
    olga = await arrives(color_scheme="light")
    await olga.opens()
    await presses_with_enter(olga, "Appearance")
    await expect(olga.page.get_by_role("menuitem", name="Light")).to_be_focused()
    await olga.page.keyboard.press("ArrowDown")
    await expect(olga.page.get_by_role("menuitem", name="Dark")).to_be_focused()
    await olga.page.keyboard.press("Enter")
    await expect(olga.page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    await expect(olga.page.get_by_role("button", name="Appearance")).to_be_focused()


async def test_one_s_profile_and_home(arrives: Arrives) -> None:
    fred = await arrives("Fred")
    keyboard = fred.page.keyboard
    await fred.opens()
    await presses_with_enter(fred, "Account of Fred")
    await expect(fred.page.get_by_role("menuitem", name="Your profile")).to_be_focused()
    await keyboard.press("Enter")
    await expect(fred.page.get_by_role("heading", name="Your profile")).to_be_focused()
    await presses_with_enter(fred, "A headline")
    await expect(fred.page.locator(":focus")).to_have_attribute("id", "profile-headline")
    await keyboard.type("Gardens")
    await tabs_to(fred, "Languages")
    await keyboard.type("Portuguese")
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await expect(
        fred.page.get_by_role("main")
        .get_by_text("Brazilian Portuguese")
        .or_(fred.page.get_by_role("main").get_by_text("Portuguese"))
        .first
    ).to_be_visible()
    await presses_with_enter(fred, "Save the profile")
    await fred.reads("Saved.")
    profile = (await fred.asks("me"))["profile"]
    assert profile["headline"] == "Gardens"
    assert len(profile["languages"]) == 1
    for _ in range(40):
        await keyboard.press("Shift+Tab")
        if await fred.page.locator(":focus").get_attribute("href") == "/home":
            break
    await keyboard.press("Enter")
    await expect(fred.page.get_by_role("heading", name="Home")).to_be_focused()


async def test_nothing_moves_for_those_who_asked_for_stillness(arrives: Arrives) -> None:
    carla, olga, fred = await arrives("Carla"), await arrives(reduced_motion="reduce"), await arrives()
    word = mint()[:8]
    for reader in (olga, fred):
        await reader.opens(f"?q={word}")
        await reader.reads("No open job matches")
        await reader.page.evaluate("document.addEventListener('animationstart', () => (window.moved = true), true)")
    await carla.posts_a_job(title=f"Count our tomatoes {word}")
    for reader in (olga, fred):
        await expect(reader.jobs()).to_have_count(1)
    await fred.page.wait_for_function("window.moved === true")  # what is waited for does move elsewhere
    assert await olga.page.evaluate("window.moved") is None
    await olga.presses("Appearance")
    await olga.page.get_by_role("menuitem", name="Dark").wait_for()
    assert await olga.page.evaluate("document.getAnimations().filter(each => each.playState === 'running').length") == 0
