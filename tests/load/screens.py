"""From a click in one browser to the other browser's screen: Fred changes his bid, and Carla looks at her job."""

import asyncio

from playwright.async_api import Browser, Page, expect

from tests.cast import PITCH, Person
from tests.clients.site import Site
from tests.load.chromium import chromium
from tests.load.light import Light, Tally, gather_in, until
from tests.load.measuring import ms, quantile, table
from tests.load.people import people_of

OFFERS = 200
OTHERS = 5
"""Further bids that stand in the list."""
LISTENERS = 50
HIGHEST = 90_000
STEP = 100

# One clock for both pages: `timeOrigin` is the machine's, and what follows it is monotonic.
CLICKED = """() => {
    window.clicked = [];
    addEventListener('click', () => clicked.push(performance.timeOrigin + performance.now()), true);
}"""

# `told` is when the page had changed, `shown` the first frame that was to be painted after it.
SEEN = """() => {
    window.seen = {};
    const now = () => performance.timeOrigin + performance.now();
    new MutationObserver(() => {
        for (const price of document.querySelectorAll('ol[aria-label=Bids] strong')) {
            const text = price.textContent;
            if (seen[text]) continue;
            const each = (seen[text] = { told: now() });
            requestAnimationFrame(() => { each.shown = now(); });
        }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


async def main() -> str:
    with Site(on_disk=True) as site:
        carla, fred, *people = await people_of(site, 2 + OTHERS + LISTENERS)
        job = await carla.posts_a_job()
        for number, bidder in enumerate(people[:OTHERS]):
            await bidder.bids(job, amount=60_000 + 10_000 * number)
        tally = Tally()
        listeners = [Light(site.port, each.token, [f"bidders:{job}", f"job:{job}"], tally) for each in people[OTHERS:]]
        await gather_in(listeners)
        async with chromium() as browser:
            carlas, freds = await opened(browser, site, carla, job), await opened(browser, site, fred, job)
            await carlas.evaluate(SEEN)
            await freds.evaluate(CLICKED)
            for number in range(OFFERS):
                await offers(freds, carlas, number)
            clicked: list[float] = await freds.evaluate("clicked")
            seen: dict[str, dict[str, float]] = await carlas.evaluate("seen")
        top = len(site.logged(f"bidders:{job}"))
        await until(lambda: all(each.offsets[f"bidders:{job}"] == top for each in listeners), "receive everything")
        assert not tally.troubles, tally.troubles
        for listener in listeners:
            listener.leave()
        for person in (carla, fred, *people):
            await person.leaves()
        await asyncio.to_thread(site.shut_down)
    moments = [seen[price_of(number)] for number in range(OFFERS)]
    assert len(clicked) == OFFERS
    rows = []
    for name, what in (("told", "in the page"), ("shown", "at the next frame, to be painted")):
        took = [(moment[name] - click) / 1000 for moment, click in zip(moments, clicked, strict=True)]
        figures = {"offers": OFFERS, "p50": ms(quantile(took, 0.5)), "p99": ms(quantile(took, 0.99)), "most": ms(max(took))}
        rows.append({"on the other screen": what, **figures})
    return f"One bid, placed and then changed with its form; {LISTENERS} other connections listen:\n\n{table(rows)}"


async def opened(browser: Browser, site: Site, person: Person, job: int) -> Page:
    context = await browser.new_context(base_url=site.url, locale="en-GB", bypass_csp=True)
    await context.add_cookies([{"name": "bidroom_session", "value": person.token, "url": site.url}])
    page = await context.new_page()
    await page.goto(f"/jobs/{job}")
    await expect(page.locator("#connection")).to_have_text("Live")
    await expect(page.get_by_role("list", name="Bids").get_by_role("listitem")).to_have_count(OTHERS)
    return page


async def offers(freds: Page, carlas: Page, number: int) -> None:
    await freds.get_by_label("Your price").fill(str((HIGHEST - STEP * number) // 100))
    if number == 0:
        await freds.get_by_label("Days you need").fill("5")
        await freds.get_by_label("Your pitch").fill(PITCH)
    button = freds.get_by_role("button", name="Change my bid" if number else "Place my bid")
    await button.evaluate("(button) => button.click()")  # not a mouse's, whose way there is not the page's
    await carlas.wait_for_function("(price) => seen[price]?.shown", arg=price_of(number), polling=20)
    await expect(freds.get_by_role("button", name="Change my bid")).to_be_enabled()
    await expect(freds.get_by_role("button", name="Change my bid")).not_to_have_attribute("aria-disabled", "true")


def price_of(number: int) -> str:
    return f"€{(HIGHEST - STEP * number) // 100}"
