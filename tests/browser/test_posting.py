"""Posting a job: written before signing up, shown as others will see it, refused at its fields, undone when discarded."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrives
from tests.browser.reader import Reader, unique
from tests.cast import PASSWORD, mint
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXT = "Every plant in every greenhouse, once a week, all summer."


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


async def writes_a_job(reader: Reader, title: str) -> None:
    await reader.page.get_by_label("Title").fill(title)
    await reader.page.get_by_label("Description").fill(TEXT)
    await reader.page.get_by_label("Category").select_option(label="Data entry")


async def test_a_job_may_be_written_before_signing_up_and_is_posted_with_one_press(arrives: Arrives) -> None:
    rita, olga = await arrives(), await arrives()
    title = unique("Count our tomatoes")
    await olga.opens(f"?q={title.rpartition(' ')[2]}")
    await rita.opens("post")
    await rita.reads("You are not signed in")
    await writes_a_job(rita, title)
    await rita.page.reload()
    await expect(rita.page.get_by_label("Title")).to_have_value(title)
    await expect(rita.page.get_by_label("Description")).to_have_value(TEXT)

    await rita.presses("Register, then post it")
    await expect(rita.page.get_by_role("heading", level=1)).to_have_text("Register")
    await rita.fills(**{"^name": "Rita", "e-mail": f"rita-{mint()}@example.org", "^password": PASSWORD})
    await rita.page.get_by_role("main").get_by_role("button", name="Register").click()
    await expect(rita.page.get_by_label("Title")).to_have_value(title)
    await rita.presses("Post the job")
    await expect(rita.page.get_by_role("heading", level=1)).to_have_text(title)
    await rita.reads("Your job is on the market")
    await rita.reads("you decide by")
    await expect(olga.jobs()).to_contain_text([title])

    await rita.presses("Hide this")
    await expect(rita.page.get_by_text("Your job is on the market")).to_have_count(0)
    await rita.opens("post")
    await expect(rita.page.get_by_label("Title")).to_have_value("")


async def test_somebody_without_an_account_hears_what_is_missing_before_they_register(arrives: Arrives) -> None:
    rita = await arrives()
    await rita.opens("post")
    await rita.page.get_by_label("Title").fill("Short")
    await rita.presses("Register, then post it")
    await expect(rita.page.get_by_label("Title")).to_have_accessible_description(re.compile("At least 8 characters"))
    await expect(rita.page.get_by_label("Title")).to_be_focused()
    await expect(rita.page.get_by_label("Category")).to_have_accessible_description(re.compile("Choose one of the list"))
    await expect(rita.page).to_have_url(re.compile("/post$"))


async def test_what_was_chosen_is_what_is_posted(arrives: Arrives) -> None:
    carla = await arrives("Carla")
    title = unique("Count our tomatoes")
    closes = (datetime.now(UTC) + timedelta(days=20)).replace(hour=10, minute=30, second=0, microsecond=0)
    await carla.opens("post")
    await writes_a_job(carla, title)
    await carla.page.get_by_label("Bidding closes").select_option(label="On a day of my own")
    await carla.page.get_by_label("Closing day and time, in Europe/Berlin").fill(berlin(closes))
    await carla.presses("Budget, skills and more")
    await carla.page.get_by_label("Paid").select_option(label="By the hour")
    await carla.page.get_by_label("Currency").select_option("JPY")
    await carla.page.get_by_label("An hour from").fill("2000")
    await carla.page.get_by_label("An hour up to").fill("3 500")
    skills = carla.page.get_by_role("combobox", name="Skills")
    for skill in ("Counting", "patience,"):
        await skills.fill(skill)
        await skills.press("Enter")
    await carla.page.get_by_label("You decide").select_option(label="Within 3 days of closing")
    await carla.presses("Post the job")
    await expect(carla.page.get_by_role("heading", level=1)).to_have_text(title)

    job = await carla.asks("job.get", job=int(carla.page.url.rpartition("/")[2].partition("?")[0]))
    card = job["card"]
    assert (card["kind"], card["currency"], card["budget_min"], card["budget_max"]) == ("hourly", "JPY", 2000, 3500)
    assert card["skills"] == ["counting", "patience"]
    assert datetime.fromisoformat(card["closes_at"]) == closes
    assert datetime.fromisoformat(card["decides_at"]) == closes + timedelta(days=3)
    assert (job["description"], card["category"]) == (TEXT, "data-entry")


async def test_refusals_stand_at_their_fields_and_fields_folded_away_open(arrives: Arrives) -> None:
    carla = await arrives("Carla")
    await carla.opens("post")
    await writes_a_job(carla, unique("Count our tomatoes"))
    await carla.page.get_by_label("Description").fill("Too short.")
    await carla.presses("Budget, skills and more")
    lowest, highest = carla.page.get_by_label("Budget from"), carla.page.get_by_label("Budget up to")
    await lowest.fill("eight hundred")
    await carla.presses("Budget, skills and more")
    await expect(lowest).to_be_hidden()
    await carla.presses("Post the job")
    await expect(lowest).to_be_focused()
    await expect(lowest).to_have_accessible_description(re.compile("Write it as 800 or 800.50"))

    await lowest.fill("800.50")
    await highest.fill("300")
    await carla.presses("Post the job")
    description = carla.page.get_by_label("Description")
    await expect(description).to_have_attribute("aria-invalid", "true")
    await expect(description).to_have_accessible_description(re.compile("At least 30 characters"))
    await description.fill(TEXT)
    await carla.presses("Post the job")
    await expect(highest).to_have_attribute("aria-invalid", "true")
    await highest.fill("900")
    await carla.page.get_by_label("Bidding closes").select_option(label="On a day of my own")
    closing = carla.page.get_by_label("Closing day and time")
    await closing.fill("2020-01-01T10:00")
    await carla.presses("Post the job")
    await expect(closing).to_have_accessible_description(re.compile("at least 10 minutes and at most 90 days"))


async def test_the_preview_moves_while_one_writes(arrives: Arrives) -> None:
    carla = await arrives("Carla")
    await carla.opens("post")
    await expect(carla.page.get_by_role("button", name="Account of Carla")).to_be_visible()
    await writes_a_job(carla, "Count our tomatoes")
    preview = carla.page.locator("section", has=carla.page.get_by_role("heading", name="As others see it"))
    for words in ("Count our tomatoes", TEXT, "Data entry", "Carla", "Open to offers"):
        await expect(preview).to_contain_text(words)
    await carla.presses("Budget, skills and more")
    await carla.page.get_by_label("Budget up to").fill("1200")
    await expect(preview).to_contain_text("Up to €1,200")
    await preview.get_by_text("Its page").click()
    await expect(preview).to_contain_text("Bidding closes")
    await expect(preview).to_contain_text("No bids yet")
    when = carla.page.locator("section", has=carla.page.get_by_role("heading", name="What happens when"))
    await expect(when.get_by_role("listitem").nth(1)).to_contain_text(re.compile("CES?T|GMT"))
    await carla.page.get_by_text("See a brief that others understood").click()
    await carla.reads("Sort three years of scanned invoices")


async def test_what_was_discarded_comes_back(arrives: Arrives) -> None:
    carla = await arrives("Carla")
    await carla.opens("post")
    await writes_a_job(carla, "Count our tomatoes")
    await carla.presses("Discard what I wrote")
    await expect(carla.page.get_by_label("Title")).to_have_value("")
    await carla.presses("Undo")
    await expect(carla.page.get_by_label("Title")).to_have_value("Count our tomatoes")
    await expect(carla.page.get_by_label("Category")).to_have_value("data-entry")
    await carla.presses("Discard what I wrote")
    await carla.page.reload()
    await carla.reads("Post a job")
    await expect(carla.page.get_by_label("Title")).to_have_value("")


async def test_a_job_written_offline_is_posted_once_when_the_line_is_back(arrives: Arrives) -> None:
    carla, olga = await arrives("Carla"), await arrives()
    title = unique("Count our tomatoes")
    await olga.opens(f"?q={title.rpartition(' ')[2]}")
    await carla.opens("post")
    await expect(carla.page.get_by_role("button", name="Account of Carla")).to_be_visible()
    await writes_a_job(carla, title)
    await carla.page.context.set_offline(True)
    await carla.presses("Post the job")
    await carla.reads("1 thing you sent is on the way")
    await carla.reads(f"The job “{title}”")
    await carla.page.context.set_offline(False)
    await expect(carla.page.get_by_role("heading", level=1)).to_have_text(title)
    await expect(olga.jobs()).to_have_count(1)


def berlin(moment: datetime) -> str:
    """For a field that knows no zone but the reader's, which is Berlin's."""
    return moment.astimezone(ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M")
