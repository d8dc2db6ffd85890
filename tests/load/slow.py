"""Some never read: what that costs the server's memory, and those who do read.

Rounds without and with them alternate, so that a machine that grows busier meanwhile wrongs neither.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import uvloop

from tests.cast import PITCH, Person, mint
from tests.clients.site import Site
from tests.load.light import Light, Tally, gather_in, until
from tests.load.measuring import MIB, metrics, ms, quantile, resident, table
from tests.load.people import people_of

READERS = 50
SLEEPERS = 50
ROUNDS = 4
ROUND_SECONDS = 10.0
EVENTS_A_SECOND = 100
PITCH_BYTES = 4000


class Bids:
    """Somebody revises a bid at a steady pace; `sent` is when, by key."""

    def __init__(self, bidder: Person, bid: int) -> None:
        self._bidder = bidder
        self._bid = bid
        self.sent: dict[str, float] = {}
        self._going: set[asyncio.Task[Any]] = set()

    async def flow(self, seconds: float) -> None:
        began = time.monotonic()
        for number in range(int(seconds * EVENTS_A_SECOND)):
            await asyncio.sleep(began + number / EVENTS_A_SECOND - time.monotonic())
            key = mint()
            self.sent[key] = time.monotonic()
            pitch = f"{PITCH} {key} ".ljust(PITCH_BYTES - 1, "x") + "."
            command = self._bidder.does("bid.revise", key=key, bid=self._bid, amount=1 + len(self.sent), pitch=pitch)
            task = asyncio.create_task(command)
            self._going.add(task)
            task.add_done_callback(self._going.discard)
        await asyncio.gather(*self._going)


async def main() -> str:
    with Site(on_disk=True) as site:
        carla, fred = await people_of(site, 2)
        job = await carla.posts_a_job()
        bids = Bids(fred, await fred.bids(job))
        channel = f"bids:{job}"
        took: list[float] = []
        readers = [
            Light(site.port, carla.token, [channel], tally := Tally(), on_event=lambda _, event: hear(bids, took, event))
            for _ in range(READERS)
        ]
        await gather_in(readers)
        await bids.flow(2)  # warms up
        rows = []
        for number in range(ROUNDS):
            rows += [
                await round_(site, bids, took, f"{number + 1} without", ()),
                await round_(site, bids, took, f"{number + 1} with", await asleep(site, carla, channel)),
            ]
        top = len(site.logged(channel))
        await until(lambda: all(reader.offsets[channel] == top for reader in readers), "receive everything")
        assert not tally.troubles, tally.troubles
        closed = int(metrics(site)["bidroom_closed_total 3008"])
        assert closed == SLEEPERS * ROUNDS, f"{closed} were closed with 3008"
        for reader in readers:
            reader.leave()
        await carla.leaves()
        await fred.leaves()
        await asyncio.to_thread(site.shut_down)
    without, with_ = [[row["p99"] for row in rows if str(row["round"]).endswith(kind)] for kind in ("without", " with")]
    ratio = sorted(with_)[ROUNDS // 2] / sorted(without)[ROUNDS // 2]
    shown = [{**row, "p50": ms(row["p50"]), "p99": ms(row["p99"])} for row in rows]
    return (
        f"{READERS} who read, {SLEEPERS} who do not, {EVENTS_A_SECOND} events of {PITCH_BYTES} bytes a second:\n\n"
        f"{table(shown)}\n\n"
        f"The p99 with those who do not read is {ratio:.2f} times that without (medians of {ROUNDS} rounds each). "
        f"{closed} of {SLEEPERS * ROUNDS} were closed with 3008."
    )


async def round_(site: Site, bids: Bids, took: list[float], name: str, sleepers: Sequence[Light]) -> dict[str, Any]:
    took.clear()
    before = resident(site)
    most = 0
    flowing = asyncio.create_task(bids.flow(ROUND_SECONDS))
    while not flowing.done():
        most = max(most, resident(site) - before)
        await asyncio.sleep(0.1)
    await flowing
    for sleeper in sleepers:
        assert sleeper.socket
        sleeper.socket.transport.resume_reading()
    await until(lambda: not any(sleeper.connected for sleeper in sleepers), "notice that they were closed")
    return {
        "round": name,
        "events received": len(took),
        "p50": quantile(took, 0.5),
        "p99": quantile(took, 0.99),
        "memory grew by": f"{most / MIB:.0f} MiB",
        "for each who does not read": f"{most / len(sleepers) / 1024:.0f} KiB" if sleepers else "",
    }


def hear(bids: Bids, took: list[float], event: dict[str, Any]) -> None:
    if (sent := bids.sent.get(event["key"])) is not None:
        took.append(time.monotonic() - sent)


async def asleep(site: Site, carla: Person, channel: str) -> list[Light]:
    """Subscribed like everybody, and from then on deaf. They do not come back."""
    sleepers = [Light(site.port, carla.token, [channel], Tally(), delays=(3600, 3600)) for _ in range(SLEEPERS)]
    for sleeper in sleepers:
        sleeper.offsets[channel] = len(site.logged(channel))
    await gather_in(sleepers)
    for sleeper in sleepers:
        assert sleeper.socket
        sleeper.socket.transport.pause_reading()
    return sleepers


if __name__ == "__main__":
    print(uvloop.run(main()))
