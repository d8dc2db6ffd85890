"""Lost, late and doubled messages, readers who do not read, rights that end, connections cut: nobody misses an event."""

import asyncio
import socket
from typing import Any

from server.channels import hub as hub_module
from server.messages import Caller
from server.storage.event_log import Publication
from tests.channels.plaza import Plaza
from tests.clients.raw import Raw

ROOM = "room:1"


def offsets(publications: list[dict[str, Any]]) -> list[int]:
    return [pub["offset"] for pub in publications]


async def test_what_the_bus_lost_is_filled_from_the_log(here: Plaza) -> None:
    raw = await Raw.connected(here.url)
    await raw.subscribes(ROOM)
    here.bus.holding = True
    await here.say(ROOM, "lost", "lost too")
    here.bus.held.clear()
    here.bus.holding = False
    assert offsets(await raw.received(ROOM, 2)) == [1, 2]  # with no further event: the tops show it

    here.bus.holding = True
    await here.say(ROOM, "lost")
    here.bus.held.clear()
    here.bus.holding = False
    await here.say(ROOM, "seen")  # the offset shows the gap
    assert offsets(await raw.received(ROOM, 4)) == [1, 2, 3, 4]
    await raw.close()


async def test_a_snapshot_ahead_of_the_bus_is_no_lost_position(here: Plaza) -> None:
    await here.say(ROOM, "one")
    steady, late = await Raw.connected(here.url, "carla"), await Raw.connected(here.url, "fred")
    await steady.subscribes(ROOM)
    here.bus.holding = True
    await here.say(ROOM, "two")  # committed, and not heard of yet
    reply = await late.subscribes(ROOM, recover=True, offset=2, epoch=here.hub.epoch)
    assert (reply["recovered"], reply["offset"]) == (True, 2)
    assert offsets(await steady.received(ROOM, 2)) == [2]
    here.bus.let_go()
    here.bus.holding = False
    await here.say(ROOM, "three")
    assert offsets(await late.received(ROOM, 3)) == [3]
    assert offsets(await steady.received(ROOM, 3)) == [2, 3]
    await steady.close()
    await late.close()


async def test_late_doubled_and_disordered_deliveries_change_nothing(here: Plaza) -> None:
    raw = await Raw.connected(here.url)
    await raw.subscribes(ROOM)
    here.bus.holding = True
    await here.say(ROOM, *"abcdefgh")
    held = list(here.bus.held)
    here.bus.held = [*reversed(held), *held, Publication(ROOM, 5000, b"{}", None), *held[:3]]
    here.bus.let_go()
    here.bus.holding = False
    await here.say(ROOM, "last")
    assert offsets(await raw.received(ROOM, 9)) == list(range(1, 10))
    await raw.close()


async def test_another_channels_subscriber_hears_nothing(here: Plaza) -> None:
    olga, fred = await Raw.connected(here.url, "olga"), await Raw.connected(here.url, "fred")
    await olga.subscribes("room:2")
    await fred.subscribes(ROOM)
    await here.say(ROOM, "for fred")
    await here.say("room:2", "for olga")
    assert offsets(await fred.received(ROOM, 1)) == [1]
    assert offsets(await olga.received("room:2", 1)) == [1]
    assert olga.publications(ROOM) == fred.publications("room:2") == []
    await olga.close()
    await fred.close()


async def test_who_never_reads_is_closed_and_the_others_go_on(here: Plaza) -> None:
    reader, sleeper = await Raw.connected(here.url), await Raw.opened(here.url)
    small_buffer(sleeper)
    await sleeper.asks("connect")
    await sleeper.subscribes(ROOM)
    await reader.subscribes(ROOM)
    sleeper.stop_reading()
    said = 0
    async with asyncio.timeout(60):
        while len(here.connections.sessions) == 2 and said < 4000:
            await here.say(ROOM, *("x" * 1000 for _ in range(100)))
            said += 100
            held = [session.wire.transport.get_write_buffer_size() for session in here.connections.sessions]
            assert max(held) < 4 * 2**20
            await asyncio.sleep(0)
            if any(session.unread > hub_module.MOST_UNREAD_BYTES for session in here.connections.sessions):
                break
        assert offsets(await reader.received(ROOM, said)) == list(range(1, said + 1))
        sleeper.read_again()
        code, _ = await sleeper.closed()
    assert code in (3008, 1006)  # 1006: it read too late even for the close frame
    got = offsets(sleeper.publications(ROOM))
    assert got == list(range(1, len(got) + 1))
    await reader.close()


async def test_who_falls_behind_for_a_while_is_served_alone_until_level(here: Plaza) -> None:
    raw = await Raw.opened(here.url)
    small_buffer(raw)
    await raw.asks("connect")
    await raw.subscribes(ROOM)
    raw.stop_reading()
    said = 0
    session = next(iter(here.connections.sessions))
    while session.unread < 400_000:  # beyond the tail, so that the log has to serve it
        await here.say(ROOM, *("y" * 1000 for _ in range(50)))
        said += 50
    raw.read_again()
    await here.say(ROOM, "the last")
    assert offsets(await raw.received(ROOM, said + 1)) == list(range(1, said + 2))
    await here.say(ROOM, "live again")
    assert offsets(await raw.received(ROOM, said + 2)) == list(range(1, said + 3))
    await raw.close()


async def test_a_right_that_ends_is_silent_from_that_offset_on(here: Plaza) -> None:
    fred, olga = await Raw.connected(here.url, "fred"), await Raw.connected(here.url, "olga")
    await fred.subscribes(ROOM)
    await olga.subscribes(ROOM)
    here.rules.kept_out.add((3, ROOM))
    await here.say(ROOM, "olga leaves", recheck=3)
    await here.say(ROOM, "among us")
    ended = await olga.until(lambda message: "unsubscribe" in message.get("push", {}))
    assert ended["push"] == {"channel": ROOM, "unsubscribe": {"code": 2100, "reason": "no longer allowed"}}
    assert offsets(await fred.received(ROOM, 2)) == [1, 2]
    assert offsets(olga.publications(ROOM)) == [1]
    assert (await olga.asks("subscribe", channel=ROOM))["error"]["code"] == 103

    here.rules.kept_out.clear()
    await here.say(ROOM, "asked, and still allowed", "and this", recheck=0)
    assert offsets(await fred.received(ROOM, 4)) == [1, 2, 3, 4]
    await fred.close()
    await olga.close()


async def test_a_right_that_ends_while_subscribing_is_refused(here: Plaza) -> None:
    steady, olga = await Raw.connected(here.url, "carla"), await Raw.connected(here.url, "olga")
    await steady.subscribes(ROOM)
    here.bus.holding = True
    allowed = here.authority.allowed

    async def and_then_the_right_ends(caller: Caller, channels: frozenset[str]) -> dict[str, int]:
        answer = await allowed(caller, channels)
        here.authority.allowed = allowed  # type: ignore[method-assign]
        here.rules.kept_out.add((3, ROOM))
        await here.say(ROOM, "olga leaves", "a secret", recheck=3)
        here.bus.let_go()
        return answer

    here.authority.allowed = and_then_the_right_ends  # type: ignore[method-assign]
    assert (await olga.asks("subscribe", channel=ROOM))["error"]["code"] == 103
    assert olga.publications(ROOM) == []
    here.bus.holding = False
    await steady.close()
    await olga.close()


async def test_a_session_that_ends_closes_its_sockets_alone(here: Plaza) -> None:
    fred, again, carla = [await Raw.connected(here.url, name) for name in ("fred", "fred", "carla")]
    here.rules.ended.add(2)
    await here.say("person:2", "the end", recheck=2)
    assert await fred.closed() == (3500, "session ended")
    assert await again.closed() == (3500, "session ended")
    assert (await carla.asks("ping"))["ping"] == {}
    await carla.close()


async def test_what_an_ended_session_has_left_to_do_is_not_done(here: Plaza) -> None:
    fred = await Raw.opened(here.url)
    small_buffer(fred)
    await fred.asks("connect", token="fred")
    fred.stop_reading()
    session = next(iter(here.connections.sessions))
    while not session.stuck:  # replies that it does not read
        await fred.send(*(fred.command("rpc", method="echo", data="x" * 10_000) for _ in range(20)))
        await asyncio.sleep(0.01)
    await fred.send(fred.command("rpc", method="say", data={"room": ROOM, "word": "too late"}))
    here.rules.ended.add(2)
    await here.say("person:2", "the end", recheck=2)
    async with asyncio.timeout(10):
        while here.connections.sessions and session.wire.open:
            await asyncio.sleep(0.01)
    fred.read_again()
    await fred.closed()
    assert (await here.hub.log_reader.after(ROOM, 0)).top == 0


async def test_a_right_ends_even_where_its_own_event_stalls_the_socket(here: Plaza) -> None:
    fred = await Raw.connected(here.url, "fred")
    session = next(iter(here.connections.sessions))
    audience = here.hub.channels["person:2"].audience[session.format]
    (subscriber,) = audience

    def and_stall(frame: bytes) -> None:
        session.wire.write(frame)
        session.wire.pause_writing()

    audience[subscriber] = and_stall
    here.rules.ended.add(2)
    await here.say("person:2", "the end", recheck=2)
    assert await fred.closed() == (3500, "session ended")


async def test_what_is_never_read_is_not_kept_for_ever(here: Plaza) -> None:
    here.rules.kept_out.add((None, ROOM))
    sleeper = await Raw.opened(here.url)
    small_buffer(sleeper)
    await sleeper.asks("connect")
    sleeper.stop_reading()
    session = next(iter(here.connections.sessions))
    refused = [sleeper.command("subscribe", channel=ROOM) for _ in range(250)]
    for _ in range(300):
        try:
            async with asyncio.timeout(0.5):  # the server stops reading too, which is the point
                await sleeper.send(*refused)
        except TimeoutError:
            break
    assert session.wire.unwritten < 2**20
    sleeper.abort()


async def test_pings_that_nobody_reads_the_answers_of_pile_up_nothing(here: Plaza) -> None:
    sleeper = await Raw.opened(here.url)
    small_buffer(sleeper)
    await sleeper.asks("connect")
    sleeper.stop_reading()
    session = next(iter(here.connections.sessions))
    ping = b"\x89\xfd" + bytes(4) + b"x" * 125  # masked with zeros
    for _ in range(200):
        sleeper._socket.transport.write(ping * 500)
        await asyncio.sleep(0)
        if not session.wire.open:
            break
    for _ in range(50):
        assert session.wire.unwritten < 2**20
        await asyncio.sleep(0.02)
    other = await Raw.connected(here.url)
    assert (await other.asks("ping"))["ping"] == {}
    await other.close()
    sleeper.abort()


async def test_the_own_channel_is_recovered_with_connect(here: Plaza) -> None:
    await here.say("person:2", "a", "b", "c")
    left_off = {"recover": True, "offset": 1, "epoch": here.hub.epoch}
    fred = await Raw.connected(here.url, "fred", subs={"person:2": left_off, "person:1": left_off})
    own = fred.messages[0]["connect"]["subs"]
    assert list(own) == ["person:2"]
    assert (own["person:2"]["recovered"], own["person:2"]["offset"]) == (True, 1)
    await here.say("person:2", "d")
    assert offsets(await fred.received("person:2", 4)) == [2, 3, 4]
    assert (await fred.asks("unsubscribe", channel="person:2"))["unsubscribe"] == {}
    await here.say("person:2", "e")
    assert offsets(await fred.received("person:2", 5)) == [2, 3, 4, 5]
    await fred.close()


async def test_connections_cut_at_any_moment_leave_nothing_behind(here: Plaza) -> None:
    steady = await Raw.connected(here.url)
    await steady.subscribes(ROOM)
    for number in range(40):
        raw = await Raw.opened(here.url)
        others = [raw.command("subscribe", channel=f"room:{number}.{other}") for other in range(5)]
        await raw.send(raw.command("connect", token="fred"), raw.command("subscribe", channel=ROOM), *others)
        if number % 2:
            await raw.reply(2)
        await here.say(ROOM, "x")
        raw.abort()
        await here.say(ROOM, "y")
    assert offsets(await steady.received(ROOM, 80)) == list(range(1, 81))
    async with asyncio.timeout(10):
        while len(here.connections.sessions) > 1:
            await asyncio.sleep(0.01)
    async with asyncio.timeout(10):
        while here.bus.followed != {ROOM}:
            await asyncio.sleep(0.01)
    assert list(here.hub.channels) == [ROOM]
    channel = here.hub.channels[ROOM]
    assert (len(channel.pending), len(channel.behind), sum(map(len, channel.audience.values()))) == (0, 0, 1)
    await steady.close()


def small_buffer(raw: Raw) -> None:
    """So that the kernel hides less of what is not read."""
    raw._socket.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
