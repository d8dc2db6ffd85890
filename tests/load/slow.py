"""Some never read: what that costs the server's memory, and those who do read.

Rounds without and with them alternate, so that a machine that grows busier meanwhile wrongs neither.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import uvloop

from server.channels.hub import MOST_UNREAD_BYTES
from tests.cast import PITCH, Person, mint
from tests.clients.site import Site
from tests.load.light import Failed, Light, Tally, gather_in, until
from tests.load.measuring import MIB, metrics, ms, quantile, resident, rounds, table
from tests.load.people import people_of
from tests.load.report import Report, Target

READERS = 50
SLEEPERS = 50
ROUNDS = rounds()
ROUND_SECONDS = 10.0
EVENTS_A_SECOND = 100
PITCH_BYTES = 4000
PATIENCE_SECONDS = 60.0


@dataclass
class Round:
    """`held` is what each who does not read cost at most, in bytes: the process's growth and what waits in the kernel.

    `closed` is how long after `MOST_UNREAD_BYTES` had been told to them the server had let go of the last: before that no
    bound can have been reached.
    """

    waits: list[float]
    held: float = 0.0
    closed: float = 0.0


@dataclass
class Slow:
    sleepers: int
    without: list[Round]
    beside: list[Round]

    @property
    def p99_ratio(self) -> float:
        return median(quantile(each.waits, 0.99) for each in self.beside) / median(
            quantile(each.waits, 0.99) for each in self.without
        )

    @property
    def held(self) -> float:
        return max(each.held for each in self.beside)

    @property
    def closed(self) -> float:
        return max(each.closed for each in self.beside)


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


async def main() -> Report:
    measured = await slow(SLEEPERS, ROUNDS, ROUND_SECONDS)
    rows = [
        {"round": f"{number + 1} {name}", **_row(each)}
        for number, pair in enumerate(zip(measured.without, measured.beside, strict=True))
        for name, each in zip(("without", "with"), pair, strict=True)
    ]
    told = (
        f"{READERS} who read, {SLEEPERS} who do not, {EVENTS_A_SECOND} events of {PITCH_BYTES:,} bytes a second:\n\n"
        f"{table(rows)}\n\nAll {SLEEPERS * ROUNDS} who did not read were closed with 3008."
    )
    return Report(told, targets(measured), ROUNDS)


def targets(measured: Slow) -> list[Target]:
    what = "somebody who never reads"
    return [
        Target(f"{what}: closed after their bound", measured.closed, "s", 10.0),
        Target(f"{what}: held for them at most", measured.held / MIB, "MiB", 4.0),
        Target(f"{what}: others' p99, with them / without", measured.p99_ratio, "", 1.5),
    ]


async def slow(sleepers: int, rounds: int, seconds: float) -> Slow:
    """Raises where somebody who reads missed an event, or somebody who does not was not closed for it."""
    measured = Slow(sleepers, [], [])
    with Site(on_disk=True) as site:
        carla, fred = await people_of(site, 2)
        job = await carla.posts_a_job()
        bids = Bids(fred, await fred.bids(job))
        channel = f"bids:{job}"
        waits: list[float] = []
        readers = [
            Light(site.port, carla.token, [channel], tally := Tally(), on_event=lambda _, event: hear(bids, waits, event))
            for _ in range(READERS)
        ]
        await gather_in(readers)
        await bids.flow(2)  # warms up
        for _ in range(rounds):
            measured.without.append(await round_(site, bids, waits, seconds, ()))
            measured.beside.append(await round_(site, bids, waits, seconds, await asleep(site, carla, channel, sleepers)))
        top = len(site.logged(channel))
        await until(lambda: all(reader.offsets[channel] == top for reader in readers), "receive everything")
        assert not tally.troubles, tally.troubles
        closed = int(metrics(site)["bidroom_closed_total 3008"])
        assert closed == sleepers * rounds, f"{closed} were closed with 3008"
        for reader in readers:
            reader.leave()
        await carla.leaves()
        await fred.leaves()
        await asyncio.to_thread(site.shut_down)
    return measured


def _row(each: Round) -> dict[str, object]:
    row = {"events received": len(each.waits), "p50": ms(quantile(each.waits, 0.5)), "p99": ms(quantile(each.waits, 0.99))}
    if each.held:
        row |= {"held for each who does not read": f"{each.held / 1024:.0f} KiB", "let go of": f"{each.closed:.1f} s"}
    return row


async def round_(site: Site, bids: Bids, waits: list[float], seconds: float, sleepers: Sequence[Light]) -> Round:
    waits.clear()
    before, sent = resident(site), len(bids.sent)
    bound_at = float("inf")
    ports = {sleeper.socket.transport.get_extra_info("sockname")[1] for sleeper in sleepers if sleeper.socket}
    flowing = asyncio.create_task(bids.flow(seconds))
    held = closed = 0.0
    deadline = time.monotonic() + seconds + PATIENCE_SECONDS
    while not flowing.done() or (ports and not closed):
        if time.monotonic() > deadline:
            raise Failed("somebody who never reads was not closed")
        memory = resident(site) - before
        open_, unsent = await asyncio.to_thread(sockets, site.port, ports)
        if (len(bids.sent) - sent) * PITCH_BYTES > MOST_UNREAD_BYTES:
            bound_at = min(bound_at, time.monotonic())
        if open_:
            held = max(held, memory / len(ports) + unsent)
        elif ports and not closed:
            closed = time.monotonic() - bound_at
        await asyncio.sleep(0.1)
    await flowing
    for sleeper in sleepers:
        assert sleeper.socket
        sleeper.socket.transport.resume_reading()
    await until(lambda: not any(sleeper.connected for sleeper in sleepers), "notice that they were closed")
    return Round(list(waits), held, closed)


def sockets(port: int, peers: set[int]) -> tuple[int, int]:
    """How many sockets of the server's process lead to these ports, and the most bytes that the kernel keeps for one."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ours = [
        int(line[4].partition(":")[0], 16)
        for line in lines
        if int(line[1].partition(":")[2], 16) == port and int(line[2].partition(":")[2], 16) in peers and line[9] != "0"
    ]
    return len(ours), max(ours, default=0)


def hear(bids: Bids, waits: list[float], event: dict[str, Any]) -> None:
    if (sent := bids.sent.get(event["key"])) is not None:
        waits.append(time.monotonic() - sent)


async def asleep(site: Site, carla: Person, channel: str, count: int) -> list[Light]:
    """Subscribed like everybody, and from then on deaf. They do not come back."""
    sleepers = [Light(site.port, carla.token, [channel], Tally(), delays=(3600, 3600)) for _ in range(count)]
    for sleeper in sleepers:
        sleeper.offsets[channel] = len(site.logged(channel))
    await gather_in(sleepers)
    for sleeper in sleepers:
        assert sleeper.socket
        sleeper.socket.transport.pause_reading()
    return sleepers


if __name__ == "__main__":
    print(uvloop.run(main()).tables)
