"""What was written and not answered yet: it waits over a reload, goes once, and is never lost without a word."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrives
from tests.browser.reader import Reader
from tests.cast import PASSWORD, mint
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

LEAVE = """letter => new Promise((done, failed) => {
    const opening = indexedDB.open('bidroom', 1);
    opening.onerror = failed;
    opening.onsuccess = () => {
        const transaction = opening.result.transaction('letters', 'readwrite');
        transaction.objectStore('letters').add(letter);
        transaction.oncomplete = () => { opening.result.close(); done(); };
    };
})"""


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


async def leaves_unsent(reader: Reader, **fields: Any) -> None:
    """As an earlier life of the page would have, which ended before there was an answer."""
    me = (await reader.asks("me"))["profile"]["id"]
    letter = {"key": mint(), "person": me, "name": "profile.update", "fields": fields, "label": "Your profile"}
    await reader.page.evaluate(LEAVE, letter | {"path": "/", "form": "profile", "draft": fields})


async def test_it_is_sent_once_after_a_reload_by_one_of_two_tabs(arrives: Arrives) -> None:
    fred = await arrives("Fred")
    await fred.opens()
    await expect(fred.page.get_by_role("button", name="Account of Fred")).to_be_visible()
    other = await fred.opens_another_tab()
    answered: list[str] = []
    fred.page.context.on("requestfinished", lambda request: answered.append(request.url))  # not those that were cut
    await fred.page.context.route("**/api/profile.update", lambda route: route.abort())
    await leaves_unsent(fred, headline="Gardens, in three languages")
    for reader in (fred, other):
        await reader.opens()
        await reader.reads("1 thing you sent is on the way")
        await reader.reads("Your profile")

    await fred.page.context.unroute("**/api/profile.update")
    for reader in (fred, other):
        await expect(reader.page.get_by_text("on the way")).to_have_count(0)
    assert (await fred.asks("me"))["profile"]["headline"] == "Gardens, in three languages"
    assert sum("profile.update" in url for url in answered) == 1
    me = (await fred.asks("me"))["profile"]["id"]
    assert sum("profile.updated" in body for _, body in fred.site.logged(f"person:{me}")) == 1


async def test_what_is_refused_when_nobody_looks_is_told_and_may_be_discarded(arrives: Arrives) -> None:
    fred = await arrives("Fred")
    await fred.opens()
    await expect(fred.page.get_by_role("button", name="Account of Fred")).to_be_visible()
    await leaves_unsent(fred, headline="W" * 500)
    await fred.opens()
    await fred.reads("Not taken: Headline: at most")
    await fred.page.reload()
    await fred.reads("Not taken: Headline: at most")
    await fred.presses("Discard")
    await expect(fred.page.get_by_text("Not taken")).to_have_count(0)
    await fred.page.reload()
    await fred.reads_that_it_is("Live")
    await expect(fred.page.get_by_role("button", name="Account of Fred")).to_be_visible()
    await expect(fred.page.get_by_text("Not taken")).to_have_count(0)


async def test_signing_out_warns_of_what_was_not_sent(arrives: Arrives) -> None:
    fred = await arrives("Fred")
    await fred.opens()
    await expect(fred.page.get_by_role("button", name="Account of Fred")).to_be_visible()
    await fred.page.context.route("**/api/profile.update", lambda route: route.abort())
    await leaves_unsent(fred, headline="Gardens, in three languages")
    await fred.opens()
    await fred.reads("1 thing you sent is on the way")
    await fred.signs_out()
    await fred.reads("what was not sent is discarded")
    await fred.presses("Stay")
    await fred.reads("1 thing you sent is on the way")
    await fred.signs_out()
    await fred.presses("Sign out and discard")
    await expect(fred.page.get_by_role("navigation").get_by_role("link", name="Register")).to_be_visible()
    await expect(fred.page.get_by_text("on the way")).to_have_count(0)


async def test_what_fred_wrote_is_never_sent_as_frida(arrives: Arrives) -> None:
    fred, frida = await arrives("Fred"), await arrives("Frida")
    await fred.opens()
    await expect(fred.page.get_by_role("button", name="Account of Fred")).to_be_visible()
    await fred.page.context.route("**/api/profile.update", lambda route: route.abort())
    await leaves_unsent(fred, headline="By Fred")
    await fred.opens()
    await fred.reads("1 thing you sent is on the way")
    await fred.does("account.sign_out")
    await fred.reads("You were signed out")
    await fred.page.context.unroute("**/api/profile.update")

    email = f"frida-{mint()}@example.org"
    await frida.does("account.register", name="Frida", email=email, password=PASSWORD)
    await fred.opens("sign-in")
    await fred.fills(**{"e-mail": email, "^password": PASSWORD})
    await fred.signs_in()
    await expect(fred.page.get_by_role("button", name="Account of Frida")).to_be_visible()
    await expect(fred.page).to_have_url(re.compile("/$"))
    await expect(fred.page.get_by_text("on the way")).to_have_count(0)
    headline = await fred.page.evaluate("fetch('/api/me').then(answer => answer.json()).then(me => me.profile.headline)")
    assert headline == ""
