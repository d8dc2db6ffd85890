"""Jobs and bids appear on everybody's page as they are made, and only to those who may see them."""

import re

import pytest
from playwright.async_api import Request, Route, expect

from tests.browser.conftest import Arrives
from tests.browser.reader import unique
from tests.cast import PITCH
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


async def test_a_job_and_its_bids_appear_without_reloading(arrives: Arrives) -> None:
    carla, fred, olga = await arrives("Carla"), await arrives("Fred"), await arrives()
    title = unique("Translate our handbook")
    await fred.opens()
    await fred.reads("Sort by")
    await expect(fred.page.get_by_text("Loading the open jobs")).to_have_count(0)
    job = await carla.posts_a_job(title=title)
    await carla.opens(f"jobs/{job}")
    await carla.reads("The first one appears here by itself")

    await expect(fred.jobs().filter(has_text=title)).to_contain_text("New")
    await olga.opens(f"jobs/{job}")
    await olga.reads("No bids yet")
    await fred.page.get_by_role("link", name=title).click()
    await fred.bids_in_the_form("800.50")

    await carla.sees_bids("€800.50 in 5 days")
    await expect(carla.bids()).to_contain_text(["Fred"])
    await expect(carla.bids()).to_contain_text([PITCH])
    await fred.sees_bids("You")
    await expect(fred.page.get_by_role("heading", name="Your bid stands")).to_be_focused()
    await olga.reads("1 bid so far")
    await expect(olga.bids()).to_have_count(0)
    assert "800" not in await olga.page.get_by_role("main").inner_text()


async def test_bids_stand_by_price_and_keep_their_lines(arrives: Arrives) -> None:
    carla, fred, frida = await arrives("Carla"), await arrives("Fred"), await arrives("Frida")
    job = await carla.posts_a_job()
    freds = await fred.places_a_bid(job, 80_000)
    await carla.opens(f"jobs/{job}")
    await carla.sees_bids("Fred")
    await carla.bids().first.evaluate("line => (window.line = line)")

    fridas = await frida.places_a_bid(job, 70_000)
    await carla.sees_bids("Frida", "Fred")
    await expect(carla.bids().filter(has_text="Frida")).to_contain_text("New")
    await frida.does("bid.revise", bid=fridas, amount=80_000)
    await expect(carla.page.locator("[data-rank]")).to_have_text(["Rank 1", "Rank 1"])
    await fred.does("bid.withdraw", bid=freds, reason="My week has filled up.")
    await carla.sees_bids("Frida", "Withdrawn because: My week has filled up.")
    assert await carla.bids().nth(1).evaluate("line => line === window.line")


async def test_one_changes_withdraws_and_places_again(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await fred.opens(f"jobs/{job}")
    await fred.bids_in_the_form("800")
    await fred.reads("Your bid stands")

    await fred.fills(price="750")
    await fred.presses("Change my bid")
    await fred.sees_bids("€750 in 5 dayschanged")
    await fred.page.get_by_text("Withdraw my bid").click()
    await fred.presses("Withdraw it")
    await fred.reads("You withdrew your bid")
    await expect(fred.bids()).to_have_count(0)
    await fred.fills(price="700")
    await fred.presses("Place my bid")
    await fred.sees_bids("€700 in 5 daysplaced")
    assert fred.site.select(f"SELECT version FROM bid WHERE job_id = {job}") == [(3,)]


async def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await fred.opens(f"jobs/{job}")
    await fred.bids_in_the_form("800,000", days="soon")
    price, days, pitch = (fred.page.get_by_label(label) for label in ("Your price", "Days", "Your pitch"))
    await expect(price).to_have_accessible_description(re.compile("Write it as 800 or"))
    await expect(price).to_be_focused()
    await expect(days).to_have_accessible_description(re.compile("such as 5"))

    await fred.bids_in_the_form("800", days="0", pitch="I can.")
    await expect(days).to_have_accessible_description("At least 1.")
    await expect(pitch).to_have_accessible_description(re.compile("At least 20 characters.$"))
    await expect(pitch).to_have_value("I can.")
    await expect(price).not_to_have_attribute("aria-invalid", "true")
    await expect(fred.bids()).to_have_count(0)


async def test_a_bid_whose_answer_is_lost_is_sent_again_and_placed_once(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await fred.opens(f"jobs/{job}")
    sent: list[Request] = []

    async def lose_the_first_answer(route: Route) -> None:
        sent.append(route.request)
        if len(sent) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await fred.page.route("**/api/bid.place", lose_the_first_answer)
    async with fred.page.expect_response("**/api/bid.place") as answered:
        await fred.bids_in_the_form("800")
    assert (await answered.value).ok
    await fred.sees_bids("€800 in 5 days")
    await expect(fred.page.get_by_text("being sent")).to_have_count(0)
    assert len(sent) == 2
    assert sent[0].post_data == sent[1].post_data
    assert len(fred.site.logged(f"bids:{job}")) == 1


async def test_a_bid_on_its_way_is_shown_as_such(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await fred.opens(f"jobs/{job}")
    await fred.page.route("**/api/bid.place", lambda route: route.abort())
    await fred.bids_in_the_form("800")
    await fred.sees_bids("being sent")
    await expect(fred.page.get_by_role("button", name="Waiting for the connection")).to_be_visible()
    await fred.page.set_viewport_size({"width": 320, "height": 700})
    assert await fred.page.evaluate("document.documentElement.scrollWidth") <= 320

    await fred.page.unroute("**/api/bid.place")
    await fred.reads("Your bid stands")
    await fred.sees_bids("placed")


async def test_a_job_that_ends_says_so_where_it_stands(arrives: Arrives) -> None:
    carla, fred, olga = await arrives("Carla"), await arrives("Fred"), await arrives()
    title = unique("Translate our handbook")
    job = await carla.posts_a_job(title=title)
    await fred.places_a_bid(job, 80_000)
    await olga.opens()
    await fred.opens(f"jobs/{job}")
    await fred.reads("Your bid stands")

    await carla.does("job.close", job=job)
    await fred.reads("Bidding closed on")
    await expect(olga.jobs().filter(has_text=title)).to_contain_text("Closed")
    await fred.page.get_by_text("Withdraw my bid").click()
    await fred.presses("Withdraw it")
    await fred.reads("Bidding has closed, so please say why")
    await carla.does("job.cancel", job=job, reason="We found the drawings of last year.")
    await fred.reads("Their reason: We found the drawings of last year.")
    await olga.opens("jobs/999999")
    await olga.reads("This job does not exist")
