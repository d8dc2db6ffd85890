"""What one subscriber tells the others in passing: signed by the server, never logged, never ahead of the log."""

import asyncio
import json
from typing import Any

import pytest

from tests.channels.plaza import Plaza
from tests.clients.raw import Raw

ROOM = "room:1"

pytestmark = [
    pytest.mark.parametrize("storage", ["sqlite"], indirect=True),
    pytest.mark.parametrize("format_", ["json", "protobuf"], indirect=True),
]


async def waves(raw: Raw, channel: str = ROOM, **fields: Any) -> dict[str, Any]:
    return await raw.asks("publish", channel=channel, data={"hand": "left"} | fields)


def signals(raw: Raw) -> list[dict[str, Any]]:
    return [pub for pub in raw.publications(ROOM) if pub["data"]["type"].startswith("signal.")]


async def signal(raw: Raw) -> dict[str, Any]:
    push = await raw.until(lambda message: "signal.wave" in json.dumps(message.get("push", {})))
    found: dict[str, Any] = push["push"]["pub"]
    return found


async def test_a_signal_reaches_the_subscribers_once_and_leaves_no_trace(here: Plaza) -> None:
    carla, fred, olga = [await Raw.connected(here.url, name) for name in ("carla", "fred", "olga")]
    await carla.subscribes(ROOM)
    await fred.subscribes(ROOM)
    await olga.subscribes("room:2")
    await here.say(ROOM, "first")
    assert (await waves(fred))["publish"] == {}
    for raw in (carla, fred):
        pub = await signal(raw)
        assert pub["data"] == {"type": "signal.wave", "by": {"id": 2, "name": "fred"}, "hand": "left"}
        assert pub["info"] == {
            "user": "2", "client": fred.messages[0]["connect"]["client"], "conn_info": {"id": 2, "name": "fred"},
        }  # fmt: skip
        assert "offset" not in pub
    await here.say(ROOM, "second")
    await here.say("room:2", "elsewhere")
    await olga.received("room:2", 1)
    await carla.until(lambda message: message.get("push", {}).get("pub", {}).get("offset") == 2)
    assert len(signals(carla)) == len(signals(fred)) == 1
    assert signals(olga) == []
    history = (await carla.asks("history", channel=ROOM, limit=-1))["history"]["publications"]
    assert [pub["data"]["type"] for pub in history] == ["word.said", "word.said"]
    for raw in (carla, fred, olga):
        await raw.close()


async def test_a_signal_to_one_person_reaches_all_their_sockets_and_no_other(here: Plaza) -> None:
    carla, phone, desk, olga = [await Raw.connected(here.url, name) for name in ("carla", "fred", "fred", "olga")]
    for raw in (carla, phone, desk, olga):
        await raw.subscribes(ROOM)
    await waves(carla, to=2)
    await signal(phone)
    await signal(desk)
    await here.say(ROOM, "after it")
    for raw in (carla, olga):
        await raw.until(lambda message: message.get("push", {}).get("pub", {}).get("offset") == 1)
        assert signals(raw) == []
    for raw in (carla, phone, desk, olga):
        await raw.close()


async def test_a_signal_never_overtakes_what_its_sender_had_seen(here: Plaza) -> None:
    carla, fred = await Raw.connected(here.url, "carla"), await Raw.connected(here.url, "fred")
    for raw in (carla, fred):
        await raw.subscribes(ROOM)
    here.bus.holding = True
    await here.say(ROOM, *"abc")
    here.bus.let_go()
    here.bus.holding = False
    await waves(fred)
    await signal(carla)
    assert [pub.get("offset") for pub in carla.publications(ROOM)] == [1, 2, 3, None]
    await carla.close()
    await fred.close()


async def test_who_may_not_follow_may_not_signal(here: Plaza) -> None:
    carla, fred, nobody = (
        await Raw.connected(here.url, "carla"),
        await Raw.connected(here.url, "fred"),
        await Raw.connected(here.url),
    )
    await carla.subscribes(ROOM)
    assert (await waves(fred))["error"]["code"] == 103
    await fred.subscribes(ROOM)
    await nobody.subscribes(ROOM)
    assert (await waves(nobody))["error"]["code"] == 403
    assert (await waves(fred, "cellar:1"))["error"]["code"] == 102
    assert (await waves(fred, "person:2"))["error"]["code"] == 403
    assert (await waves(fred, nothing="x" * 17_000))["error"]["code"] == 107
    if not fred.protobuf:  # which has no such fields
        for fields in ({"type": 1}, {"key": "k"}, {"removed": True}):
            assert (await fred.asks("publish", channel=ROOM, data={}, **fields))["error"]["code"] == 108

    here.rules.kept_out.add((2, ROOM))
    await here.say(ROOM, "fred is out", recheck=2)
    assert (await waves(fred))["error"]["code"] == 103
    await here.say(ROOM, "after it")
    await carla.received(ROOM, 2)
    assert signals(carla) == []
    for raw in (carla, fred, nobody):
        await raw.close()


async def test_a_signal_is_nothing_to_somebody_who_was_away_or_behind(here: Plaza) -> None:
    fred, sleeper = await Raw.connected(here.url, "fred"), await Raw.connected(here.url, "carla")
    await fred.subscribes(ROOM)
    await waves(fred)
    await sleeper.subscribes(ROOM, recover=True, offset=0, epoch=here.hub.epoch)
    await here.say(ROOM, "one")
    await sleeper.received(ROOM, 1)
    await asyncio.sleep(0)
    assert signals(sleeper) == []
    await fred.close()
    await sleeper.close()
