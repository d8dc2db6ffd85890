"""Registering, signing in and out; by keyboard alone, on a small screen, and told to those who listen."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrives
from tests.browser.reader import Reader, unique
from tests.cast import PASSWORD, PITCH, mint
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


HEADINGS = {
    "": "Open jobs",
    "#job/{job}": "W" * 120,
    "#post": "Post a job",
    "#sign-in": "Sign in",
    "#register": "Register",
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


async def test_from_registering_to_a_bid_by_keyboard_alone(arrives: Arrives) -> None:
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
    await expect(fred.page.get_by_role("button", name="Sign out")).to_be_visible()

    await tabs_to(fred, title)
    await keyboard.press("Enter")
    await expect(fred.page.get_by_role("heading", level=1)).to_be_focused()
    await types(fred, **{"Your price": "800", "Days": "5", "Your pitch": PITCH})
    await tabs_to(fred, "Place my bid")
    await keyboard.press("Enter")
    await expect(fred.page.get_by_role("heading", name="Your bid stands")).to_be_focused()
    await fred.sees_bids("€800 in 5 days")


async def test_signing_in_returns_to_the_job_and_signing_out_hides_the_bids(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives()
    job = await carla.posts_a_job()
    email = f"fred-{mint()}@example.org"
    await carla.does("account.register", name="Fred", email=email, password=PASSWORD)
    await fred.opens(f"#job/{job}")
    await fred.page.get_by_role("main").get_by_role("link", name="Sign in").click()
    await fred.fills(**{"e-mail": email, "password": "something else"})
    await fred.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    await expect(fred.page.get_by_role("alert")).to_have_text("There is no account with this e-mail address and password.")
    await fred.fills(password=PASSWORD)
    await fred.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    await fred.reads("Place your bid")

    await fred.presses("Sign out")
    await fred.reads("Post a job")
    await fred.page.go_back()
    await fred.reads("Want to bid?")
    await fred.reads_that_it_is("Live")


async def test_a_job_may_be_written_before_signing_in(arrives: Arrives) -> None:
    rita = await arrives()
    await rita.opens("#post")
    await rita.reads("You are not signed in")
    await rita.fills(title="Count our tomatoes", description="Every plant in every greenhouse, once a week, all summer.")
    await rita.page.get_by_label("Category").select_option(label="Data entry")
    await rita.presses("Post the job")
    await rita.reads("Please sign in first.")
    await rita.page.get_by_role("navigation").get_by_role("link", name="Register").click()
    await rita.fills(name="Rita", **{"e-mail": f"rita-{mint()}@example.org", "password": PASSWORD})
    await rita.page.get_by_role("main").get_by_role("button", name="Register").click()

    await expect(rita.page.get_by_label("Title")).to_have_value("Count our tomatoes")
    await rita.presses("Post the job")
    await expect(rita.page.get_by_role("heading", level=1)).to_have_text("Count our tomatoes")
    await rita.reads("Your job")


async def test_what_arrives_is_told_to_those_who_listen(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await carla.opens(f"#job/{job}")
    await carla.reads("Your job")  # what her page's snapshot has seen already is no news to it
    await fred.places_a_bid(job, 80_050, days=5)
    await expect(carla.page.locator("[aria-live=polite]")).to_have_text("New bid by Fred: €800.50 in 5 days.")


async def test_nothing_is_wider_than_the_screen(arrives: Arrives) -> None:
    carla, rita = await arrives("Carla"), await arrives("R" * 80)
    job = await carla.posts_a_job(title="W" * 120, description="W" * 5000, skills=["w" * 40, "v" * 40], budget_max=10**12)
    await rita.does("bid.place", job=job, amount=10**12, days=3650, pitch="W" * 5000)
    for width in (320, 1280):
        await rita.page.set_viewport_size({"width": width, "height": 700})
        for place, heading in HEADINGS.items():
            await rita.opens(place.format(job=job))
            await expect(rita.page.get_by_role("heading", level=1)).to_have_text(heading)
            wide = await rita.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{place} is {wide} wide"


async def test_a_session_ended_elsewhere_signs_the_page_out_with_a_sentence(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await fred.opens(f"#job/{job}")
    await fred.fills(price="800", pitch=PITCH)

    await fred.does("account.sign_out")
    await fred.reads("You were signed out")
    await expect(fred.page.get_by_role("navigation").get_by_role("link", name="Register")).to_be_visible()
    await fred.reads_that_it_is("Live")
    await fred.page.go_back()
    await fred.reads("Sign in to see prices and ranks")
