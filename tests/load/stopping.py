"""SIGTERM while a thousand listen and some work: when the goodbyes come, and that nothing answered is lost."""

import asyncio
import time

import uvloop

from tests.cast import PITCH, Person, mint
from tests.clients.site import Site
from tests.load.light import Light, Tally, gather_in, until
from tests.load.measuring import quantile, table
from tests.load.people import people_of

LISTENERS = 1000
BIDDERS = 10
STOPS = 3
CLOSING_SECONDS = 8.0
PAUSE_SECONDS = 0.5
"""What is missed meanwhile must fit into the 256 KiB of a recovery: beyond it a client is sent to a fresh snapshot."""


async def main() -> str:
    with Site(on_disk=True, settings={"closing_seconds": CLOSING_SECONDS}) as site:
        carla, *people = await people_of(site, 1 + BIDDERS + LISTENERS)
        bidders, audience = people[:BIDDERS], people[BIDDERS:]
        job = await carla.posts_a_job()
        tally = Tally()
        listeners = [Light(site.port, person.token, [f"bidders:{job}"], tally) for person in audience]
        await gather_in(listeners)
        acknowledged: set[str] = set()
        stop = asyncio.Event()
        working = [asyncio.create_task(work(bidder, job, acknowledged, stop)) for bidder in bidders]
        rows = []
        for number in range(STOPS):
            await asyncio.sleep(2)
            rows.append({"stop": number + 1, **await one_stop(site, job, tally, acknowledged)})
            await asyncio.to_thread(site.start)
            await until(lambda: all(listener.well for listener in listeners), "come back")
        stop.set()
        await asyncio.gather(*working)
        top = len(site.logged(f"bidders:{job}"))
        await until(lambda: all(each.offsets[f"bidders:{job}"] == top for each in listeners), "receive everything")
        assert not tally.troubles, tally.troubles
        for listener in listeners:
            listener.leave()
        for person in (carla, *bidders):
            await person.leaves()
        await asyncio.to_thread(site.shut_down)
    return (
        f"{LISTENERS} listeners, {BIDDERS} bidders who go on all the while; every listener received all {top} events:\n\n"
        + (table(rows))
    )


async def one_stop(site: Site, job: int, tally: Tally, acknowledged: set[str]) -> dict[str, object]:
    tally.closes.clear()
    began = time.monotonic()
    await asyncio.to_thread(site.shut_down)  # raises unless the exit code is 0
    ended = time.monotonic()
    answered = set(acknowledged)
    logged = "".join(body for _, body in site.logged(f"bidders:{job}"))
    times = [moment - began for moment, code in tally.closes if code == 3001]
    return {
        "closed with 3001": len(times),
        "otherwise": len(tally.closes) - len(times),
        "first after": f"{min(times):.2f} s",
        "half after": f"{quantile(times, 0.5):.2f} s",
        "last after": f"{max(times):.2f} s",
        "ended after": f"{ended - began:.1f} s",
        "exit code": 0,
        "commands answered so far": len(answered),
        "of these not in the log": sum(key not in logged for key in answered),
    }


async def work(bidder: Person, job: int, acknowledged: set[str], stop: asyncio.Event) -> None:
    """Over HTTP, each command after the other and until it is answered."""
    bid = await bidder.bids(job)
    amount = 1
    while not stop.is_set():
        key, amount = mint(), amount + 1
        await bidder.does("bid.revise", key=key, bid=bid, amount=amount, pitch=PITCH)
        acknowledged.add(key)
        await asyncio.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    print(uvloop.run(main()))
