"""Twenty people bid at once while the server is killed twice: nobody loses an event, and nothing happens twice.

`KILLS=20` in the environment kills more often and makes everybody work as much longer. `COMMANDS` has them work more, and
`EACH` has as many subscribers of each SDK and format.
"""

import asyncio
import json
import os
import random
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from tests.cast import PITCH, Person, Way, mint
from tests.clients.raw import Raw
from tests.clients.site import Site
from tests.clients.subscriber import Subscriber
from tests.conftest import SUMMARY, Enters
from tests.stories.crowd import SDKS, Log, Sdk, hears_all

KILLS = int(os.environ.get("KILLS", "2"))
BIDDERS = 20
EACH = int(os.environ.get("EACH", "2"))
CLIENTS_COMMANDS = 12 * KILLS
COMMANDS_EACH = (int(os.environ.get("COMMANDS", 162 * KILLS)) - CLIENTS_COMMANDS) // BIDDERS
ALL = BIDDERS * COMMANDS_EACH + CLIENTS_COMMANDS
SENT_TWICE_AT_ONCE = 0.1
REPEATED = 40
PAGE = 300
EVENT_OF = {"bid.place": "bid.placed", "bid.revise": "bid.revised", "bid.withdraw": "bid.withdrawn"}

OWN = "person:"
"""The server subscribes everybody to their own channel by itself."""

Page = tuple[Subscriber, list[str]]
"""A subscriber, and the channels that it follows."""


@dataclass(frozen=True)
class Done:
    """An acknowledged command. `life` counts the server's deaths before the answer came."""

    by: Person
    command: str
    fields: dict[str, Any]
    key: str
    answer: Any
    life: int


class Doings:
    """What was acknowledged so far, and when the server was killed."""

    def __init__(self) -> None:
        self.all: list[Done] = []
        self.kills: list[datetime] = []
        self._news = asyncio.Event()

    async def does(self, chance: random.Random, by: Person, command: str, **fields: Any) -> Any:
        """Now and then the person is impatient and sends the command over both ways at once."""
        key = mint()
        if chance.random() < SENT_TWICE_AT_ONCE:
            answer, other = await asyncio.gather(
                by.does(command, key=key, over="socket", **fields), by.does(command, key=key, over="http", **fields)
            )
            assert answer == other, f"{command} sent twice at once was answered {answer} and {other}"
        else:
            answer = await by.does(command, key=key, **fields)
        self.all.append(Done(by, command, fields, key, answer, len(self.kills)))
        self._news.set()
        return answer

    async def reach(self, count: int) -> None:
        while len(self.all) < count:
            self._news.clear()
            await self._news.wait()

    def of(self, person: Person) -> list[Done]:
        return [done for done in self.all if done.by is person]


@pytest.mark.timeout(90 * KILLS)
async def test_nobody_loses_an_event_when_the_server_is_killed(
    site: Site, carla: Person, frida: Person, olga: Person, enters: Enters, record_property: Any
) -> None:
    seed = random.randrange(2**32)
    record_property("seed", seed)
    chance = random.Random(seed)
    began = time.monotonic()
    job = await carla.posts_a_job(title="The one they all want")
    ways: tuple[Way, Way] = ("socket", "http")
    bidders = await asyncio.gather(*(enters(f"Bidder {number}", ways[number % 2]) for number in range(BIDDERS)))
    doings = Doings()

    async with AsyncExitStack() as leaving:
        pages = audience(site, job, carla, frida, olga)
        for subscriber, channels in pages:
            await leaving.enter_async_context(subscriber)
            for channel in channels:
                if not channel.startswith(OWN):
                    assert await subscriber.subscribes(channel, {"offset": 0, "epoch": site.epoch()})

        async with asyncio.TaskGroup() as doing:
            for bidder in bidders:
                doing.create_task(work(bidder, job, doings, random.Random(chance.random())))
            doing.create_task(hire(carla, doings, random.Random(chance.random())))
            doing.create_task(kill(site, doings, chance))
            late = doing.create_task(come_late(site, job, carla, doings, leaving))
        for subscriber, _ in pages:
            await subscriber.comes_back()
            assert subscriber.connections > len(doings.kills), f"not every kill was felt: {subscriber}"
        pages += late.result()

        logs = {channel: site.logged(channel) for _, channels in pages for channel in channels}
        for subscriber, channels in pages:
            await hears_all(subscriber, channels, logs)

        what_was_acknowledged_happened_once(doings, logs, job)
        await the_bids_stand_as_their_bidders_left_them(carla, bidders, job, doings)
        for channel, log in logs.items():
            await the_bytes_are_those_of_the_log(site, carla, channel, log)
        again = await repeats_change_nothing(site, doings, chance)
        assert "whole" in site.bidroom("verify")

    asked = sum(person.asked for person in (*bidders, carla))
    attempts = sum(person.attempts for person in (*bidders, carla))
    assert attempts > asked, "no kill met a command"
    record_property(
        SUMMARY,
        f"{len(doings.all)} commands, {len(doings.kills)} kills, {attempts - asked} attempts in vain, "
        f"{unheard(doings, logs[f'bidders:{job}'])} committed but answered only after the restart, "
        f"{again} repeated afterwards, {sum(map(len, logs.values()))} events, {len(pages)} subscribers, "
        f"{time.monotonic() - began:.0f} s, seed {seed}",
    )


def page(site: Site, person: Person, sdk: Sdk, protobuf: bool, when: str = "") -> Subscriber:
    name = f"{person.name} {when}with {sdk.__name__} and {'Protobuf' if protobuf else 'JSON'}"
    return sdk(site.socket_url, person.token, name, protobuf)


def audience(site: Site, job: int, carla: Person, frida: Person, olga: Person) -> list[Page]:
    """Carla's pages in both SDKs and both formats, those of Frida, who is signed in, and of Olga, who is not."""
    public = ["market", f"job:{job}"]
    signed_in = [*public, f"bidders:{job}"]
    everything = [*signed_in, f"bids:{job}", f"{OWN}{carla.id}"]
    who = [(carla, everything, SDKS * (EACH - 1)), (frida, signed_in, SDKS[0::3]), (olga, public, SDKS[1:3])]
    return [(page(site, person, *sdk), channels) for person, channels, sdks in who for sdk in sdks]


# What they do


async def work(bidder: Person, job: int, doings: Doings, chance: random.Random) -> None:
    """Places, revises, withdraws, places again."""
    bid = None
    for number in range(COMMANDS_EACH):
        terms = {"amount": 100_000 - 100 * number - chance.randrange(100), "pitch": f"{PITCH} Try {number} – ça va."}
        if bid is None:
            bid = (await doings.does(chance, bidder, "bid.place", job=job, days=7, **terms))["bid"]
        elif chance.random() < 0.7:
            await doings.does(chance, bidder, "bid.revise", bid=bid, **terms)
        else:
            await doings.does(chance, bidder, "bid.withdraw", bid=bid)
            bid = None


async def hire(carla: Person, doings: Doings, chance: random.Random) -> None:
    """Carla is busy elsewhere on the site, as the market and her own channel tell. She keeps pace with the bidders."""
    for number in range(CLIENTS_COMMANDS):
        await doings.reach(number * (ALL - CLIENTS_COMMANDS) // CLIENTS_COMMANDS)
        if number % 2:
            await doings.does(chance, carla, "profile.update", headline=f"I have hired {number} people today")
        else:
            fields = {"title": f"Something else, the {number}th", "description": "To be read. " * 5, "category": "writing"}
            await doings.does(chance, carla, "job.post", **fields)


async def kill(site: Site, doings: Doings, chance: random.Random) -> None:
    """In turn at once after an answer, which must be true already, and anywhere in the life of a command."""
    for number in range(KILLS):
        began, done = time.monotonic(), len(doings.all)
        await doings.reach(int(ALL * (number + chance.uniform(0.3, 0.7)) / KILLS))
        if number % 2:
            # Answers come in clumps, so that a moment counted by them would always be the same one.
            life = BIDDERS * (time.monotonic() - began) / (len(doings.all) - done)
            await asyncio.sleep(chance.random() * life)
        doings.kills.append(datetime.now(UTC))
        await asyncio.to_thread(site.kill)
        await asyncio.to_thread(site.start)


async def come_late(site: Site, job: int, carla: Person, doings: Doings, leaving: AsyncExitStack) -> list[Page]:
    """Carla opens her page once more between the kills: it begins with a snapshot and goes on from there."""
    await doings.reach(ALL // KILLS)
    pages: list[Page] = []
    for sdk in SDKS[1:3]:
        late = await leaving.enter_async_context(page(site, carla, *sdk, when="late "))
        positions = (await carla.asks("job.get", job=job))["positions"]
        for channel, position in positions.items():
            if not channel.startswith(OWN):
                assert await late.subscribes(channel, position)
                assert late.starts[channel] == position["offset"], f"{channel} was not taken up at {position}: {late}"
        pages.append((late, list(positions)))
    return pages


# What must be true then


def what_was_acknowledged_happened_once(doings: Doings, logs: dict[str, Log], job: int) -> None:
    """Every acknowledged command is in the log under its key, once, each person's in their order; and nothing else is."""
    bidding = [json.loads(body) for _, body in logs[f"bidders:{job}"]]
    places = {event["key"]: place for place, event in enumerate(bidding)}
    done = [each for each in doings.all if each.command in EVENT_OF]
    assert len(places) == len(bidding), "a command happened twice"
    assert places.keys() == {each.key for each in done}
    for each in done:
        event = bidding[places[each.key]]
        assert event["type"] == EVENT_OF[each.command]
        assert event["bid"] == each.answer.get("bid", each.fields.get("bid"))
        assert event["bidder"]["id"] == each.by.id
    for person in {each.by for each in done}:
        mine = [places[each.key] for each in doings.of(person)]
        assert mine == sorted(mine), f"{person.name}'s commands are not in their order"

    opened = {event["key"]: event["job"] for _, body in logs["market"] for event in [json.loads(body)]}
    posted = {each.key: each.answer["job"] for each in doings.all if each.command == "job.post"}
    assert len(opened) == len(logs["market"]) == len(posted) + 1
    assert posted.items() <= opened.items()

    counts = [0, *(json.loads(body)["count"] for _, body in logs[f"job:{job}"])]
    steps = [+1 if event["type"] == "bid.placed" else -1 for event in bidding if event["type"] != "bid.revised"]
    assert [after - before for before, after in pairwise(counts)] == steps


async def the_bids_stand_as_their_bidders_left_them(
    carla: Person, bidders: Sequence[Person], job: int, doings: Doings
) -> None:
    bids = {bid["bidder"]["id"]: bid for bid in (await carla.asks("bid.list", job=job))["bids"]}
    for bidder in bidders:
        done = doings.of(bidder)
        offers = [each for each in done if each.command != "bid.withdraw"]
        bid = bids[bidder.id]
        assert bid["state"] == ("withdrawn" if done[-1].command == "bid.withdraw" else "placed")
        assert bid["version"] == len(offers)
        assert (bid["amount"], bid["pitch"]) == (offers[-1].fields["amount"], offers[-1].fields["pitch"])


async def the_bytes_are_those_of_the_log(site: Site, carla: Person, channel: str, log: Log) -> None:
    async with await Raw.connected(site.socket_url, carla.token) as raw:
        for start in range(0, len(log), PAGE):
            since = {"offset": start, "epoch": site.epoch()}
            await raw.asks("history", channel=channel, limit=PAGE, since=since)
            page = raw.texts[-1]
            for offset, body in log[start : start + PAGE]:
                assert f'{{"data":{body},"offset":{offset}}}' in page, f"{channel} {offset} is {body}"


async def repeats_change_nothing(site: Site, doings: Doings, chance: random.Random) -> int:
    """Some are sent once more under their keys, over the other way: answered the same, and nothing happens."""
    before = site.select("SELECT name, top FROM channel ORDER BY name")
    repeated = chance.sample(doings.all, REPEATED)
    for done in repeated:
        other_way: Way = "http" if done.by.way == "socket" else "socket"
        again = await done.by.does(done.command, key=done.key, over=other_way, **done.fields)
        assert again == done.answer, f"{done.command} was answered {done.answer}, and repeated {again}"
    placed = next(done for done in doings.all if done.command == "bid.place")
    await placed.by.is_refused("key_reused", "bid.place", key=placed.key, **placed.fields | {"amount": 1})
    assert site.select("SELECT name, top FROM channel ORDER BY name") == before
    return len(repeated)


def unheard(doings: Doings, log: Log) -> int:
    """How many were committed by a server that died before it could answer."""
    made = {event["key"]: datetime.fromisoformat(event["at"]) for _, body in log for event in [json.loads(body)]}
    return sum(made[done.key] <= doings.kills[done.life - 1] for done in doings.all if done.life and done.key in made)
