"""For every command: the snapshot before and the events since are the snapshot after, for everybody who may look.

And whoever follows other channels hears nothing of it.
"""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from server.api import COMMANDS
from tests import folding
from tests.cast import PITCH, Clock, Person
from tests.clients.founding import Founded
from tests.clients.site import Site
from tests.conftest import Enters


@pytest.fixture(scope="module")
def uncrowded(founded: Founded) -> Iterator[Site]:
    """A site of its own: on one that other stories fill, a job that closes lets another onto the first page."""
    with founded.copy() as site:
        yield site


@pytest.fixture
def site(uncrowded: Site) -> Site:
    return uncrowded


@dataclass
class World:
    """A job of Carla's on which Fred has bid, and one of Frida's that nothing happens to."""

    site: Site
    clock: Clock
    carla: Person
    fred: Person
    frida: Person
    otto: Person
    job: int
    bid: int
    elsewhere: int


@pytest.fixture
async def world(site: Site, enters: Enters, carla: Person, fred: Person, frida: Person, otto: Person) -> World:
    job = await carla.posts_a_job()
    bid = await fred.bids(job)
    return World(site, Clock(otto), carla, fred, frida, otto, job, bid, await frida.posts_a_job(closes_in="30d"))


Does = Callable[[World], Awaitable[Any]]


async def sign_in_again(world: World) -> None:
    email = (await world.fred.asks("me"))["profile"]["email"]
    again = await Person(world.site, "Fred").signs_in(email)
    await again.leaves()


async def revoke_another(world: World) -> None:
    await sign_in_again(world)
    listed = (await world.fred.asks("session.list"))["sessions"]
    other = next(entry["session"] for entry in listed if not entry["current"])
    await world.fred.does("session.revoke", session=other)


async def sign_out_elsewhere(world: World) -> None:
    email = (await world.fred.asks("me"))["profile"]["email"]
    again = await Person(world.site, "Fred", "http").signs_in(email)
    await again.does("account.sign_out")
    await again.leaves()


async def place_and_withdraw_and_place_again(world: World) -> None:
    bid = await world.frida.bids(world.job, amount=70_000)
    await world.frida.does("bid.withdraw", bid=bid)
    await world.frida.bids(world.job, amount=90_000, pitch=PITCH + " Once more.")


async def close_by_the_clock(world: World) -> None:
    await world.carla.subscribes(f"job:{world.job}")
    await world.clock.passes("4d")
    # The last one that falls due: all the others of this site were to close before it.
    await world.carla.receives("job.closed", job=world.job)


COMMANDS_IN_USE: dict[str, list[Does]] = {
    "account.register": [lambda world: Person(world.site, "Rita").registers()],
    "account.sign_in": [sign_in_again],
    "account.sign_out": [sign_out_elsewhere],
    "session.revoke": [revoke_another],
    "profile.update": [
        lambda world: world.fred.does("profile.update", headline="Translator", skills=["german", "plain english"]),
        lambda world: world.carla.does("profile.update", about="Runs a nursery.", rate=5000, time_zone="Europe/Berlin"),
    ],
    "job.post": [
        lambda world: world.carla.posts_a_job(title="Another handbook", skills=["german"], budget_max=90_000),
        lambda world: world.carla.posts_a_job(kind="hourly", budget_min=2000, currency="JPY"),
    ],
    "job.edit": [
        lambda world: world.carla.does("job.edit", job=world.job, title="Translate our handbooks", skills=["german"]),
        lambda world: world.frida.does("job.edit", job=world.elsewhere, budget_max=10_000, description="x " * 300),
    ],
    "job.extend": [lambda world: world.carla.does("job.extend", job=world.job, closes_at=later(world))],
    "job.close": [lambda world: world.carla.does("job.close", job=world.job)],
    "job.cancel": [lambda world: world.carla.does("job.cancel", job=world.job, reason="We have no greenhouses.")],
    "bid.place": [lambda world: world.frida.bids(world.job), place_and_withdraw_and_place_again],
    "bid.revise": [lambda world: world.fred.does("bid.revise", bid=world.bid, amount=60_000, days=4, pitch=PITCH * 2)],
    "bid.withdraw": [lambda world: world.fred.does("bid.withdraw", bid=world.bid, reason="I am ill.")],
    "demo.enter": [lambda world: world.fred.is_refused("not_available", "demo.enter", person=world.carla.id)],
    "demo.simulate": [lambda world: world.fred.is_refused("not_available", "demo.simulate", on=False)],
    "clock.shift": [close_by_the_clock],
}


ABOUT_ELSEWHERE = {"job.edit"}


def later(world: World) -> str:
    return (world.clock.now() + timedelta(days=20)).isoformat()


def test_every_command_is_tried() -> None:
    assert COMMANDS_IN_USE.keys() == COMMANDS.keys()


@pytest.mark.parametrize(
    ("command", "does"),
    [
        pytest.param(command, does, id=f"{command}-{number}")
        for command, all_of in COMMANDS_IN_USE.items()
        for number, does in enumerate(all_of)
    ],
)
async def test_snapshot_and_events_make_the_snapshot(world: World, olga: Person, command: str, does: Does) -> None:
    looks = [
        Look(who, query, fields, fold)
        for who in (world.carla, world.fred, world.frida, olga)
        for query, fields, fold in (
            ("job.list", {"limit": 100}, folding.market),
            ("job.get", {"job": world.job}, folding.job_page),
            *([("bid.list", {"job": world.job}, folding.bid_list)] if who.token else []),
            *([("me", {}, folding.me), ("session.list", {}, folding.sessions)] if who.token else []),
        )
    ]
    for look in looks:
        look.before = await look.asks()
    await olga.subscribes(f"job:{world.elsewhere}")
    await world.frida.subscribes(f"bids:{world.elsewhere}")

    await does(world)

    for look in looks:
        after = await look.asks()
        assert look.folded(world.site) == timeless(after), f"{look.who.name}'s {look.query} after {command}"
    if command not in ABOUT_ELSEWHERE:
        await olga.receives_nothing_of("")
        await world.frida.receives_nothing_of("job.")
        await world.frida.receives_nothing_of("bid.placed")


class Look:
    """One person's snapshot of one page, and the channels that this page would follow."""

    def __init__(self, who: Person, query: str, fields: dict[str, Any], fold: folding.Fold) -> None:
        self.who = who
        self.query = query
        self._fields = fields
        self._fold = fold
        self.before: folding.Snapshot = {}

    async def asks(self) -> folding.Snapshot:
        snapshot: folding.Snapshot = await self.who.asks(self.query, over="http", **self._fields)
        return snapshot

    def folded(self, site: Site) -> folding.Snapshot:
        events = [
            json.loads(body)
            for channel, position in self.before["positions"].items()
            if not self._superseded(channel)
            for offset, body in site.logged(channel)
            if offset > position["offset"]
        ]
        return timeless(folding.folded(self.before, events, self._fold))

    def _superseded(self, channel: str) -> bool:
        # A client reads on `bids:` all that stands on `bidders:`, and more; a job's page draws neither.
        if channel.startswith("bidders:"):
            return self.query == "job.get" or any(other.startswith("bids:") for other in self.before["positions"])
        return channel.startswith("bids:") and self.query == "job.get"


def timeless(snapshot: folding.Snapshot) -> folding.Snapshot:
    """Without what moves by itself: positions, and whether a list has another page."""
    return {name: value for name, value in snapshot.items() if name not in ("positions", "after")}
