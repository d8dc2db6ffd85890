"""What the page makes of events: the snapshot before, folded with what followed, is the fresh snapshot."""

import json
from typing import Any

import pytest

from tests.browser.conftest import Arrives
from tests.browser.reader import Reader
from tests.clients.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

FOLD = """async ([snapshot, events]) => {
    const { applyToJob, applyToMarket, inOrder } = await import('/static/state.js');
    const folded = events.reduce(snapshot.card ? applyToJob : applyToMarket, snapshot);
    return snapshot.card ? { ...folded, bids: inOrder(folded) } : folded;
}"""


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


async def job_as_seen_by(reader: Reader, job: int) -> dict[str, Any]:
    page: dict[str, Any] = await reader.asks("job.get", job=job)
    listed = await reader.asks("bid.list", job=job)
    positions = page.pop("positions") | listed["positions"]
    return page | {"listed": listed["bids"], "isClient": f"bids:{job}" in positions, "positions": positions}


def since(site: Site, positions: dict[str, Any], *channels: str) -> list[Any]:
    return [
        json.loads(body)
        for channel in channels
        for offset, body in site.logged(channel)
        if offset > positions[channel]["offset"]
    ]


async def test_a_job_folded_with_its_events_is_the_job_as_it_is(arrives: Arrives, site: Site) -> None:
    carla, fred, frida = await arrives("Carla"), await arrives("Fred"), await arrives("Frida")
    people = (carla, fred)
    job = await carla.posts_a_job()
    before = [await job_as_seen_by(reader, job) for reader in people]
    await carla.does("job.edit", job=job, description="Fifty pages about greenhouses, from German into plain English.")
    bid = await fred.places_a_bid(job, 80_000)
    await frida.places_a_bid(job, 80_000)
    await fred.does("bid.revise", bid=bid, amount=75_000, pitch="I have translated five books about gardens.")
    await fred.does("bid.withdraw", bid=bid)
    await fred.places_a_bid(job, 80_000)
    await frida.does("bid.withdraw", bid=bid + 1, reason="My week has filled up.")
    await carla.does("job.extend", job=job, closes_at="2027-01-01T00:00:00Z")
    await carla.does("job.close", job=job)
    await carla.does("job.cancel", job=job, reason="We found the drawings of last year.")

    await carla.opens()
    for reader, earlier in zip(people, before, strict=True):
        fresh = await job_as_seen_by(reader, job)
        offers = f"bids:{job}" if fresh["isClient"] else f"bidders:{job}"
        own = next(channel for channel in earlier["positions"] if channel.startswith("person:"))
        events = since(site, earlier["positions"], f"job:{job}", own)
        # What becomes of the job is told among the offers as well; the page takes it from the job's own channel.
        events += [each for each in since(site, earlier["positions"], offers) if each["type"].startswith("bid.")]
        folded = await carla.page.evaluate(
            FOLD, [earlier | {"bids": {each["bid"]: each for each in earlier["listed"]}}, events]
        )
        for name in ("card", "description", "version", "closed_at", "cancelled_at", "cancel_reason", "bid_count", "my_bid"):
            assert folded[name] == fresh[name], name
        assert [without_words(each) for each in folded["bids"]] == [without_words(each) for each in fresh["listed"]]


def without_words(entry: dict[str, Any]) -> dict[str, Any]:
    """One's own pitch comes with the receipt, not with the list."""
    return {name: value for name, value in entry.items() if name != "pitch"} | {"rank": entry.get("rank")}
