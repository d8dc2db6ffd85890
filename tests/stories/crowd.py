"""People who bid and pages that listen while something bad happens, and what must be true of all of them afterwards."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count, product
from typing import Any

from tests.cast import PITCH, Person, Way, mint
from tests.clients.js_sdk import JsSubscriber
from tests.clients.python_sdk import PySubscriber
from tests.clients.site import Site
from tests.clients.subscriber import Subscriber
from tests.conftest import SUMMARY

Sdk = type[JsSubscriber] | type[PySubscriber]
SDKS: list[tuple[Sdk, bool]] = list(product((JsSubscriber, PySubscriber), (False, True)))
Log = list[tuple[int, str]]
WAYS: tuple[Way, Way] = ("socket", "http")


@dataclass(frozen=True)
class Done:
    """An acknowledged command."""

    by: Person
    command: str
    fields: dict[str, Any]
    answer: Any


class Crowd:
    """All of them follow one job of Carla's. `done` is what was acknowledged, by key."""

    def __init__(self, site: Site, carla: Person, bidders: Sequence[Person], job: int, pages: Sequence[Subscriber]) -> None:
        self.site = site
        self.carla = carla
        self.bidders = bidders
        self.job = job
        self.pages = pages
        self.channels = (f"job:{job}", f"bidders:{job}", f"bids:{job}")
        self.done: dict[str, Done] = {}
        self._bids: dict[Person, int] = {}
        self._numbers = count(1)

    async def works(self, enough: Callable[[], bool], pause: float = 0.0) -> None:
        """Everybody bids and revises until it is enough, each one command after the other."""
        async with asyncio.TaskGroup() as doing:
            for bidder in self.bidders:
                doing.create_task(self._work(bidder, enough, pause))

    async def reaches(self, commands: int) -> None:
        while len(self.done) < commands:
            await asyncio.sleep(0.005)

    async def _work(self, bidder: Person, enough: Callable[[], bool], pause: float) -> None:
        while not enough():
            fields: dict[str, Any] = {"amount": next(self._numbers), "pitch": f"{PITCH} – ça va."}
            if bidder in self._bids:
                command, fields = "bid.revise", fields | {"bid": self._bids[bidder]}
            else:
                command, fields = "bid.place", fields | {"job": self.job, "days": 7}
            key = mint()
            answer = await bidder.does(command, key=key, **fields)
            self._bids.setdefault(bidder, answer.get("bid"))
            self.done[key] = Done(bidder, command, fields, answer)
            await asyncio.sleep(pause)

    def tells(self, record_property: Any, **figures: object) -> None:
        """One line at the end of the run, and the columns of a table in `make bench`."""
        for name, figure in figures.items():
            record_property(name.replace("_", " "), figure)
        record_property(SUMMARY, ", ".join(f"{name.replace('_', ' ')} {figure}" for name, figure in figures.items()))

    @property
    def attempts_in_vain(self) -> int:
        return sum(person.attempts - person.asked for person in self.bidders)

    async def repeats(self, times: int) -> None:
        """Some commands once more under their keys: answered the same, and nothing happens."""
        before = self.site.select("SELECT name, top FROM channel ORDER BY name")
        for key in random.sample(sorted(self.done), times):
            done = self.done[key]
            again = await done.by.does(done.command, key=key, **done.fields)
            assert again == done.answer, f"{done.command} was answered {done.answer}, and repeated {again}"
        assert self.site.select("SELECT name, top FROM channel ORDER BY name") == before

    async def has_lost_nothing(self) -> dict[str, Log]:
        """Every acknowledged command is in the log once and nothing else is, and every page has the log."""
        logs = {channel: self.site.logged(channel) for channel in self.channels}
        for channel in self.channels[1:]:
            keys = Counter(json.loads(body)["key"] for _, body in logs[channel])
            assert keys == Counter(self.done.keys()), f"{channel}: {keys - Counter(self.done)}, {Counter(self.done) - keys}"
        for page in self.pages:
            await page.comes_back()
            await hears_all(page, self.channels, logs)
        assert "whole" in self.site.bidroom("verify")
        return logs


@asynccontextmanager
async def crowd(
    sites: Sequence[Site], bidders: int = 6, each: int = 1, socket_urls: Sequence[str] = ()
) -> AsyncIterator[Crowd]:
    """`each` many pages with every SDK and format, at the sites in turn, or at `socket_urls` where they are given."""
    urls = socket_urls or [site.socket_url for site in sites]
    async with AsyncExitStack() as leaving:

        async def enters(number: int, name: str, way: Way) -> Person:
            person = Person(sites[number % len(sites)], name, way)
            leaving.push_async_callback(person.leaves)
            return await person.has_an_account()

        carla = await enters(0, "Carla", "http")
        people = [await enters(number, f"Bidder {number}", WAYS[number // len(sites) % 2]) for number in range(bidders)]
        job = await carla.posts_a_job()
        pages: list[Subscriber] = []
        for number, (sdk, protobuf) in enumerate(SDKS * each):
            name = f"page {number} with {sdk.__name__} and {'Protobuf' if protobuf else 'JSON'}"
            page: Subscriber = sdk(urls[number % len(urls)], carla.token, name, protobuf)
            pages.append(await leaving.enter_async_context(page))
        here = Crowd(sites[0], carla, people, job, pages)
        for page in pages:
            for channel in here.channels:
                assert await page.subscribes(channel, {"offset": 0, "epoch": here.site.epoch()})
        yield here


async def hears_all(subscriber: Subscriber, channels: Sequence[str], logs: dict[str, Log]) -> None:
    for channel in channels:
        log = logs[channel]
        assert [offset for offset, _ in log] == list(range(1, len(log) + 1)), f"the log of {channel} has holes"
        await subscriber.reaches(channel, len(log))
        expected = [(offset, json.loads(body)) for offset, body in log if offset > subscriber.starts[channel]]
        got = subscriber.bodies(channel)
        wrong = differences([offset for offset, _ in expected], subscriber.offsets(channel))
        assert not wrong, f"{channel} {wrong}\n{subscriber}"
        assert got == expected, f"{subscriber.name} got other bodies on {channel} than were logged"
    assert not subscriber.troubles, str(subscriber)


def differences(expected: Sequence[int], got: Sequence[int]) -> str:
    if expected == got:
        return ""
    missing = sorted(set(expected) - set(got))
    twice = sorted(offset for offset, times in Counter(got).items() if times > 1)
    return f"missing {missing}, twice {twice}, in order {list(got) == sorted(got)}"
