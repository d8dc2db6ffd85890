"""Subscribing and recovering while events are being written: no hole, no double, never a publication before the reply."""

import asyncio
import random
import sys

from server.channels.channel import Channel
from tests.channels.plaza import Plaza
from tests.clients.raw import Raw

ROUNDS = 200
ROOM = "room:1"


async def test_subscribing_and_recovering_while_events_are_written(here: Plaza) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    unflushed = count_unflushed_turns(here)
    await here.say(ROOM, "the first")
    steady = await Raw.connected(here.url, "carla")
    await steady.subscribes(ROOM)

    writing = asyncio.create_task(write(here, chance))
    for number in range(ROUNDS):
        await here.say(ROOM, *(f"before {number}" for _ in range(chance.randrange(4))))
        recover = number % 2 == 1
        late = await Raw.connected(here.url, "fred")
        asked = {}
        if recover:
            top = here.hub.channels[ROOM].top or 0
            asked = {"recover": True, "offset": chance.randrange(max(0, top - 20), top + 1), "epoch": here.hub.epoch}
        # Every third time something committed reaches the hub in the very turn in which the reply is made.
        if number % 3 == 0:
            here.bus.holding = here.authority.let_go_after_asking = True
            await here.say(ROOM, f"held {number}", f"held too {number}")
        reply = await late.subscribes(ROOM, **asked)
        here.authority.let_go_after_asking = here.bus.holding = False
        here.bus.let_go()
        await here.say(ROOM, f"after {number}")
        await check(late, reply, recover, here)
        await late.close()
    writing.cancel()

    top = here.hub.channels[ROOM].top or 0
    got = await steady.received(ROOM, top)
    assert [pub["offset"] for pub in got] == list(range(2, top + 1))
    assert unflushed[0] > ROUNDS // 10, "the race was never met"
    await steady.close()


async def check(late: Raw, reply: dict[str, object], recover: bool, here: Plaza) -> None:
    top = here.hub.channels[ROOM].top or 0
    pushed = [pub["offset"] for pub in await late.received(ROOM, top)]
    replayed = [pub["offset"] for pub in reply.get("publications", [])]  # type: ignore[attr-defined]
    start = reply.get("offset", 0)
    assert isinstance(start, int)
    if recover:
        assert reply["recovered"] is True
    assert replayed + pushed == list(range(start + 1, start + 1 + len(replayed) + len(pushed)))
    first = next(place for place, message in enumerate(late.messages) if "subscribe" in message)
    assert not any("push" in message for message in late.messages[:first] if ROOM in str(message))


async def write(here: Plaza, chance: random.Random) -> None:
    for number in range(100_000):
        await here.say(ROOM, *(f"word {number}" for _ in range(chance.randrange(1, 4))))
        await asyncio.sleep(chance.random() * 0.004)


def count_unflushed_turns(here: Plaza) -> list[int]:
    """How often a subscriber was levelled while the channel's turn was not written yet."""
    flush = here.hub.flush
    met = [0]

    def counted(channel: Channel) -> None:
        if channel.turn and sys._getframe(1).f_code.co_name == "_level":
            met[0] += 1
        flush(channel)

    here.hub.flush = counted  # type: ignore[method-assign]
    return met
