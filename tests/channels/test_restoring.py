"""A backup is put back under a running server: nobody goes on from a position of the logs' former life."""

import asyncio

from sqlalchemy import text

from server.messages import NOBODY
from server.storage.migrate import restored
from server.storage.tx import Tx
from tests.channels.plaza import Plaza
from tests.clients.raw import Raw

ROOM = "room:1"


def lose_everything(tx: Tx) -> None:
    """As if a backup from before the first event had been put back."""
    for table in ("event", "channel"):
        tx._connection.execute(text(f"DELETE FROM {table}"))
    restored(tx._connection)


async def test_everybody_is_sent_away_and_comes_back_to_a_fresh_snapshot(here: Plaza) -> None:
    before = here.hub.epoch
    await here.say(ROOM, *"abc")
    fred, nobody, idle = await Raw.connected(here.url, "fred"), await Raw.connected(here.url), await Raw.connected(here.url)
    for raw in (fred, nobody):
        await raw.subscribes(ROOM, recover=True, offset=1, epoch=before)
    await here.database.write(NOBODY, lose_everything)
    for raw in (fred, nobody, idle):
        assert await raw.closed() == (3010, "insufficient state")
    assert here.hub.epoch != before
    assert here.database.epoch == here.hub.epoch

    await here.say(ROOM, "x", "y", "z", "beyond")
    back = await Raw.connected(here.url, "fred")
    reply = await back.subscribes(ROOM, recover=True, offset=3, epoch=before)
    assert (reply.get("recovered", False), reply["was_recovering"], reply["offset"]) == (False, True, 4)
    assert reply["epoch"] == here.hub.epoch
    await here.say(ROOM, "live")
    assert [pub["offset"] for pub in await back.received(ROOM, 5)] == [5]
    assert fred.publications(ROOM) == nobody.publications(ROOM)
    await back.close()


async def test_who_is_about_to_subscribe_is_sent_away_too(here: Plaza) -> None:
    fred = await Raw.connected(here.url, "fred")
    waiting, released = asyncio.Event(), asyncio.Event()
    follow = here.bus.follow

    async def never_followed(channel: str) -> None:
        if channel == ROOM:
            waiting.set()
            await released.wait()
        await follow(channel)

    here.bus.follow = never_followed  # type: ignore[method-assign]
    await fred.send(fred.command("subscribe", channel=ROOM))
    await waiting.wait()
    await here.database.write(NOBODY, lose_everything)
    assert await fred.closed() == (3010, "insufficient state")
    released.set()
    assert not any("error" in message for message in fred.messages)
