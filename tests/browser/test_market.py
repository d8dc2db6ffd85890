"""The market in Chromium: jobs arrive, are searched and end, and back finds the place where one was."""

import re

import pytest
from playwright.async_api import Request, expect

from tests.browser.conftest import Arrives
from tests.browser.reader import Reader, unique
from tests.cast import mint
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


async def posts_many(client: Reader, word: str, number: int = 24) -> None:
    for count in range(number):
        await client.posts_a_job(title=f"Count greenhouse {count} of {word}")


async def test_a_job_appears_ends_and_says_so_where_it_stands(arrives: Arrives) -> None:
    carla, olga = await arrives("Carla"), await arrives()
    title = unique("Translate our handbook")
    await olga.opens()
    await olga.reads("Work, bid for live")
    job = await carla.posts_a_job(title=title)
    card = olga.jobs().filter(has_text=title)
    await expect(card).to_contain_text("New")
    await expect(card).to_contain_text(re.compile("Closes in 2 days"))

    await carla.does("job.edit", job=job, budget_max=80_000)
    await expect(card).to_contain_text("Up to €800")
    await carla.does("job.close", job=job)
    await expect(card).to_contain_text("Closed")
    await expect(card).not_to_contain_text("Closes")


async def test_a_title_of_markup_stays_text(arrives: Arrives) -> None:
    carla, olga = await arrives("Carla"), await arrives()
    markup = unique("<img src=x onerror=alert(1)><script>alert(2)</script>")
    await olga.opens()
    job = await carla.posts_a_job(title=markup, description=markup + "\n" + markup, skills=["<b>bold</b>"])
    await olga.page.get_by_role("link", name=markup).click()
    await expect(olga.page.get_by_role("heading", level=1)).to_have_text(markup)
    await carla.opens(f"jobs/{job}")
    await carla.reads("<b>bold</b>")
    assert await olga.page.locator("main img, main script, main b").count() == 0


async def test_the_market_is_searched_and_what_arrives_is_searched_too(arrives: Arrives) -> None:
    carla, olga = await arrives("Carla"), await arrives()
    word = mint()[:8]
    await carla.posts_a_job(title=f"Paint our greenhouse {word}", category="illustration")
    await carla.posts_a_job(title=f"Count our tomatoes {word}", category="data-entry")
    await olga.opens()
    await olga.fills(search=word)
    await expect(olga.jobs()).to_contain_text(["Count our tomatoes", "Paint our greenhouse"])
    await olga.fills(search=f"PAINT {word}")
    await expect(olga.jobs()).to_contain_text(["Paint our greenhouse"])
    await olga.fills(search=f"nothing like {word}")
    await olga.reads("No open job matches")

    await olga.fills(search=word)
    await olga.page.get_by_label("Category").select_option(label="Graphics, in general")
    await expect(olga.jobs()).to_contain_text(["Paint our greenhouse"])
    await carla.posts_a_job(title=f"Count our cucumbers {word}", category="data-entry")
    await carla.posts_a_job(title="Draw our cucumbers", category="logos")
    await carla.posts_a_job(title=f"Draw our lettuce {word}", category="logos")
    await expect(olga.jobs()).to_contain_text(["Draw our lettuce", "Paint our greenhouse"])


async def test_filters_stand_in_the_address_and_hold_for_what_arrives(arrives: Arrives) -> None:
    carla, olga = await arrives("Carla"), await arrives()
    word = mint()[:8]
    await carla.posts_a_job(title=f"Paint our greenhouse {word}", budget_min=50_000, budget_max=90_000, skills=["Oil"])
    await carla.posts_a_job(title=f"Count our tomatoes {word}", kind="hourly", budget_max=2_000)
    await olga.opens(f"?q={word}")
    await expect(olga.jobs()).to_have_count(2)
    await olga.presses("More filters")
    await olga.page.get_by_label("Paid").select_option(label="A fixed price")
    await olga.fills(**{"budget from": "600"})
    await expect(olga.jobs()).to_contain_text(["Paint our greenhouse"])
    await expect(olga.page).to_have_url(re.compile(f"q={word}&kind=fixed&min=600"))

    await olga.page.reload()
    await expect(olga.jobs()).to_contain_text(["Paint our greenhouse"])
    await expect(olga.page.get_by_label("Budget from")).to_have_value("600")
    await carla.posts_a_job(title=f"Paint our shed {word}", budget_max=50_000)
    await carla.posts_a_job(title=f"Paint our fence {word}", budget_max=70_000)
    await expect(olga.jobs()).to_contain_text(["Paint our fence", "Paint our greenhouse"])
    await olga.presses("Clear all filters")
    await expect(olga.page).to_have_url(f"{olga.site.url}/")
    await expect(olga.jobs().filter(has_text=word)).to_have_count(4)


async def test_what_arrives_above_waits_while_one_reads_further_down(arrives: Arrives) -> None:
    carla, olga = await arrives("Carla"), await arrives(viewport={"width": 1000, "height": 500})
    word = mint()[:8]
    await posts_many(carla, word)
    await olga.opens(f"?q={word}")
    await expect(olga.jobs()).to_have_count(20)
    await olga.presses("Show more jobs")
    await expect(olga.jobs()).to_have_count(24)
    read = olga.page.get_by_role("link", name=f"Count greenhouse 5 of {word}")
    await read.scroll_into_view_if_needed()
    place = await olga.page.evaluate("scrollY")
    assert place > 500

    await carla.posts_a_job(title=f"Paint greenhouse one of {word}")
    await carla.posts_a_job(title=f"Paint greenhouse two of {word}")
    await expect(olga.page.get_by_role("button", name="2 new jobs")).to_be_visible()
    assert await olga.page.evaluate("scrollY") == place
    await expect(olga.jobs()).to_have_count(24)
    await olga.presses("2 new jobs")
    await expect(olga.jobs()).to_have_count(26)
    await expect(olga.jobs().first).to_contain_text("Paint greenhouse two")


async def test_back_finds_the_place_and_what_came_meanwhile(arrives: Arrives) -> None:
    carla, olga = await arrives("Carla"), await arrives(viewport={"width": 1000, "height": 500})
    word = mint()[:8]
    await posts_many(carla, word)
    await olga.opens(f"?q={word}")
    await olga.presses("Show more jobs")
    await expect(olga.jobs()).to_have_count(24)
    read = olga.page.get_by_role("link", name=f"Count greenhouse 2 of {word}")
    await read.scroll_into_view_if_needed()
    place = await olga.page.evaluate("scrollY")
    await read.click()
    await expect(olga.page.get_by_role("heading", level=1)).to_have_text(f"Count greenhouse 2 of {word}")
    assert await olga.page.evaluate("scrollY") == 0
    job = int(olga.page.url.rpartition("/")[2])
    await carla.does("job.cancel", job=job)
    await olga.reads("The client cancelled this job")

    await olga.page.go_back()
    await expect(olga.jobs()).to_have_count(24)
    await expect(olga.jobs().filter(has_text=f"greenhouse 2 of {word}")).to_contain_text("Cancelled")
    await olga.page.wait_for_function(f"Math.abs(scrollY - {place}) < 3")


async def test_a_job_read_by_a_passer_by_moves(arrives: Arrives) -> None:
    carla, fred, olga = await arrives("Carla"), await arrives("Fred"), await arrives()
    job = await carla.posts_a_job()
    await olga.opens(f"jobs/{job}")
    await olga.reads("No bids yet")
    await fred.places_a_bid(job, 80_000)
    await olga.reads("1 bid so far")
    await carla.does("job.close", job=job)
    await olga.reads("Bidding closed on")
    await carla.does("job.cancel", job=job, reason="We found the drawings of last year.")
    await olga.reads("Their reason: We found the drawings of last year.")
    await olga.opens("jobs/999999")
    await olga.reads("This job does not exist")
    await olga.opens("nowhere")
    await olga.reads("There is no such page")


async def test_the_first_page_is_light_on_the_wire(arrives: Arrives) -> None:
    olga = await arrives()
    bodies: dict[str, int] = {}

    async def weigh(request: Request) -> None:
        if "/assets/" in request.url:
            bodies[request.url] = (await request.sizes())["responseBodySize"]

    olga.page.on("requestfinished", weigh)
    await olga.opens()
    await olga.reads("Open jobs")
    scripts = sum(size for url, size in bodies.items() if url.endswith(".js"))
    assert 50_000 < scripts < 200 * 1024, bodies
    assert sum(bodies.values()) < 250 * 1024, bodies
