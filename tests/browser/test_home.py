"""Home: what waits by deadline, what changed since, all that is one's own, and all of it live."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Arrives
from tests.browser.reader import Reader, unique
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


def lines(reader: Reader, name: str) -> Locator:
    return reader.page.get_by_role("list", name=name).get_by_role("listitem")


async def test_an_empty_home_says_the_next_step(arrives: Arrives) -> None:
    fred, olga = await arrives("Fred"), await arrives()
    await fred.opens("home")
    await fred.reads("You have posted no job yet")
    await fred.reads("No bid of yours stands")
    await expect(lines(fred, "Waits for you")).to_contain_text(["Say more of yourself"])
    await fred.presses("Show all bids I ever placed")
    await fred.reads("You have never placed one.")
    await fred.page.get_by_role("main").get_by_role("link", name="Post a job").click()
    await expect(fred.page.get_by_role("heading", level=1)).to_have_text("Post a job")

    await olga.opens("home")
    await olga.reads("Sign in to see what waits for you")
    await olga.page.get_by_role("main").get_by_role("link", name="Sign in").click()
    await expect(olga.page).to_have_url(f"{olga.site.url}/sign-in?next=%2Fhome")


async def test_what_waits_stands_by_deadline_and_moves_while_one_looks(arrives: Arrives) -> None:
    carla, fred, frida = await arrives("Carla"), await arrives("Fred"), await arrives("Frida")
    soon, late = unique("Count our tomatoes"), unique("Translate our handbook")
    job = await carla.posts_a_job(title=late, closes_at="2026-12-20T10:00:00Z")
    await carla.posts_a_job(title=soon, budget_max=90_000)
    await carla.opens("home")
    await expect(lines(carla, "Your jobs")).to_contain_text([soon, late])
    await expect(lines(carla, "Your jobs").first).to_contain_text("Up to €900")
    await expect(lines(carla, "Waits for you")).to_contain_text(["Say more of yourself"])

    await fred.places_a_bid(job, 80_000)
    await expect(lines(carla, "Waits for you")).to_contain_text([f"{late}Read the 1 bid so far", "Say more"])
    await expect(lines(carla, "Your jobs").last).to_contain_text("1 bid")
    await carla.does("job.close", job=job)
    await expect(lines(carla, "Waits for you").first).to_contain_text("Choose among 1 bid")
    await expect(lines(carla, "Your jobs").last).to_contain_text("To be decided")
    await carla.does("profile.update", headline="We grow what we eat", rate=4000)
    await expect(lines(carla, "Waits for you").last).to_contain_text("Still empty: some words about you")

    other = await carla.posts_a_job()
    await fred.places_a_bid(other, 80_000)
    await fred.opens("home")
    await expect(lines(fred, "Your bids")).to_have_count(2)
    await expect(lines(fred, "Your bids").filter(has_text="1st of 1")).to_have_count(2)
    await frida.places_a_bid(other, 70_000)
    await expect(lines(fred, "Your bids").filter(has_text="2nd of 2 by price")).to_have_count(1)
    await expect(lines(fred, "Waits for you").first).to_contain_text("You are 2nd of 2 by price")
    bid = (await fred.asks("job.get", job=other))["my_bid"]["bid"]
    await fred.does("bid.revise", bid=bid, amount=60_050)
    await expect(lines(fred, "Your bids").filter(has_text="€600.50 in 9 days")).to_contain_text("1st of 2")
    await expect(fred.page.get_by_text("You are 2nd of 2")).to_have_count(0)

    await fred.does("bid.withdraw", bid=bid)
    await expect(lines(fred, "Your bids")).to_have_count(1)
    await fred.presses("Show all bids I ever placed")
    await expect(lines(fred, "All bids you ever placed")).to_contain_text(["Withdrawn", "To be decided"])
    await carla.does("job.cancel", job=job)
    await expect(lines(fred, "Your bids")).to_contain_text(["Cancelled"])


async def test_a_bid_placed_on_another_device_comes_in(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    title = unique("Count our tomatoes")
    job = await carla.posts_a_job(title=title)
    await fred.opens("home")
    await fred.reads("No bid of yours stands")
    await fred.places_a_bid(job, 80_000)
    await expect(lines(fred, "Your bids")).to_contain_text([title])
    await carla.does("job.close", job=job)
    await expect(lines(fred, "Your bids")).to_contain_text(["To be decided"])


async def test_what_changed_while_one_was_away_stays_until_it_is_seen(arrives: Arrives) -> None:
    carla, fred, frida = await arrives("Carla"), await arrives("Fred"), await arrives("Frida")
    title, other = unique("Count our tomatoes"), unique("Translate our handbook")
    mine, theirs = await carla.posts_a_job(title=title), await fred.posts_a_job(title=other)
    await carla.places_a_bid(theirs, 80_000)
    await carla.opens("home")
    await expect(lines(carla, "Your jobs")).to_have_count(1)
    await expect(carla.page.get_by_text("Since you were last here")).to_have_count(0)

    await carla.page.get_by_role("link", name="Find work").first.click()
    await carla.reads("Open jobs")
    await fred.places_a_bid(mine, 80_000)
    await frida.places_a_bid(mine, 70_000)
    await frida.places_a_bid(theirs, 70_000)
    await fred.does("job.close", job=theirs)
    await carla.page.get_by_role("link", name="Home").click()
    news = [f"2 new bids on {title}", f"Bidding closed on {other}", f"You went from place 1 to 2 on {other}"]
    await expect(lines(carla, "Since you were last here")).to_have_text(news)
    await carla.page.reload()
    await expect(lines(carla, "Since you were last here")).to_have_text(news)

    await carla.presses("I have seen it")
    await expect(carla.page.get_by_text("Since you were last here")).to_have_count(0)
    await carla.page.reload()
    await expect(lines(carla, "Your jobs")).to_have_count(1)
    await expect(carla.page.get_by_text("Since you were last here")).to_have_count(0)
    await expect(carla.page.get_by_role("link", name=title).first).to_have_attribute("href", re.compile(f"/jobs/{mine}"))


async def test_what_was_missed_offline_is_there_on_return(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job(title=unique("Count our tomatoes"))
    await carla.opens("home")
    await expect(lines(carla, "Your jobs")).to_contain_text(["No bids yet"])
    await carla.page.context.set_offline(True)
    await carla.reads_that_it_is("Offline")
    await fred.places_a_bid(job, 80_000)
    await carla.does("job.close", job=job)
    await carla.page.context.set_offline(False)
    await expect(lines(carla, "Your jobs")).to_contain_text([re.compile("To be decided.*1 bid")])
