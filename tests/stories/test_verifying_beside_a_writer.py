"""`bidroom verify` beside a busy server sees one moment of the record, not half of one and half of the next."""

import asyncio

import pytest

from tests.cast import Person
from tests.clients.site import Site


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


async def test_a_record_that_grows_meanwhile_is_whole(site: Site, carla: Person, fred: Person) -> None:
    job = await carla.posts_a_job()
    bid = await fred.bids(job, 90_000)
    verified = asyncio.Event()
    revised = 0

    async def revise() -> None:
        nonlocal revised
        while not verified.is_set():
            revised += 1
            await fred.does("bid.revise", bid=bid, amount=90_000 - revised)

    writing = asyncio.create_task(revise())
    try:
        for _ in range(3):
            before = revised
            assert "The record is whole." in await asyncio.to_thread(site.bidroom, "verify")
            assert revised > before
    finally:
        verified.set()
        await writing
