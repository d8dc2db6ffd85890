"""What the page makes of events: the snapshot before, folded with what followed, is the fresh snapshot."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Person
from tests.clients.site import Site

NODE = Path(sys.executable).with_name("node")
FOLDING = Path(__file__).with_name("folding.mjs")


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


def folded(page: str, snapshot: dict[str, Any], events: list[Any]) -> Any:
    given = json.dumps({"page": page, "snapshot": snapshot, "events": events})
    ran = subprocess.run([NODE, FOLDING], input=given, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def since(site: Site, positions: dict[str, Any], *channels: str) -> list[Any]:
    """What was told on these channels after a snapshot, the one channel after the other."""
    return [
        json.loads(body)
        for channel in channels
        for offset, body in site.logged(channel)
        if offset > positions[channel]["offset"]
    ]


async def test_a_job_folded_with_its_events_is_the_job_as_it_is(
    site: Site, carla: Person, fred: Person, frida: Person
) -> None:
    people = (carla, fred)
    job = await carla.posts_a_job()
    before = [await reader.asks("job.get", job=job) for reader in people]
    await carla.does("job.edit", job=job, description="Fifty pages about greenhouses, from German into plain English.")
    bid = await fred.bids(job)
    fridas = await frida.bids(job)
    await fred.does("bid.revise", bid=bid, amount=75_000, pitch="I have translated five books about gardens.")
    await fred.does("bid.withdraw", bid=bid)
    await fred.bids(job)
    await frida.does("bid.withdraw", bid=fridas, reason="My week has filled up.")
    await carla.does("job.extend", job=job, closes_at="2027-01-01T00:00:00Z")
    await carla.does("job.close", job=job)
    await carla.does("job.cancel", job=job, reason="We found the drawings of last year.")

    for reader, earlier in zip(people, before, strict=True):
        fresh = await reader.asks("job.get", job=job)
        events = since(site, earlier["positions"], f"job:{job}", f"person:{reader.id}")
        assert folded("job", earlier, events) | {"positions": None} == fresh | {"positions": None}


async def seen_by(reader: Person, job: int) -> dict[str, Any]:
    """All that the job's page knows."""
    page = await reader.asks("job.get", job=job)
    listed = await reader.asks("bid.list", job=job)
    positions = page.pop("positions") | listed["positions"]
    return {"job": page, "bids": listed["bids"], "isClient": f"bids:{job}" in positions, "positions": positions}


async def test_a_job_with_its_bids_folded_is_the_page_as_it_is(
    site: Site, carla: Person, fred: Person, frida: Person
) -> None:
    people = (carla, fred)
    job = await carla.posts_a_job()
    before = [await seen_by(reader, job) for reader in people]
    await carla.does("job.edit", job=job, description="Fifty pages about greenhouses, from German into plain English.")
    bid = await fred.bids(job)
    fridas = await frida.bids(job)
    middle = [await seen_by(reader, job) for reader in people]
    await fred.does("bid.revise", bid=bid, amount=75_000, pitch="I have translated five books about gardens.")
    await fred.does("bid.withdraw", bid=bid)
    await fred.bids(job)
    await frida.does("bid.withdraw", bid=fridas, reason="My week has filled up.")
    await carla.does("job.extend", job=job, closes_at="2027-01-01T00:00:00Z")
    await carla.does("job.extend", job=job, closes_at="2027-01-02T00:00:00Z")
    await carla.does("job.close", job=job)
    await carla.does("job.cancel", job=job, reason="We found the drawings of last year.")

    for reader, *earlier in zip(people, before, middle, strict=True):
        fresh = await seen_by(reader, job)
        offers = f"bids:{job}" if fresh["isClient"] else f"bidders:{job}"
        channels = (f"job:{job}", offers, f"person:{reader.id}")
        for snapshot in earlier:
            # What becomes of the job is told among the bids as well, and changes nothing more there.
            events = [[each, event] for each in channels for event in since(site, snapshot["positions"], each)]
            assert folded("view", snapshot, events) | {"positions": None} == fresh | {"positions": None}


async def test_the_market_folded_with_its_events_is_the_market_as_it_is(site: Site, carla: Person) -> None:
    stays, ends, goes = [await carla.posts_a_job() for _ in range(3)]
    before = await carla.asks("job.list", limit=100)
    await carla.does("job.edit", job=stays, title="Translate our whole handbook")
    await carla.does("job.extend", job=stays, closes_at="2027-01-01T00:00:00Z")
    await carla.does("job.close", job=ends)
    await carla.does("job.cancel", job=goes)
    await carla.posts_a_job(title="Count our tomatoes")

    shown = folded("market", before, since(site, before["positions"], "market"))["jobs"]
    ended = {job["id"]: job["state"] for job in shown if job["state"] != "open"}
    assert ended == {ends: "closed", goes: "cancelled"}, "they stay where they were, so that nothing jumps"
    fresh = await carla.asks("job.list", limit=100)
    known = {job["id"] for job in shown}  # a page of a hundred has older ones where two have ended
    assert [job for job in shown if job["state"] == "open"] == [job for job in fresh["jobs"] if job["id"] in known]


async def test_home_folded_with_its_events_is_home_as_it_is(site: Site, carla: Person, fred: Person, frida: Person) -> None:
    goes, stays, own = await carla.posts_a_job(), await carla.posts_a_job(), await fred.posts_a_job()
    bid, taken_back = await fred.bids(goes), await fred.bids(stays)
    before = await fred.asks("home")
    await frida.bids(goes)
    await frida.bids(own)
    await fred.does("bid.revise", bid=bid, amount=75_000)
    await fred.does("bid.withdraw", bid=taken_back)
    await carla.does("job.edit", job=goes, title="Translate our whole handbook")
    await carla.does("job.extend", job=goes, closes_at="2027-01-01T00:00:00Z")
    await carla.does("job.close", job=goes)
    await fred.does("job.cancel", job=own)
    await fred.does("profile.update", about="Ten years of gardens.", skills=["german"], time_zone="Europe/Berlin")

    fresh = await fred.asks("home")
    shown = folded("home", before, since(site, before["positions"], *before["positions"]))
    for home in (shown, fresh):
        home["positions"] = None
        for mine in home["bids"]:
            del mine["rank"]  # is asked for: no event tells it
    assert [mine["bid"] for mine in fresh["bids"]] == [bid]
    assert {mine["card"]["state"] for mine in fresh["jobs"]} == {"cancelled"}
    assert shown == fresh


async def test_all_my_bids_folded_with_their_events_are_as_they_are(site: Site, carla: Person, fred: Person) -> None:
    bids = [await fred.bids(await carla.posts_a_job()) for _ in range(3)]
    before = await fred.asks("bid.mine")
    await fred.does("bid.revise", bid=bids[0], amount=75_000, days=4)
    await fred.does("bid.withdraw", bid=bids[1])

    fresh = await fred.asks("bid.mine")
    shown = folded("my bids", before, since(site, before["positions"], f"person:{fred.id}"))
    for mine in (*shown["bids"], *fresh["bids"]):
        del mine["bid_count"]  # told on the jobs' own channels
    assert [mine["state"] for mine in fresh["bids"]] == ["placed", "withdrawn", "placed"]
    assert shown["bids"] == fresh["bids"]


async def test_a_person_and_sessions_folded_with_their_events_are_as_they_are(site: Site, fred: Person) -> None:
    person, sessions = await fred.asks("profile.get", person=fred.id), await fred.asks("session.list")
    email = (await fred.asks("me"))["profile"]["email"]
    other = Person(site, "Fred", "http")
    await other.signs_in(email)
    await fred.does("profile.update", headline="Gardens", languages=["de", "pt-BR"], rate=4_000)
    third = await Person(site, "Fred", "http").signs_in(email)
    await third.does("account.sign_out", over="http")
    await third.leaves()
    await other.leaves()

    own = f"person:{fred.id}"
    fresh = {"person": await fred.asks("profile.get", person=fred.id), "sessions": await fred.asks("session.list")}
    for page, before in {"person": person, "sessions": sessions}.items():
        shown = folded(page, before, since(site, before["positions"], own))
        assert shown | {"positions": None} == fresh[page] | {"positions": None}
    assert len(fresh["sessions"]["sessions"]) == 2
