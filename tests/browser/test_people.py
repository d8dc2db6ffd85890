"""Registering, signing in and out; by keyboard alone, on a small screen, and told to those who listen."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrives
from tests.browser.reader import Reader, unique
from tests.cast import PASSWORD, mint
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


HEADINGS = {
    "": "Open jobs",
    "?kind=fixed": "Open jobs",
    "jobs/{job}": "W" * 120,
    "sign-in": "Sign in",
    "register": "Register",
    "nowhere": "There is no such page",
}


async def tabs_to(reader: Reader, name: str) -> None:
    """Presses Tab until what has the focus is called so."""
    for _ in range(40):
        await reader.page.keyboard.press("Tab")
        focused = reader.page.locator(":focus")
        called = await focused.evaluate("node => node.labels?.[0]?.textContent ?? node.textContent")
        if called.startswith(name):
            return
    raise AssertionError(f"Tab never came to {name}")


async def types(reader: Reader, **fields: str) -> None:
    for label, text in fields.items():
        await tabs_to(reader, label)
        await reader.page.keyboard.type(text)


async def test_from_registering_to_a_job_by_keyboard_alone(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives()
    title = unique("Translate our handbook")
    await carla.posts_a_job(title=title)
    await fred.opens()
    keyboard = fred.page.keyboard
    await tabs_to(fred, "Register")
    await keyboard.press("Enter")
    await expect(fred.page.get_by_role("heading", name="Register")).to_be_focused()
    await types(fred, Name="Fred", **{"E-mail": f"fred-{mint()}@example.org"}, Password=PASSWORD)
    await keyboard.press("Enter")
    await expect(fred.page.get_by_role("heading", name="Open jobs")).to_be_focused()
    await expect(fred.page.get_by_role("button", name="Account of Fred")).to_be_visible()

    await tabs_to(fred, title)
    await keyboard.press("Enter")
    await expect(fred.page.get_by_role("heading", level=1)).to_be_focused()
    await keyboard.press("Shift+Tab")
    await keyboard.press("Shift+Tab")
    await fred.page.reload()
    await expect(fred.page.get_by_role("heading", level=1)).to_have_text(title)
    await keyboard.press("Tab")
    await expect(fred.page.get_by_role("link", name="Skip to the content")).to_be_focused()


async def test_signing_in_returns_to_where_one_was(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives()
    title = unique("Translate our handbook")
    job = await carla.posts_a_job(title=title)
    email = f"fred-{mint()}@example.org"
    await carla.does("account.register", name="Fred", email=email, password=PASSWORD)
    await fred.opens(f"jobs/{job}")
    await fred.page.get_by_role("navigation").get_by_role("link", name="Register").click()
    await fred.page.get_by_role("link", name="Sign in instead").click()
    await fred.fills(**{"e-mail": email, "^password": "something else"})
    await fred.signs_in()
    await expect(fred.page.get_by_role("alert")).to_have_text("There is no account with this e-mail address and password.")
    await fred.fills(**{"^password": PASSWORD})
    await fred.signs_in()
    await expect(fred.page.get_by_role("heading", level=1)).to_have_text(title)

    await fred.signs_out()
    await expect(fred.page.get_by_role("heading", name="Open jobs")).to_be_visible()
    await expect(fred.page.get_by_role("navigation").get_by_role("link", name="Register")).to_be_visible()
    await fred.reads_that_it_is("Live")
    await expect(fred.page.get_by_text("You were signed out")).to_have_count(0)


async def test_what_is_wrong_stands_beside_its_field(arrives: Arrives) -> None:
    rita = await arrives()
    await rita.opens("register")
    await rita.fills(**{"^name": "", "e-mail": "rita", "^password": "short"})
    await rita.page.get_by_role("main").get_by_role("button", name="Register").click()
    email, password = (rita.page.get_by_label(label, exact=True) for label in ("E-mail", "Password"))
    await expect(email).to_have_attribute("aria-invalid", "true")
    await expect(password).to_have_accessible_description(re.compile("At least 10 characters"))
    await expect(rita.page.locator(":focus")).to_have_attribute("aria-invalid", "true")
    await expect(email).to_have_value("rita")
    await expect(password).to_have_attribute("autocomplete", "new-password")


async def test_a_foreign_next_leads_to_the_market(arrives: Arrives) -> None:
    fred = await arrives("Fred")
    for next_page in ("//example.org/", "https://example.org/", "/%5Cexample.org"):
        await fred.page.goto(f"/sign-in?next={next_page}")
        await expect(fred.page).to_have_url(f"{fred.site.url}/")


async def test_what_arrives_is_told_to_those_who_listen(arrives: Arrives) -> None:
    carla, olga = await arrives("Carla"), await arrives()
    word = mint()[:8]
    await olga.opens(f"?q={word}")
    await olga.reads("No open job matches")
    await carla.posts_a_job(title=f"Count our tomatoes {word}")
    await expect(olga.page.locator("[aria-live=polite]")).to_have_text(f"New job: Count our tomatoes {word}.")


async def test_nothing_is_wider_than_the_screen(arrives: Arrives) -> None:
    carla, rita, olga = await arrives("Carla"), await arrives("R" * 80), await arrives()
    job = await carla.posts_a_job(title="W" * 120, description="W" * 5000, skills=["w" * 40, "v" * 40], budget_max=10**12)
    for reader in (rita, olga):
        for width in (320, 1280):
            await reader.page.set_viewport_size({"width": width, "height": 700})
            for place, heading in HEADINGS.items():
                if reader is rita and place in ("sign-in", "register"):
                    continue
                await reader.opens(place.format(job=job))
                await expect(reader.page.get_by_role("heading", level=1)).to_have_text(heading)
                wide = await reader.page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{place} is {wide} wide"


async def test_a_session_ended_elsewhere_signs_the_page_out_with_a_sentence(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await fred.opens(f"jobs/{job}")
    await expect(fred.page.get_by_role("button", name="Account of Fred")).to_be_visible()

    await fred.does("account.sign_out")
    await fred.reads("You were signed out")
    await expect(fred.page.get_by_role("navigation").get_by_role("link", name="Register")).to_be_visible()
    await fred.reads_that_it_is("Live")
    await fred.page.get_by_role("alert").get_by_role("link", name="Sign in").click()
    await expect(fred.page).to_have_url(f"{fred.site.url}/sign-in?next=%2Fjobs%2F{job}")


async def test_signing_out_and_in_is_noticed_in_the_other_tab(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    await fred.opens()
    await expect(fred.page.get_by_role("button", name="Account of Fred")).to_be_visible()
    other = await fred.opens_another_tab()
    await other.opens()
    await other.signs_out()
    await fred.reads("You were signed out")

    email = f"frida-{mint()}@example.org"
    await carla.does("account.register", name="Frida", email=email, password=PASSWORD)
    await other.opens("sign-in")
    await other.fills(**{"e-mail": email, "^password": PASSWORD})
    await other.signs_in()
    await expect(fred.page.get_by_role("button", name="Account of Frida")).to_be_visible()
    await expect(fred.page.get_by_text("You were signed out")).to_have_count(0)


async def test_light_dark_or_like_the_device(arrives: Arrives) -> None:
    olga = await arrives(color_scheme="light")
    await olga.opens()
    root = olga.page.locator("html")
    await expect(root).to_have_attribute("data-mantine-color-scheme", "light")
    await olga.presses("Appearance")
    await olga.page.get_by_role("menuitem", name="Dark").click()
    await expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
    await olga.page.reload()
    await expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
