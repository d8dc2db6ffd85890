"""Somebody who sits before the page. They find things as people do: by what is written on them."""

import re
from typing import Any, Self

from playwright.async_api import Browser, Locator, Page, expect

from tests.accounts import open_account
from tests.cast import JOB, PITCH, address_of, mint
from tests.clients.site import Site

PATIENCE = 10_000  # milliseconds
NETWORK = re.compile("Failed to load resource|WebSocket connection to|WebSocket is already in CLOSING")
"""What Chromium notes by itself of every refusal and broken line."""


LETTERS = str.maketrans("0123456789", "ghijklmnop")


def unique(title: str) -> str:
    """Without digits, which could be taken for a price that a page must not show."""
    return f"{title} {mint()[:8].translate(LETTERS)}"


class Reader:
    """`troubles` are what a page must never show: errors in its console, scripts of others that ran."""

    def __init__(self, site: Site, page: Page) -> None:
        self.site = site
        self.page = page
        self.troubles: list[str] = []
        self._http = site.client()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("dialog", lambda dialog: self.troubles.append(f"a dialog: {dialog.message}"))
        page.on("console", lambda message: self._listen(message.type, message.text))

    @classmethod
    async def arrives(cls, browser: Browser, site: Site, name: str | None = None, **options: Any) -> Self:
        """With an account if they have a name, else as somebody who is passing by."""
        context = await browser.new_context(base_url=site.url, locale="en-GB", timezone_id="Europe/Berlin", **options)
        reader = cls(site, await context.new_page())
        if name:
            token = (await open_account(site.database_url, name, address_of(name))).token
            reader._http.headers["Authorization"] = f"Bearer {token}"
            await context.add_cookies([{"name": "bidroom_session", "value": token, "url": site.url}])
        return reader

    async def leaves(self) -> None:
        await self._http.aclose()
        await self.page.context.close()

    async def does(self, command: str, **fields: Any) -> Any:
        """Past the page, from elsewhere."""
        answer = await self._http.post(f"/api/{command}", json=fields)
        assert answer.is_success, answer.text
        return answer.json()

    async def asks(self, query: str, **fields: Any) -> Any:
        return (await self._http.get(f"/api/{query}", params=fields)).raise_for_status().json()

    async def signs_in(self) -> None:
        """With what the form on the page holds."""
        await self.page.get_by_role("main").get_by_role("button", name="Sign in").click()

    async def signs_out(self) -> None:
        await self.presses("Account of")
        await self.page.get_by_role("menuitem", name="Sign out").click()

    async def opens_another_tab(self) -> Self:
        """Of the same browser, with the same account."""
        other = type(self)(self.site, await self.page.context.new_page())
        other.troubles = self.troubles
        return other

    async def posts_a_job(self, **fields: Any) -> int:
        return int((await self.does("job.post", **JOB | {"title": unique(JOB["title"])} | fields))["job"])

    async def places_a_bid(self, job: int, amount: int, days: int = 9) -> int:
        return int((await self.does("bid.place", job=job, amount=amount, days=days, pitch=PITCH))["bid"])

    async def opens(self, place: str = "") -> None:
        await self.page.goto(f"/{place}")
        await self.reads_that_it_is("Live")

    async def reads_that_it_is(self, state: str) -> None:
        await expect(self.page.locator("#connection")).to_contain_text(state, timeout=PATIENCE)

    async def reads(self, text: str) -> None:
        await expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)

    def jobs(self) -> Locator:
        return self.page.get_by_role("article")

    def bids(self) -> Locator:
        return self.page.get_by_role("list", name="Bids").get_by_role("listitem")

    async def sees_bids(self, *expected: str) -> None:
        """Exactly these, in this order; each line holds this text."""
        await expect(self.bids()).to_contain_text(list(expected), timeout=PATIENCE)

    async def fills(self, **fields: str) -> None:
        """`pitch="…"` goes into the field whose label has this word."""
        for word, text in fields.items():
            await self.page.get_by_label(re.compile(word, re.IGNORECASE)).fill(text)

    async def presses(self, button: str) -> None:
        await self.page.get_by_role("button", name=button).click()

    async def bids_in_the_form(self, price: str, days: str = "5", pitch: str = PITCH) -> None:
        await self.fills(price=price, days=days, pitch=pitch)
        await self.presses("Place my bid")

    def _listen(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not NETWORK.match(text):
            self.troubles.append(text)
