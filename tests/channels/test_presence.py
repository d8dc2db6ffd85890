"""Who is there, who comes and who goes: in one process over real sockets, and over two that share leases and a bus."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from redis.asyncio import Redis as Client

from server.channels import presence
from server.channels.redis_bus import RedisBus
from server.channels.redis_leases import RedisLeases
from server.storage.database import Database
from server.storage.log_reader import LogReader
from tests.channels.plaza import Plaza, plaza
from tests.clients.raw import Raw
from tests.servers import Redis

ROOM, HALL = "room:1", "hall:1"
PATIENCE = 10.0

pytestmark = [
    pytest.mark.parametrize("storage", ["sqlite"], indirect=True),
    pytest.mark.parametrize("format_", ["json", "protobuf"], indirect=True),
]


def client_of(raw: Raw) -> str:
    return str(raw.messages[0]["connect"]["client"])


def info(raw: Raw, name: str | None = None, person: int = 0) -> dict[str, Any]:
    told: dict[str, Any] = {"client": client_of(raw)}
    return told | ({"user": str(person), "conn_info": {"id": person, "name": name}} if name else {})


def pushes(raw: Raw, kind: str) -> list[str]:
    """The clients that were told to have come or gone, in order."""
    return [each["push"][kind]["info"]["client"] for each in raw.messages if kind in each.get("push", {})]


async def told(raw: Raw, kind: str, client: str) -> dict[str, Any]:
    push = await raw.until(lambda message: message.get("push", {}).get(kind, {}).get("info", {}).get("client") == client)
    found: dict[str, Any] = push["push"][kind]["info"]
    return found


async def who(raw: Raw, channel: str = ROOM) -> dict[str, Any]:
    found = (await raw.asks("presence", channel=channel))["presence"].get("presence", {})
    return {client: {key: value for key, value in each.items() if value} for client, each in found.items()}


async def how_many(raw: Raw, channel: str) -> tuple[int, int]:
    stats = (await raw.asks("presence_stats", channel=channel))["presence_stats"]
    return stats.get("num_clients", 0), stats.get("num_users", 0)


async def becomes(expected: Any, look: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while await look() != expected:
            await asyncio.sleep(0.05)


async def test_who_is_there_is_everybody_who_was_answered(here: Plaza) -> None:
    carla, fred = await Raw.connected(here.url, "carla"), await Raw.connected(here.url, "fred")
    olga, nobody = await Raw.connected(here.url, "olga"), await Raw.connected(here.url)
    assert await who(carla) == {}
    for raw in (carla, fred, nobody):
        await raw.subscribes(ROOM)
    await olga.subscribes("room:2")
    expected = {
        client_of(carla): info(carla, "carla", 1),
        client_of(fred): info(fred, "fred", 2),
        client_of(nobody): info(nobody),
    }
    assert await who(carla) == expected
    assert await who(olga) == expected  # may follow it, so may ask
    assert await how_many(carla, ROOM) == (3, 2)
    await fred.asks("unsubscribe", channel=ROOM)
    assert client_of(fred) not in await who(carla)
    for raw in (carla, fred, olga, nobody):
        await raw.close()


async def test_the_same_person_twice_is_two_connections_and_one_person(here: Plaza) -> None:
    phone, desk = await Raw.connected(here.url, "fred"), await Raw.connected(here.url, "fred")
    for raw in (phone, desk):
        await raw.subscribes(HALL)
    await becomes((2, 1), lambda: how_many(phone, HALL))
    await phone.close()
    await becomes((1, 1), lambda: how_many(desk, HALL))
    await desk.close()


async def test_coming_and_going_is_told_to_who_asked_to_hear_it(here: Plaza) -> None:
    carla, deaf, elsewhere = [await Raw.connected(here.url, "carla") for _ in range(3)]
    await carla.subscribes(ROOM, join_leave=True)
    await deaf.subscribes(ROOM)
    await elsewhere.subscribes("room:2", join_leave=True)
    fred = await Raw.connected(here.url, "fred")
    await fred.subscribes(ROOM, join_leave=True)
    assert (await told(carla, "join", client_of(fred)))["conn_info"] == {"id": 2, "name": "fred"}
    assert await told(fred, "join", client_of(fred))
    frida = await Raw.connected(here.url, "olga")
    await frida.subscribes(ROOM)
    await told(carla, "join", client_of(frida))
    frida.abort()  # without a goodbye
    await told(carla, "leave", client_of(frida))
    await fred.asks("unsubscribe", channel=ROOM)
    await told(carla, "leave", client_of(fred))

    await here.say(ROOM, "after all of it")
    await deaf.received(ROOM, 1)
    assert pushes(carla, "join") == [client_of(each) for each in (carla, deaf, fred, frida)]
    assert pushes(carla, "leave") == [client_of(frida), client_of(fred)]
    assert pushes(deaf, "join") == pushes(deaf, "leave") == []
    assert pushes(fred, "leave") == [client_of(frida)]
    assert pushes(elsewhere, "join") == [client_of(elsewhere)]
    for raw in (carla, deaf, elsewhere, fred):
        await raw.close()


async def test_a_hall_shows_how_many_and_neither_who_nor_when(here: Plaza) -> None:
    carla, fred = await Raw.connected(here.url, "carla"), await Raw.connected(here.url, "fred")
    await carla.subscribes(HALL, join_leave=True)
    await fred.subscribes(HALL, join_leave=True)
    assert (await carla.asks("presence", channel=HALL))["error"]["code"] == 108
    await becomes((2, 2), lambda: how_many(carla, HALL))
    await fred.close()
    await becomes((1, 1), lambda: how_many(carla, HALL))
    assert pushes(carla, "join") == pushes(carla, "leave") == []
    await carla.close()


async def test_presence_is_refused_where_it_is_not_shown_and_to_whom_the_channel_is_not_open(here: Plaza) -> None:
    here.rules.kept_out.add((3, ROOM))
    here.rules.kept_out.add((3, HALL))
    olga = await Raw.connected(here.url, "olga")
    for method, channel, code in [
        ("presence", ROOM, 103),
        ("presence_stats", ROOM, 103),
        ("presence_stats", HALL, 103),
        ("presence", "person:3", 108),
        ("presence_stats", "person:3", 108),
        ("presence", "cellar:1", 102),
        ("presence_stats", "", 107),
    ]:
        assert (await olga.asks(method, channel=channel))["error"]["code"] == code
    await olga.close()


async def test_whoever_lost_the_right_is_told_of_nobody_and_is_gone_for_the_others(here: Plaza) -> None:
    carla, fred = await Raw.connected(here.url, "carla"), await Raw.connected(here.url, "fred")
    await carla.subscribes(ROOM, join_leave=True)
    await fred.subscribes(ROOM, join_leave=True)
    here.rules.kept_out.add((2, ROOM))
    await here.say(ROOM, "fred is out", recheck=2)
    await told(carla, "leave", client_of(fred))
    frida = await Raw.connected(here.url, "olga")
    await frida.subscribes(ROOM)
    await told(carla, "join", client_of(frida))
    assert (await fred.asks("rpc", method="echo"))["rpc"] == {"data": {}}
    assert client_of(frida) not in pushes(fred, "join")
    assert (await fred.asks("presence", channel=ROOM))["error"]["code"] == 103
    for raw in (carla, fred, frida):
        await raw.close()


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


Pair = tuple[Plaza, Plaza]


@pytest.fixture
async def pair(storage: tuple[Database, LogReader], format_: str, redis: Redis) -> AsyncIterator[Pair]:
    """Two engines over one log, one bus and the leases of two processes."""
    async with AsyncExitStack() as leaving:
        here, there = [
            await leaving.enter_async_context(plaza(*storage, bus=RedisBus(redis.url), leases=RedisLeases(redis.url)))
            for _ in range(2)
        ]
        for each in (here, there):
            each.url += f"?format={format_}"
        yield here, there


async def test_two_processes_see_each_others_people(pair: Pair) -> None:
    here, there = pair
    carla = await Raw.connected(here.url, "carla")
    await carla.subscribes(ROOM, join_leave=True)
    await carla.subscribes(HALL)
    fred = await Raw.connected(there.url, "fred")
    await fred.subscribes(ROOM, join_leave=True)
    await fred.subscribes(HALL)
    await told(carla, "join", client_of(fred))
    both = {client_of(carla): info(carla, "carla", 1), client_of(fred): info(fred, "fred", 2)}
    await becomes(both, lambda: who(carla))
    await becomes(both, lambda: who(fred))
    await becomes((2, 2), lambda: how_many(carla, HALL))
    assert client_of(carla) not in pushes(fred, "join")  # who was there before did not come just now

    await carla.close()
    await told(fred, "leave", client_of(carla))
    await becomes({client_of(fred): info(fred, "fred", 2)}, lambda: who(fred))
    await becomes((1, 1), lambda: how_many(fred, HALL))
    await here.say(ROOM, "nothing was told twice")
    await fred.received(ROOM, 1)
    assert pushes(fred, "leave") == [client_of(carla)]
    await fred.close()


async def test_what_the_bus_lost_is_seen_in_the_leases(pair: Pair, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = pair
    monkeypatch.setattr(RedisBus, "tell", lambda *_: None)
    carla, fred = await Raw.connected(here.url, "carla"), await Raw.connected(there.url, "fred")
    await carla.subscribes(ROOM, join_leave=True)
    await asyncio.sleep(2 * presence.CROWD_SECONDS)  # she knows that nobody was there before
    await fred.subscribes(ROOM)
    await told(carla, "join", client_of(fred))
    await fred.close()
    await told(carla, "leave", client_of(fred))
    assert pushes(carla, "join") == [client_of(carla), client_of(fred)]
    await carla.close()


async def test_a_redis_that_forgot_everything_is_told_again(pair: Pair, redis: Redis) -> None:
    here, there = pair
    carla, fred = await Raw.connected(here.url, "carla"), await Raw.connected(there.url, "fred")
    for raw in (carla, fred):
        await raw.subscribes(ROOM)
        await raw.subscribes(HALL)
    await becomes((2, 2), lambda: how_many(carla, HALL))
    async with Client.from_url(redis.url) as client:
        await client.flushall()
    await asyncio.sleep(1.5 * presence.COUNT_SECONDS)  # what was counted before is not told any more
    await becomes((2, 2), lambda: how_many(carla, HALL))
    await becomes({client_of(carla), client_of(fred)}, lambda: clients(carla))
    await carla.close()
    await fred.close()


async def clients(raw: Raw) -> set[str]:
    return set(await who(raw))
