"""The client's desk: all bids, compared side by side, with the keyboard as well, and for nobody else."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrives
from tests.browser.reader import Reader
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


async def at_the_desk(arrives: Arrives) -> tuple[Reader, int, dict[str, Reader]]:
    carla = await arrives("Carla")
    job = await carla.posts_a_job(budget_min=60_000, budget_max=90_000)
    bidders = {name: await arrives(name) for name in ("Fred", "Frida", "Fay")}
    for (name, bidder), (amount, days) in zip(bidders.items(), ((80_000, 9), (70_000, 20), (100_000, 3)), strict=True):
        await bidder.places_a_bid(job, amount, days)
        await bidder.does("profile.update", headline=f"{name} of the gardens")
    await carla.opens(f"jobs/{job}/bids")
    await carla.sees_bids("Frida", "Fred", "Fay")
    return carla, job, bidders


async def test_bids_arrive_and_go_on_the_desk_with_their_reasons(arrives: Arrives) -> None:
    carla, job, bidders = await at_the_desk(arrives)
    await carla.reads("price alone, the lowest first")
    await carla.reads("You decide by")
    await expect(carla.bids().nth(0)).to_contain_text("within the budget")
    await expect(carla.bids().nth(2)).to_contain_text("€100 above the budget")
    await expect(carla.bids().nth(2)).to_contain_text("25 % above the middle bid")
    mine = (await bidders["Frida"].asks("job.get", job=job))["my_bid"]["bid"]
    await bidders["Frida"].does("bid.withdraw", bid=mine, reason="My week has filled up.")
    await carla.sees_bids("Fred", "Fay", "Withdrawn because: My week has filled up.")
    await (await arrives("Flora")).places_a_bid(job, 85_000)
    await carla.sees_bids("Fred", "Flora", "Fay", "Frida")
    await expect(carla.bids().nth(1)).to_contain_text("New")


async def test_the_clients_own_view_is_sorted_otherwise(arrives: Arrives) -> None:
    carla, *_ = await at_the_desk(arrives)
    for label, order in {
        "Newest first": ("Fay", "Frida", "Fred"),
        "Highest price first": ("Fay", "Fred", "Frida"),
        "Fewest days first": ("Fay", "Fred", "Frida"),
        "By rank": ("Frida", "Fred", "Fay"),
    }.items():
        await carla.page.get_by_label("Your own view").select_option(label=label)
        await carla.sees_bids(*order)
    await expect(carla.page.locator("[data-rank]")).to_have_text(["Rank 1", "Rank 2", "Rank 3"])


async def test_three_at_most_are_compared_side_by_side(arrives: Arrives) -> None:
    carla, job, _ = await at_the_desk(arrives)
    await (await arrives("Flora")).places_a_bid(job, 85_000)
    await carla.sees_bids("Frida", "Fred", "Flora", "Fay")
    await carla.page.get_by_label("Compare Fred").check()
    await carla.reads("Choose one or two more to compare")
    await carla.page.get_by_label("Compare Fay").check()
    table = carla.page.get_by_role("table", name="2 bids side by side")
    await expect(table.get_by_role("columnheader")).to_have_text(["Fred", "Fay"])
    await expect(table.get_by_role("row", name="Price").get_by_role("cell")).to_have_text(["€800", "€1,000"])
    await expect(table.get_by_role("row", name="Time").get_by_role("cell")).to_have_text(["9 days", "3 days"])
    await expect(table.get_by_role("row", name="Says").get_by_role("cell")).to_have_text(
        ["Fred of the gardens", "Fay of the gardens"]
    )
    await expect(table.get_by_role("row", name="From the record").get_by_role("cell").first).to_contain_text(
        "1 bid standing"
    )
    await carla.page.get_by_label("Compare Frida").check()
    await expect(carla.page.get_by_label("Compare Flora")).to_be_disabled()
    await carla.presses("Clear")
    await expect(carla.page.get_by_label("Compare Flora")).to_be_enabled()
    await expect(carla.page.get_by_role("columnheader")).to_have_count(0)


async def test_up_and_down_go_from_bid_to_bid_and_enter_opens(arrives: Arrives) -> None:
    carla, *_ = await at_the_desk(arrives)
    await carla.page.get_by_role("button", name="Frida").focus()
    await carla.page.keyboard.press("ArrowDown")
    await expect(carla.page.get_by_role("button", name="Fred")).to_be_focused()
    await carla.page.keyboard.press("ArrowUp")
    await carla.page.keyboard.press("ArrowUp")
    await expect(carla.page.get_by_role("button", name="Frida")).to_be_focused()
    await carla.page.keyboard.press("Enter")
    await expect(carla.page.get_by_role("button", name="Frida")).to_have_attribute("aria-expanded", "true")
    await carla.reads("I have translated three books about gardens.")
    await carla.reads("Frida of the gardens")
    await carla.page.keyboard.press("Enter")
    await expect(carla.page.get_by_text("I have translated")).to_have_count(0)


async def test_nobody_else_sits_at_it(arrives: Arrives) -> None:
    _, job, bidders = await at_the_desk(arrives)
    olga = await arrives()
    for reader, text in ((bidders["Fred"], "Everybody else finds price and rank"), (olga, "sign in first")):
        await reader.opens(f"jobs/{job}/bids")
        await reader.reads("Not your desk")
        await reader.reads(text)
        await expect(reader.bids()).to_have_count(0)
    await olga.opens("jobs/999999/bids")
    await olga.reads("This job does not exist")
