"""One's profile and sessions, live over two windows; and how others see a person."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Arrives
from tests.browser.reader import Reader
from tests.cast import PASSWORD, mint
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


def section(reader: Reader, heading: str) -> Locator:
    return reader.page.locator("section", has=reader.page.get_by_role("heading", name=heading)).last


async def opens_the_profile(reader: Reader) -> None:
    await reader.opens("profile")
    await reader.reads("What you say of yourself")


async def test_a_profile_is_written_and_others_read_it(arrives: Arrives) -> None:
    fred, olga = await arrives("Fred"), await arrives()
    await fred.opens()
    await fred.presses("Account of Fred")
    await fred.page.get_by_role("menuitem", name="Your profile").click()
    await fred.reads("6 things would help others to judge you")
    await fred.page.get_by_label("Headline").fill("Gardens, in three languages")
    await fred.page.get_by_label("About you").fill("I have translated three books about gardens.")
    for field, answers in {"Skills": ("German", "Botany"), "Languages": ("Portug",)}.items():
        box = fred.page.get_by_role("combobox", name=field)
        for word in answers:
            await box.fill(word)
            if field == "Languages":
                await fred.page.get_by_role("option", name="Portuguese", exact=True).click()
            await box.press("Enter" if field == "Skills" else "Tab")
    await fred.page.get_by_label("Rate an hour").fill("40,50")
    await fred.presses("Use this device’s, Europe/Berlin")
    preview = section(fred, "As others see you")
    for words in ("Gardens, in three languages", "botany", "Portuguese", "€40.50 an hour", "Europe/Berlin"):
        await expect(preview).to_contain_text(words)
    await fred.presses("Save the profile")
    await fred.reads("Saved. Others see it from now on.")
    await fred.reads("Your profile says all that others look for.")

    profile = (await fred.asks("me"))["profile"]
    assert (profile["skills"], profile["languages"]) == (["german", "botany"], ["pt"])
    assert (profile["rate"], profile["currency"], profile["time_zone"]) == (4050, "EUR", "Europe/Berlin")
    await olga.opens(f"people/{profile['id']}")
    await expect(olga.page.get_by_role("heading", level=1)).to_have_text("Fred")
    for words in ("Gardens, in three languages", "three books about gardens", "botany", "Portuguese", "€40.50 an hour"):
        await olga.reads(words)


async def test_what_is_refused_stands_at_its_field_and_stays_typed(arrives: Arrives) -> None:
    fred = await arrives("Fred")
    await opens_the_profile(fred)
    headline, rate = fred.page.get_by_label("Headline"), fred.page.get_by_label("Rate an hour")
    await rate.fill("forty")
    await fred.presses("Save the profile")
    await expect(rate).to_have_accessible_description(re.compile("Write it as 800 or 800.50"))
    await rate.fill("")
    await headline.fill("W" * 121)
    await fred.presses("Save the profile")
    await expect(headline).to_have_accessible_description(re.compile("At most 120 characters"))
    await expect(headline).to_be_focused()
    await fred.page.reload()
    await expect(headline).to_have_value("W" * 121)
    await headline.fill("")
    await fred.presses("Save the profile")
    await fred.reads("There is nothing to save")


async def test_two_windows_show_the_same_and_undo_nothing_of_each_other(arrives: Arrives) -> None:
    fred = await arrives("Fred")
    await opens_the_profile(fred)
    other = await fred.opens_another_tab()
    await opens_the_profile(other)
    about, headline = other.page.get_by_label("About you"), other.page.get_by_label("Headline")
    await about.fill("Ten years of gardens.")
    await fred.page.get_by_label("Headline").fill("Gardens")
    await fred.presses("Save the profile")
    await expect(headline).to_have_value("Gardens")
    await expect(about).to_have_value("Ten years of gardens.")
    await other.reads("5 things would help")

    await headline.fill("Gardens and trees")
    await fred.page.get_by_label("Headline").fill("Gardens and books")
    await fred.presses("Save the profile")
    await other.reads("Changed in another window meanwhile: Headline.")
    await expect(headline).to_have_value("Gardens and trees")
    await other.presses("Take what was saved there")
    await expect(headline).to_have_value("Gardens and books")
    await other.presses("Save the profile")
    await other.reads("Saved.")
    await expect(fred.page.get_by_label("About you")).to_have_value("Ten years of gardens.")
    profile = (await fred.asks("me"))["profile"]
    assert (profile["headline"], profile["about"]) == ("Gardens and books", "Ten years of gardens.")


async def test_sessions_come_and_go_while_one_looks_and_may_be_ended(arrives: Arrives) -> None:
    carla, fred, thief = await arrives("Carla"), await arrives(), await arrives()
    email = f"fred-{mint()}@example.org"
    await carla.does("account.register", name="Fred", email=email, password=PASSWORD)
    for reader in (fred, thief):
        await reader.opens("sign-in?next=/profile")
        await reader.fills(**{"e-mail": email, "^password": PASSWORD})
        await reader.signs_in()
        await reader.reads("This device")
    sessions = fred.page.get_by_role("list", name="Where you are signed in").get_by_role("listitem")
    await expect(sessions).to_have_count(3)  # with the one of registering
    await expect(sessions.filter(has_text="This device")).to_have_count(1)
    await expect(sessions.nth(1)).to_contain_text("This device")

    await sessions.first.get_by_role("button", name="End this session").click()
    await expect(sessions).to_have_count(2)
    await expect(sessions.first).to_contain_text("This device")
    await thief.reads("You were signed out")
    await thief.reads("Sign in to see and change your profile")


async def test_a_page_of_a_person_tells_what_is_proven_from_what_is_said(arrives: Arrives) -> None:
    carla, fred, olga = await arrives("Carla"), await arrives("Fred"), await arrives()
    job = await carla.posts_a_job()
    await carla.does("job.cancel", job=await carla.posts_a_job())
    await fred.places_a_bid(job, 80_000)
    await fred.does("profile.update", about="The best translator of all.")
    await olga.opens(f"jobs/{job}")
    await olga.page.get_by_role("main").get_by_role("link", name="Carla").first.click()
    await expect(olga.page.get_by_role("heading", level=1)).to_have_text("Carla")
    proven = section(olga, "What the record shows")
    await expect(proven).to_contain_text(re.compile("Jobs open now1.*Jobs cancelled1.*Bids that stand on them1", re.DOTALL))
    await expect(proven).to_contain_text("for people who are signed in")
    await expect(section(olga, "What Carla says")).to_contain_text("Nothing yet.")

    me = (await fred.asks("me"))["profile"]["id"]
    await carla.opens(f"people/{me}")
    await expect(section(carla, "What the record shows")).to_contain_text("Bids that stand1")
    await expect(section(carla, "What Fred says")).to_contain_text("The best translator of all.")
    await expect(section(carla, "What the record shows")).not_to_contain_text("best")
    for nobody in ("999999", "fred"):
        await olga.opens(f"people/{nobody}")
        await olga.reads("No such person")


async def test_signed_out_the_profile_leads_to_the_door_and_back(arrives: Arrives) -> None:
    olga = await arrives()
    await olga.opens("profile")
    await olga.reads("Sign in to see and change your profile")
    await olga.page.get_by_role("main").get_by_role("link", name="Sign in").click()
    await expect(olga.page).to_have_url(f"{olga.site.url}/sign-in?next=%2Fprofile")
