"""What the Centrifuge protocol asks of a server, spoken by hand over real sockets."""

import asyncio
import json
from typing import Any

import pytest

from server.channels import connection
from server.channels.heartbeat import Heartbeat
from server.storage.database import Database
from server.storage.log_reader import LogReader
from tests.channels.plaza import Plaza, plaza
from tests.clients.raw import Raw

ROOM = "room:1"

# What lies beneath is tried on both databases elsewhere; the words are the same.
pytestmark = [
    pytest.mark.parametrize("storage", ["sqlite"], indirect=True),
    pytest.mark.parametrize("format_", ["json", "protobuf"], indirect=True),
]


async def test_connect_and_subscribe_in_one_frame_are_answered_in_order(here: Plaza) -> None:
    raw = await Raw.opened(here.url)
    await raw.send(
        raw.command("connect", token="fred", name="raw"),
        raw.command("subscribe", channel=ROOM, flag=1),
        raw.command("subscribe", channel="room:2"),
        raw.command("rpc", method="echo", data={"ü": [1, None]}),
    )
    await raw.reply(4)
    connected, first, second, echoed = raw.messages
    assert connected["connect"]["client"]
    assert connected["connect"]["ping"] == 25
    assert connected["connect"]["pong"] is True
    assert connected["connect"]["subs"]["person:2"]["recoverable"] is True
    assert first == {"id": 2, "subscribe": {"recoverable": True, "positioned": True, "epoch": here.hub.epoch}}
    assert second["id"] == 3
    assert echoed == {"id": 4, "rpc": {"data": {"ü": [1, None]}}}
    assert here.authority.asked == 1  # one access question for the whole frame
    await raw.close()


async def test_events_of_one_turn_travel_in_one_frame(here: Plaza) -> None:
    raw = await Raw.connected(here.url)
    await raw.subscribes(ROOM)
    frames = raw.frames
    await here.say(ROOM, *(str(number) for number in range(20)))
    assert [pub["offset"] for pub in await raw.received(ROOM, 20)] == list(range(1, 21))
    assert raw.frames == frames + 1
    await raw.close()


async def test_recovery_replays_exactly_what_was_missed(here: Plaza) -> None:
    await here.say(ROOM, "a", "b", "c", "ü\u2028\n☃")
    raw = await Raw.connected(here.url)
    reply = await raw.subscribes(ROOM, recover=True, offset=2, epoch=here.hub.epoch)
    assert (reply["recovered"], reply["was_recovering"], reply["offset"]) == (True, True, 2)
    assert [pub["data"]["word"] for pub in reply["publications"]] == ["c", "ü\u2028\n☃"]

    level = await Raw.connected(here.url)
    reply = await level.subscribes(ROOM, recover=True, offset=4, epoch="")
    assert (reply["recovered"], reply["offset"], reply.get("publications")) == (True, 4, None)
    await raw.close()
    await level.close()


@pytest.mark.parametrize(("offset", "epoch"), [(2, "another"), (9, "")])
async def test_an_impossible_recovery_is_said_or_refused(here: Plaza, offset: int, epoch: str) -> None:
    await here.say(ROOM, "a", "b", "c")
    raw = await Raw.connected(here.url)
    refused = await raw.asks("subscribe", channel=ROOM, recover=True, offset=offset, epoch=epoch, flag=2)
    assert refused["error"]["code"] == 112
    reply = await raw.subscribes(ROOM, recover=True, offset=offset, epoch=epoch)
    assert (reply.get("recovered", False), reply["was_recovering"], reply["offset"]) == (False, True, 3)
    await raw.close()


async def test_more_than_the_tail_holds_is_not_recovered_in_part(here: Plaza) -> None:
    await here.say(ROOM, *("x" * 1000 for _ in range(600)))
    raw = await Raw.connected(here.url)
    reply = await raw.subscribes(ROOM, recover=True, offset=1, epoch=here.hub.epoch)
    assert not reply.get("recovered")
    assert reply["offset"] == 600
    assert "publications" not in reply
    await raw.close()


async def test_refusals_of_a_subscribe(here: Plaza) -> None:
    here.rules.kept_out.add((None, "room:secret"))
    raw = await Raw.connected(here.url)
    await raw.subscribes(ROOM)
    for channel, code in [
        ("room:secret", 103),
        ("person:1", 103),
        ("cellar:1", 102),
        (ROOM, 105),
        ("é" * 128, 107),
        ("", 107),
    ]:
        assert (await raw.asks("subscribe", channel=channel))["error"]["code"] == code
    assert (await raw.asks("subscribe", channel="room:3", type=1))["error"]["code"] == 108
    if not raw.protobuf:  # which has no way to say it
        assert (await raw.asks("subscribe", channel=7))["error"]["code"] == 107
    for number in range(127):
        await raw.subscribes(f"room:more{number}")
    assert (await raw.asks("subscribe", channel="room:too many"))["error"]["code"] == 106
    await raw.close()


async def test_unsubscribing_ends_the_stream_and_never_fails(here: Plaza) -> None:
    raw = await Raw.connected(here.url)
    await raw.subscribes(ROOM)
    await raw.send(
        raw.command("unsubscribe", channel=ROOM),
        raw.command("unsubscribe", channel="room:never"),
        raw.command("subscribe", channel=ROOM),
        raw.command("unsubscribe", channel=ROOM),
    )
    await raw.reply(6)
    await here.say(ROOM, "unheard")
    assert (await raw.asks("rpc", method="echo"))["rpc"] == {"data": {}}
    assert raw.publications(ROOM) == []
    assert not here.hub.channels
    await raw.close()


async def test_history_forward_backward_and_its_refusals(here: Plaza) -> None:
    await here.say(ROOM, *"abcdef")
    here.rules.kept_out.add((None, "room:secret"))
    raw = await Raw.connected(here.url)

    async def offsets(**fields: object) -> list[int]:
        history = (await raw.asks("history", channel=ROOM, **fields))["history"]
        assert (history["offset"], history["epoch"]) == (6, here.hub.epoch)
        return [pub["offset"] for pub in history.get("publications", [])]

    assert await offsets() == []
    assert await offsets(limit=2) == [1, 2]
    assert await offsets(limit=-1, since={"offset": 4, "epoch": here.hub.epoch}) == [5, 6]
    assert await offsets(limit=2, reverse=True) == [6, 5]
    assert await offsets(limit=-1, reverse=True, since={"offset": 3}) == [2, 1]
    assert await offsets(limit=5, since={"offset": 9}) == []
    refused: list[tuple[dict[str, Any], int]] = [
        ({"channel": ROOM, "since": {"offset": 1, "epoch": "other"}}, 112),
        ({"channel": ROOM, "since": {"offset": 0}, "reverse": True}, 107),
        ({"channel": "room:secret"}, 103),
        ({"channel": "cellar"}, 102),
        ({"channel": ROOM, "since": {"offset": -1}}, 107),
    ]
    for fields, code in refused[: 4 if raw.protobuf else 5]:  # no number below zero there
        assert (await raw.asks("history", **fields))["error"]["code"] == code
    await raw.close()


async def test_what_is_not_there_is_said_so(here: Plaza) -> None:
    raw = await Raw.connected(here.url)
    assert (await raw.asks("sub_refresh", channel=ROOM))["error"]["code"] == 108
    assert (await raw.asks("refresh", token="x"))["error"]["code"] == 108
    assert (await raw.asks("ping"))["ping"] == {}
    assert (await raw.asks("rpc", method="nonsense"))["error"]["code"] == 104
    broken = (await raw.asks("rpc", method="break"))["error"]
    assert (broken["code"], broken["temporary"]) == (100, True)
    await raw.send({"send": {"data": 1}})
    here.authority.full = True
    flooded = (await raw.asks("rpc", method="echo"))["error"]
    assert (flooded["code"], flooded["temporary"]) == (111, True)
    await raw.close()


async def test_what_a_newer_client_says_besides_is_ignored(here: Plaza) -> None:
    raw = await Raw.opened(here.url)
    if raw.protobuf:
        # Field 77 of the command, of connect and of subscribe: numbers that nobody knows yet.
        unknown = b"\xe8\x04\x07"
        connect = b"\x08\x01\x22" + bytes([len(unknown)]) + unknown + unknown
        channel = b"\x0a\x06room:1" + unknown
        subscribe = b"\x08\x02\x2a" + bytes([len(channel)]) + channel + unknown
        await raw.send_text(b"".join(bytes([len(each)]) + each for each in (connect, subscribe)))
    else:
        await raw.send(
            {"id": 1, "connect": {"token": "", "profile": "x", "dict": "y", "headers": {"a": "b"}, "new": [1]}, "also": 1},
            {"id": 2, "subscribe": {"channel": ROOM, "tf": None, "phase": 3, "new": {}}, "also": []},
        )
    assert "connect" in await raw.reply(1)
    assert "subscribe" in await raw.reply(2)
    await raw.close()


async def test_positions_up_to_the_largest_that_a_browser_holds(here: Plaza) -> None:
    await here.say(ROOM, "a")
    raw = await Raw.connected(here.url)
    reply = await raw.subscribes(ROOM, recover=True, offset=2**53 - 1, epoch=here.hub.epoch)
    assert (reply.get("recovered", False), reply["was_recovering"], reply["offset"]) == (False, True, 1)
    assert (await raw.asks("subscribe", channel="room:2", recover=True, offset=2**53))["error"]["code"] == 107
    await raw.close()


async def test_too_many_connections_at_once_are_told_to_come_back(here: Plaza) -> None:
    here.authority.full = True
    raw = await Raw.opened(here.url)
    await raw.send(raw.command("connect", token="fred"))
    assert await raw.closed() == (3013, "too many requests")


@pytest.mark.parametrize(
    "frame",
    [
        "nonsense",
        "[]",
        "",
        '{"id":1}',
        '{"id":1,"rpc":{}}',
        '{"id":-1,"connect":{}}',
        '{"id":true,"connect":{}}',
        '{"id":4294967296,"connect":{}}',
        '{"connect":{}}',
        '{"id":1,"connect":7}',
        '{"id":1,"connect":{"token":7}}',
        "[" * 5000,
        '{"id":' + "9" * 5000 + ',"connect":{}}',
        b"\x00binary",
    ],
)
async def test_what_is_no_protocol_closes_with_3501(here: Plaza, frame: str | bytes) -> None:
    raw = await Raw.opened(here.url)
    await raw.send_text(frame)
    assert (await raw.closed())[0] == 3501
    survivor = await Raw.connected(here.url, "carla")
    assert (await survivor.asks("rpc", method="echo", data=1))["rpc"] == {"data": 1}
    await survivor.close()


@pytest.mark.parametrize("frame", ['{"id":2,"connect":{}}', '{"id":3}', '{"rpc":{}}', '{"id":4,"subscribe":[]}'])
async def test_what_is_no_protocol_after_connect_closes_too(here: Plaza, frame: str) -> None:
    raw = await Raw.connected(here.url)
    await raw.send_text(frame + "\n" + json.dumps({"id": 9, "rpc": {"method": "echo"}}))
    assert (await raw.closed())[0] == (3501)


async def test_a_frame_too_large_or_with_too_many_commands(here: Plaza) -> None:
    raw = await Raw.connected(here.url)
    await raw.send_text(json.dumps({"id": 2, "rpc": {"method": "echo", "data": "x" * 300_000}}))
    assert (await raw.closed())[0] == 1009
    raw = await Raw.connected(here.url)
    await raw.send(*({"id": number, "ping": {}} for number in range(1, 400)))
    assert (await raw.closed())[0] == 3501


async def test_an_unknown_token_ends_it_and_no_token_is_nobody(here: Plaza) -> None:
    raw = await Raw.opened(here.url)
    await raw.send(raw.command("connect", token="mallory"))
    assert await raw.closed() == (3500, "invalid token")
    nobody = await Raw.connected(here.url)
    assert "subs" not in nobody.messages[0]["connect"]
    await nobody.close()


async def test_pings_are_sent_and_a_missing_pong_ends_it(storage: tuple[Database, LogReader], format_: str) -> None:
    async with plaza(*storage, heartbeat=Heartbeat(ping_seconds=2, pong_seconds=1)) as here:
        here.url += f"?format={format_}"
        well, silent = await Raw.connected(here.url), await Raw.connected(here.url)
        silent.answers_pings = False
        assert (await silent.closed())[0] == 3012
        async with asyncio.timeout(10):
            while well.pings < 2:
                await asyncio.sleep(0.05)
        assert (await well.asks("ping"))["ping"] == {}
        await well.close()


async def test_who_says_nothing_is_closed_as_stale(here: Plaza, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.2)
    raw = await Raw.opened(here.url)
    assert await raw.closed() == (3502, "stale")


async def test_a_stopping_server_says_goodbye_with_3001(storage: tuple[Database, LogReader], format_: str) -> None:
    async with plaza(*storage) as here:
        here.url += f"?format={format_}"
        crowd = [await Raw.connected(here.url) for _ in range(60)]
    assert {await raw.closed() for raw in crowd} == {(3001, "shutdown")}
