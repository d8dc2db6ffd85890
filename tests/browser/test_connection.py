"""The connection breaks in every way it can, and the page says so, goes on by itself and shows everything once."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrives
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_killed_server_comes_back_under_the_market(arrives: Arrives, site: Site) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    await fred.opens()
    await fred.reads("There are no open jobs yet")
    await carla.posts_a_job(title="Translate our handbook")
    await expect(fred.jobs()).to_contain_text(["Translate our handbook"])

    site.kill()
    await fred.reads_that_it_is("Reconnecting")
    await fred.reads("It comes back by itself")
    site.start()
    await fred.reads_that_it_is("Live")
    await carla.posts_a_job(title="Count our tomatoes")
    await expect(fred.jobs()).to_contain_text(["Count our tomatoes", "Translate our handbook"])


async def test_offline_and_back_the_market_is_there_once_and_in_order(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job(title="Translate our handbook")
    await fred.opens()
    await expect(fred.jobs()).to_have_count(1)

    await fred.page.context.set_offline(True)
    await fred.reads_that_it_is("Offline")
    await carla.posts_a_job(title="Count our tomatoes")
    await carla.does("job.edit", job=job, title="Translate our whole handbook")
    await carla.posts_a_job(title="Draw our lettuce")
    await expect(fred.jobs()).to_contain_text(["Translate our handbook"])
    await fred.page.context.set_offline(False)

    await fred.reads_that_it_is("Live")
    await expect(fred.jobs()).to_contain_text(["Draw our lettuce", "Count our tomatoes", "Translate our whole handbook"])
    await expect(fred.page.locator("[aria-live=polite]")).to_contain_text("Live again. Nothing was missed.")


async def test_a_killed_server_comes_back_and_nothing_is_lost_or_doubled(arrives: Arrives, site: Site) -> None:
    carla, fred, frida = await arrives("Carla"), await arrives("Fred"), await arrives("Frida")
    await fred.opens()
    await fred.reads("There are no open jobs yet")
    job = await carla.posts_a_job()
    await carla.opens(f"jobs/{job}")
    await fred.opens(f"jobs/{job}")
    await fred.bids_in_the_form("800")
    await carla.sees_bids("Fred")

    site.kill()
    await carla.reads_that_it_is("Reconnecting")
    await fred.reads_that_it_is("Reconnecting")
    await fred.reads("It comes back by itself")
    site.start()
    await carla.reads_that_it_is("Live")
    await fred.reads_that_it_is("Live")
    await frida.places_a_bid(job, 70_000)
    await carla.sees_bids("Frida", "Fred")
    await fred.sees_bids("Frida", "Fred")


async def test_offline_and_back_everything_is_there_once_and_in_order(arrives: Arrives) -> None:
    carla, fred, frida = await arrives("Carla"), await arrives("Fred"), await arrives("Frida")
    job = await carla.posts_a_job()
    await fred.opens(f"jobs/{job}")
    await frida.places_a_bid(job, 70_000)
    await fred.sees_bids("Frida")

    await fred.page.context.set_offline(True)
    await fred.reads_that_it_is("Offline")
    await fred.bids_in_the_form("600")
    await fred.sees_bids("being sent", "Frida")
    await frida.does("bid.revise", bid=1, amount=65_000)
    await frida.does("bid.withdraw", bid=1)
    await frida.places_a_bid(job, 50_000, days=2)
    await carla.does("job.edit", job=job, title="Translate our whole handbook")
    await fred.sees_bids("being sent", "Frida")
    await fred.page.context.set_offline(False)

    await fred.reads_that_it_is("Live")
    await fred.sees_bids("€500 in 2 days", "€600 in 5 days")
    await expect(fred.page.get_by_role("heading", level=1)).to_have_text("Translate our whole handbook")
    await expect(fred.page.get_by_text("being sent")).to_have_count(0)
    assert len(fred.site.logged(f"bids:{job}")) == 5


async def test_after_a_restored_backup_the_page_takes_a_fresh_snapshot(arrives: Arrives, site: Site) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await fred.places_a_bid(job, 80_000)
    await carla.opens(f"jobs/{job}")
    await carla.sees_bids("Fred")

    site.shut_down()
    site.bidroom("restored")
    site.start()
    await carla.reads_that_it_is("Live")
    await fred.does("bid.revise", bid=1, amount=75_000)
    await carla.sees_bids("€750 in 9 days")


async def test_a_page_opened_while_the_server_is_away_fills_when_it_is_back(arrives: Arrives, site: Site) -> None:
    carla, olga = await arrives("Carla"), await arrives()
    job = await carla.posts_a_job()
    await olga.opens(f"jobs/{job}")  # the page's own files are there from now on
    await olga.reads("No bids yet")
    await carla.posts_a_job(title="Count our tomatoes")
    await olga.page.get_by_role("main").get_by_role("link", name="Open jobs").click()
    await expect(olga.jobs()).to_have_count(2)
    site.kill()
    await olga.reads_that_it_is("Reconnecting")
    await olga.page.get_by_role("link", name="Count our tomatoes").click()
    await olga.reads("Bidroom cannot be reached")
    site.start()
    await olga.reads("No bids yet")
    await carla.does("job.cancel", job=job + 1)
    await olga.reads("The client cancelled this job")
