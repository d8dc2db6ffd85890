"""Two people, each before a page of their own: whatever the one does is on the other's, whatever happens to the line."""

from contextlib import suppress
from datetime import timedelta

import pytest
from playwright.async_api import Error, expect

from tests.browser.conftest import Arrives
from tests.browser.reader import Reader
from tests.cast import Clock, Person, now
from tests.clients.founding import OTTO
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def sit_down(arrives: Arrives) -> tuple[Reader, Reader, int]:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await carla.opens(f"jobs/{job}")
    await carla.reads("The first one appears here by itself")
    await fred.opens(f"jobs/{job}")
    await carla.page.evaluate("window.isSamePage = true")
    return carla, fred, job


async def test_a_bid_is_on_the_clients_page_and_on_her_desk_without_reloading(arrives: Arrives) -> None:
    carla, fred, _ = await sit_down(arrives)
    await fred.bids_in_the_form("800")
    await carla.sees_bids("Fred")
    await fred.reads("Your bid stands")
    await carla.page.get_by_role("link", name="Compare the bids").click()
    await carla.sees_bids("€800")
    await fred.fills(price="750")
    await fred.presses("Change my bid")
    await carla.sees_bids("€750")
    assert await carla.page.evaluate("window.isSamePage")


async def test_three_bids_while_she_is_offline_are_there_once_and_in_order(arrives: Arrives) -> None:
    carla, fred, job = await sit_down(arrives)
    await fred.bids_in_the_form("800")
    await carla.sees_bids("Fred")
    await carla.page.context.set_offline(True)
    await carla.reads_that_it_is("Offline")
    for name, amount in (("Frida", 90_000), ("Fay", 70_000), ("Flora", 85_000)):
        await (await arrives(name)).places_a_bid(job, amount)
    await carla.sees_bids("Fred")
    await carla.page.context.set_offline(False)

    await carla.reads_that_it_is("Live")
    await carla.sees_bids("Fay", "Fred", "Flora", "Frida")
    await expect(carla.page.locator("[data-rank]")).to_have_text(["Rank 1", "Rank 2", "Rank 3", "Rank 4"])
    assert await carla.page.evaluate("window.isSamePage")


async def test_a_bid_written_offline_outlives_a_reload_and_is_placed_once(arrives: Arrives) -> None:
    carla, fred, job = await sit_down(arrives)
    await fred.reads("Place your bid")
    await fred.page.context.set_offline(True)
    await fred.reads_that_it_is("Offline")
    await fred.bids_in_the_form("600")
    await fred.sees_bids("being sent")
    with suppress(Error):  # the browser has nothing to show
        await fred.page.reload()
    await expect(carla.bids()).to_have_count(0)
    await fred.page.context.set_offline(False)

    await fred.opens(f"jobs/{job}")
    await fred.reads("Your bid stands")
    await fred.sees_bids("€600 in 5 days")
    await carla.sees_bids("Fred")
    await expect(fred.page.get_by_text("being sent")).to_have_count(0)
    assert len(fred.site.logged(f"bids:{job}")) == 1
    await expect(fred.page.get_by_label("Your price")).to_have_value("600")


async def test_a_killed_server_comes_back_under_both_pages(arrives: Arrives, site: Site) -> None:
    carla, fred, job = await sit_down(arrives)
    await fred.reads("Place your bid")
    site.kill()
    for reader in (carla, fred):
        await reader.reads_that_it_is("Reconnecting")
    await fred.bids_in_the_form("800")
    await fred.sees_bids("being sent")
    site.start()
    for reader in (carla, fred):
        await reader.reads_that_it_is("Live")
        await reader.sees_bids("€800 in 5 days")
    await expect(fred.page.get_by_text("being sent")).to_have_count(0)
    assert len(site.logged(f"bids:{job}")) == 1
    assert await carla.page.evaluate("window.isSamePage")


async def test_a_late_bid_moves_the_close_before_everybodys_eyes(arrives: Arrives, site: Site) -> None:
    carla, fred, frida = await arrives("Carla"), await arrives("Fred"), await arrives("Frida")
    job = await carla.posts_a_job(closes_at=(now(site) + timedelta(minutes=11)).isoformat())
    otto = await Person(site, "Otto", "http").has_signed_in(OTTO)
    await Clock(otto).passes("8m")
    await otto.leaves()
    for reader in (carla, frida):
        await reader.opens(f"jobs/{job}")
        await expect(reader.page.get_by_text("in 2 min").first).to_be_visible()
    await fred.places_a_bid(job, 80_000)
    for reader in (carla, frida):
        await reader.reads("A bid came in the last 5 minutes")
        await expect(reader.page.get_by_text("in 4 min").first).to_be_visible()
        await expect(reader.page.locator("[aria-live=polite]")).to_contain_text("Bidding now closes")
