"""Whatever the official SDKs can send and be told, in both formats, against the engine itself."""

import json
from itertools import product

import pytest

from server.channels.codes import SHUTDOWN
from tests.channels.plaza import Plaza
from tests.clients.answers import Refused
from tests.clients.js_sdk import JsSubscriber
from tests.clients.python_sdk import PySubscriber
from tests.clients.subscriber import Subscriber

ROOM, HALL = "room:1", "hall:1"
CARLA, FRED = {"id": 1, "name": "carla"}, {"id": 2, "name": "fred"}
SDKS = list(product((JsSubscriber, PySubscriber), ("json", "protobuf")))

pytestmark = [
    pytest.mark.parametrize("storage", ["sqlite"], indirect=True),
    pytest.mark.parametrize(("sdk", "format_"), SDKS, indirect=["format_"], ids=[f"{a.__name__}-{b}" for a, b in SDKS]),
]


def client(sdk: type[Subscriber], here: Plaza, token: str = "") -> Subscriber:
    return sdk(here.url, token, protobuf="protobuf" in here.url)  # type: ignore[call-arg]


async def test_asking_and_being_refused(here: Plaza, sdk: type[Subscriber]) -> None:
    here.rules.kept_out.add((2, "room:secret"))
    async with client(sdk, here, "fred") as fred:
        assert await fred.asks("echo", word="ü ☃") == {"word": "ü ☃"}
        with pytest.raises(Refused) as refused:
            await fred.asks("nonsense")
        assert refused.value.code == 104
        assert not await fred.subscribes("room:secret")
        assert fred.ended == {"room:secret": 103}


async def test_what_an_unknown_token_is_told_for_good(here: Plaza, sdk: type[Subscriber]) -> None:
    async with client(sdk, here, "mallory") as mallory:
        await mallory.until(lambda: mallory.disconnected, "be disconnected")
        assert mallory.disconnected == (3500, "invalid token")


async def test_history_in_both_directions(here: Plaza, sdk: type[Subscriber]) -> None:
    await here.say(ROOM, *"abcdef")
    since = {"offset": 3, "epoch": here.hub.epoch}
    async with client(sdk, here) as nobody:
        assert await nobody.top(ROOM) == 6
        assert await nobody.history(ROOM, 2) == [1, 2]
        assert await nobody.history(ROOM, -1, since) == [4, 5, 6]
        assert await nobody.history(ROOM, 2, reverse=True) == [6, 5]
        assert await nobody.history(ROOM, -1, since, reverse=True) == [2, 1]
        with pytest.raises(Refused) as refused:
            await nobody.history(ROOM, 1, since | {"epoch": "another"})
        assert refused.value.code == 112


async def test_presence_and_who_comes_and_goes(here: Plaza, sdk: type[Subscriber]) -> None:
    async with client(sdk, here, "carla") as carla:
        assert await carla.subscribes(ROOM, join_leave=True)
        async with client(sdk, here, "fred") as fred, client(sdk, here) as nobody:
            await fred.subscribes(ROOM)
            await nobody.subscribes(ROOM)
            await carla.until(lambda: len(carla.arrivals) == 3, "see three come")
            assert sorted(map(json.dumps, (await carla.presence(ROOM)).values())) == sorted(
                map(json.dumps, (CARLA, FRED, None))
            )
            assert await carla.presence_stats(ROOM) == (3, 2)
            with pytest.raises(Refused) as refused:
                await carla.presence(HALL)
            assert refused.value.code == 108
            await fred.unsubscribe(ROOM)
            await carla.until(lambda: ("leave", FRED) in carla.arrivals, "see Fred leave")
        await carla.until(lambda: ("leave", None) in carla.arrivals, "see nobody leave")
        assert carla.arrivals[:3] == [("join", CARLA), ("join", FRED), ("join", None)]
        assert list((await carla.presence(ROOM)).values()) == [CARLA]
        assert not carla.troubles


async def test_signals(here: Plaza, sdk: type[Subscriber]) -> None:
    async with client(sdk, here, "carla") as carla, client(sdk, here, "fred") as fred:
        await carla.subscribes(ROOM)
        with pytest.raises(Refused) as refused:
            await fred.publishes(ROOM, hand="left")
        assert refused.value.code == 103
        await fred.subscribes(ROOM)
        await here.say(ROOM, "before")
        await fred.publishes(ROOM, hand="left")
        await here.say(ROOM, "after")
        waved = {"type": "signal.wave", "by": FRED, "hand": "left"}
        for each in (carla, fred):
            await each.reaches(ROOM, 2)
            assert each.signals == [waved]
            assert each.offsets(ROOM) == [1, 2]  # the saved position does not move back
            assert not each.troubles


async def test_a_right_that_ended_a_goodbye_and_a_return(here: Plaza, sdk: type[Subscriber]) -> None:
    async with client(sdk, here, "fred") as fred, client(sdk, here, "carla") as carla:
        for each in (fred, carla):
            await each.subscribes(ROOM)
        here.rules.kept_out.add((2, ROOM))
        await here.say(ROOM, "fred is out", recheck=2)
        await fred.until(lambda: ROOM in fred.ended, "be put out")
        assert fred.ended == {ROOM: 2100}

        await here.connections.hang_up_on_all(SHUTDOWN, 0)
        await carla.until(lambda: not carla.connected, "be disconnected")
        await here.say(ROOM, "meanwhile")
        await carla.reaches(ROOM, 2)
        assert carla.offsets(ROOM) == [1, 2]
        assert carla.recoveries >= 1
        assert not carla.troubles
