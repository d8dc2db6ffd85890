"""A job's page beyond placing a bid: who may do what, what is kept, and that nothing moves under whoever reads it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrives
from tests.browser.reader import unique
from tests.browser.test_people import tabs_to, types
from tests.cast import PASSWORD, PITCH, mint
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


async def bids_of(arrives: Arrives, job: int, **amounts: int) -> None:
    for name, amount in amounts.items():
        await (await arrives(name)).places_a_bid(job, amount)


async def test_from_registering_to_a_bid_by_keyboard_alone(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives()
    title = unique("Translate our handbook")
    await carla.posts_a_job(title=title)
    await fred.opens()
    await fred.reads("Open jobs")
    keyboard = fred.page.keyboard
    await tabs_to(fred, "Register")
    await keyboard.press("Enter")
    await expect(fred.page.get_by_role("heading", name="Register")).to_be_focused()
    await types(fred, Name="Fred", **{"E-mail": f"fred-{mint()}@example.org"}, Password=PASSWORD)
    await keyboard.press("Enter")
    await expect(fred.page.get_by_role("button", name="Account of Fred")).to_be_visible()

    await tabs_to(fred, title)
    await keyboard.press("Enter")
    await expect(fred.page.get_by_role("heading", level=1)).to_be_focused()
    await fred.reads("Place your bid")
    await types(fred, **{"Your price": "800", "Days": "5", "Your pitch": PITCH})
    await tabs_to(fred, "Place my bid")
    await keyboard.press("Enter")
    await expect(fred.page.get_by_role("heading", name="Your bid stands")).to_be_focused()
    await fred.sees_bids("€800 in 5 days")


async def test_a_bid_written_before_signing_in_is_there_afterwards(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives()
    job = await carla.posts_a_job()
    await bids_of(arrives, job, Frida=70_000)
    email = f"fred-{mint()}@example.org"
    await carla.does("account.register", name="Fred", email=email, password=PASSWORD)
    await fred.opens(f"jobs/{job}")
    await fred.reads("Want to bid?")
    assert "700" not in await fred.page.get_by_role("main").inner_text()
    await fred.fills(price="800", days="5", pitch=PITCH)
    await fred.presses("Sign in to place it")
    await fred.fills(**{"e-mail": email, "^password": PASSWORD})
    await fred.signs_in()

    await expect(fred.page.get_by_role("heading", name="Place your bid")).to_be_focused()
    await expect(fred.page.get_by_label("Your pitch")).to_have_value(PITCH)
    await fred.reads("With this you would stand at rank 2 of 2 now")
    await fred.presses("Place my bid")
    await fred.sees_bids("Frida", "€800 in 5 days")
    await fred.signs_out()
    await expect(fred.page.get_by_role("heading", name="Open jobs")).to_be_visible()
    await fred.page.go_back()
    await fred.reads("Want to bid?")
    await expect(fred.bids()).to_have_count(0)


async def test_a_session_ended_elsewhere_keeps_what_was_typed(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await fred.opens(f"jobs/{job}")
    await fred.reads("Place your bid")
    await fred.fills(price="800", pitch=PITCH)
    await fred.does("account.sign_out")
    await fred.reads("You were signed out")
    await expect(fred.page.get_by_label("Your price")).to_have_value("800")
    await fred.page.reload()
    await expect(fred.page.get_by_label("Your pitch")).to_have_value(PITCH)


async def test_withdrawing_may_be_undone(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await fred.places_a_bid(job, 80_000)
    await fred.opens(f"jobs/{job}")
    await fred.page.get_by_text("Withdraw my bid").click()
    await fred.presses("Withdraw it")
    await expect(fred.page.get_by_role("button", name="Undo")).to_be_focused()
    await fred.presses("Undo")
    await expect(fred.page.get_by_role("button", name="Undo")).to_have_count(0)
    await fred.fills(price="750")
    await fred.presses("Change my bid")
    await fred.sees_bids("€750")
    await fred.page.get_by_text("Withdraw my bid").click()
    await fred.presses("Withdraw it")
    await fred.presses("Withdraw it now")
    await expect(fred.page.get_by_role("heading", name="Bid again")).to_be_focused()
    types_of = [re.search(r'"type":"([a-z.]+)"', body) for _, body in fred.site.logged(f"bids:{job}")]
    assert [each and each[1] for each in types_of] == ["bid.placed", "bid.revised", "bid.withdrawn"]


async def test_a_change_from_another_device_is_in_the_form_unless_one_is_typing(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    bid = await fred.places_a_bid(job, 80_000)
    await fred.opens(f"jobs/{job}")
    await fred.reads("Your bid stands")
    price, days = fred.page.get_by_label("Your price"), fred.page.get_by_label("Days you need")
    await fred.does("bid.revise", bid=bid, amount=75_000)
    await expect(price).to_have_value("750")
    await days.fill("4")
    await fred.does("bid.revise", bid=bid, amount=70_000)
    await fred.sees_bids("€700")
    await expect(days).to_have_value("4")
    await expect(price).to_have_value("750")


async def test_what_arrives_waits_while_the_list_is_read(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await fred.places_a_bid(job, 80_000)
    await carla.opens(f"jobs/{job}")
    await carla.reads("watching now")
    await carla.bids().first.hover()
    place = await carla.bids().first.bounding_box()
    await bids_of(arrives, job, Frida=70_000, Fay=60_000, Flora=90_000)
    await carla.reads("3 new bids – show")
    await carla.sees_bids("Fred")
    assert await carla.bids().first.bounding_box() == place, "what is read stays where it is"
    await carla.presses("3 new bids")
    await carla.sees_bids("Fay", "Frida", "Fred", "Flora")

    await carla.page.mouse.move(0, 0)
    await carla.bids().nth(2).get_by_role("link").focus()
    await bids_of(arrives, job, Felix=50_000)
    await carla.reads("1 new bid – show")
    await carla.page.get_by_role("link", name="Open jobs").first.focus()
    await carla.sees_bids("Felix", "Fay", "Frida", "Fred", "Flora")


async def test_bids_are_told_to_those_who_listen(arrives: Arrives) -> None:
    carla, fred, olga = await arrives("Carla"), await arrives("Fred"), await arrives()
    job = await carla.posts_a_job()
    for reader in (carla, olga):
        await reader.opens(f"jobs/{job}")
        await reader.reads("No bids yet")
    await fred.places_a_bid(job, 80_050, days=5)
    await expect(carla.page.locator("[aria-live=polite]")).to_have_text("New bid by Fred: €800.50 in 5 days.")
    await expect(olga.page.locator("[aria-live=polite]")).to_have_text("1 bid now.")


async def test_how_many_watch_and_where_the_bids_lie(arrives: Arrives) -> None:
    carla, fred, olga = await arrives("Carla"), await arrives("Fred"), await arrives()
    job = await carla.posts_a_job(budget_min=60_000, budget_max=90_000)
    await bids_of(arrives, job, Frida=70_000, Flora=95_000)
    await fred.places_a_bid(job, 80_000)
    await carla.opens(f"jobs/{job}")
    await olga.opens(f"jobs/{job}")
    await fred.opens(f"jobs/{job}")
    await fred.reads("3 watching now")
    spread = "3 standing bids: lowest €700, middle €800, highest €950, yours €800, budget: €600 – €900"
    chart = fred.page.get_by_role("img", name=spread)
    await expect(chart).to_be_visible()
    await expect(chart.locator("circle")).to_have_count(3)
    await fred.page.get_by_text("As a table").click()
    await expect(fred.page.get_by_role("row", name="Middle €800")).to_be_visible()


async def test_a_client_edits_extends_closes_and_cancels(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await fred.opens(f"jobs/{job}")
    await carla.opens(f"jobs/{job}")
    await carla.presses("Edit")
    await carla.fills(title="Translate our whole handbook", **{"budget up to": "900"})
    await carla.presses("Save the changes")
    await expect(fred.page.get_by_role("heading", level=1)).to_have_text("Translate our whole handbook")
    await fred.reads("Up to €900")
    await fred.bids_in_the_form("800")
    await carla.sees_bids("Fred")

    await carla.presses("Edit")
    await carla.fills(**{"budget up to": "700"})
    await carla.presses("Save the changes")
    await expect(carla.page.get_by_label("Budget up to")).to_have_accessible_description(re.compile("people have bid on it"))
    await expect(carla.page.get_by_label("Budget up to")).to_be_focused()
    await carla.presses("Leave it as it is")

    await carla.presses("Give more time")
    await carla.page.get_by_label("Bidding closes").fill("2020-01-01T10:00")
    await carla.presses("Extend bidding")
    await expect(carla.page.get_by_label("Bidding closes")).to_have_accessible_description(re.compile("must be later"))
    await carla.presses("Leave it as it is")
    await carla.page.evaluate("sessionStorage.clear()")
    await carla.presses("Give more time")
    await carla.presses("Extend bidding")
    await fred.reads("The client gave more time")

    await carla.page.get_by_role("button", name="Close bidding", exact=True).click()
    await carla.reads("bidding cannot be opened again")
    await carla.presses("Close bidding now")
    await fred.reads("Bidding closed on")
    await carla.page.get_by_role("button", name="Cancel", exact=True).click()
    await carla.page.get_by_label("Your reason").fill("We found the drawings of last year.")
    await carla.presses("Cancel this job for good")
    await fred.reads("Their reason: We found the drawings of last year.")
    await expect(carla.page.get_by_role("button", name="Cancel", exact=True)).to_have_count(0)


async def test_no_bid_is_wider_than_the_screen(arrives: Arrives) -> None:
    carla, rita = await arrives("C" * 80), await arrives("R" * 80)
    job = await carla.posts_a_job(title="W" * 120, description="W" * 5000, skills=["w" * 40, "v" * 40], budget_max=10**12)
    await rita.does("bid.place", job=job, amount=10**12, days=3650, pitch="W" * 5000)
    await (await arrives("F" * 80)).does("bid.place", job=job, amount=10**12 - 1, days=3650, pitch="W" * 5000)
    for reader, places in ((rita, [f"jobs/{job}"]), (carla, [f"jobs/{job}", f"jobs/{job}/bids"])):
        for width in (320, 360, 1280):
            await reader.page.set_viewport_size({"width": width, "height": 700})
            for place in places:
                await reader.opens(place)
                await expect(reader.bids()).to_have_count(2)
                wide = await reader.page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{place} is {wide} wide"


async def test_a_bid_that_comes_too_late_is_told_and_leaves_no_line(arrives: Arrives) -> None:
    carla, fred = await arrives("Carla"), await arrives("Fred")
    job = await carla.posts_a_job()
    await fred.opens(f"jobs/{job}")
    await fred.reads("Place your bid")
    await fred.page.context.set_offline(True)
    await fred.reads_that_it_is("Offline")
    await fred.bids_in_the_form("800")
    await fred.sees_bids("being sent")
    await carla.does("job.close", job=job)
    await fred.page.context.set_offline(False)
    await fred.reads("Bidding is over")
    await fred.reads("Not taken:")
    await fred.reads("Bidding on this job has closed, so bids cannot be changed any more.")
    await expect(fred.bids()).to_have_count(0)
