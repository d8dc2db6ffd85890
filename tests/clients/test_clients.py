"""The test kit itself: each client hears, asks and is refused alike, and what goes wrong is seen."""

import json
from itertools import product

import pytest

from tests.cast import Clock, Person
from tests.clients.answers import Refused
from tests.clients.founding import Founded
from tests.clients.js_sdk import JsSubscriber
from tests.clients.python_sdk import PySubscriber
from tests.clients.raw import Raw
from tests.clients.site import Site

SDKS = list(product((JsSubscriber, PySubscriber), (False, True)))
NAMES = [f"{sdk.__name__}-{'protobuf' if protobuf else 'json'}" for sdk, protobuf in SDKS]


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


@pytest.mark.parametrize(("sdk", "protobuf"), SDKS, ids=NAMES)
async def test_an_sdk_hears_from_a_position_on(
    sdk: type[JsSubscriber | PySubscriber], protobuf: bool, site: Site, carla: Person, fred: Person
) -> None:
    job = await carla.posts_a_job()
    channel = f"bids:{job}"
    async with sdk(site.socket_url, carla.token, protobuf=protobuf) as page:
        assert await page.subscribes(channel, {"offset": 0, "epoch": site.epoch()})
        await fred.bids(job, pitch="Ça va très bien, merci – 日本語, और 👍.")
        await page.reaches(channel, 1)

        assert page.bodies(channel) == [(offset, json.loads(body)) for offset, body in site.logged(channel)]
        assert await page.top(channel) == 1
        assert (await page.asks("me"))["profile"]["name"] == "Carla"
        with pytest.raises(Refused, match="own") as refused:
            await page.asks("bid.place", job=job, amount=1, days=1, pitch="It would be my own job.")
        assert refused.value.name == "own_job"
        assert not page.troubles


@pytest.mark.parametrize(("sdk", "protobuf"), SDKS, ids=NAMES)
async def test_what_an_sdk_does_not_mend_is_trouble(
    sdk: type[JsSubscriber | PySubscriber], protobuf: bool, site: Site, fred: Person
) -> None:
    async with sdk(site.socket_url, fred.token, protobuf=protobuf) as page:
        assert not await page.subscribes("bids:99999")
        assert page.ended == {"bids:99999": 103}
        assert not page.troubles

        await page.subscribe("market", {"offset": 10**9, "epoch": site.epoch()})
        await page.until(lambda: page.troubles, "be in trouble")
        assert page.troubles[0] == "market could not be recovered"

        await fred.does("account.sign_out", over="http")
        await page.until(lambda: page.disconnected, "be disconnected")
        assert page.troubles[-1] == "disconnected for good: 3500 session ended"


async def test_the_cast(carla: Person, fred: Person, frida: Person, olga: Person, clock: Clock) -> None:
    await olga.subscribes("market")
    job = await carla.posts_a_job(closes_in="1h")
    await olga.receives("job.opened", job=job)
    await carla.subscribes(f"bids:{job}")
    await fred.subscribes(f"bidders:{job}")
    with pytest.raises(Refused):
        await fred.subscribes(f"bids:{job}")

    await frida.bids(job, 80_000, pitch="I have done this three times.")
    assert (await carla.receives("bid.placed"))["pitch"] == "I have done this three times."
    assert "pitch" not in await fred.receives("bid.placed", amount=80_000)
    await olga.receives_nothing_of("bid.")

    await clock.passes("2h")
    await fred.receives("job.closed", on=f"bidders:{job}")
    await fred.is_refused("bidding_closed", "bid.place", job=job, amount=1, days=1, pitch="I would have done it.")


async def test_silence_that_is_none_is_heard(carla: Person, fred: Person) -> None:
    job = await carla.posts_a_job()
    await carla.subscribes(f"bids:{job}")
    await fred.bids(job)
    with pytest.raises(AssertionError, match=r"bid\.placed"):
        await carla.receives_nothing_of("bid.")


async def test_several_commands_in_one_frame_by_hand(site: Site, carla: Person) -> None:
    async with await Raw.opened(site.socket_url) as raw:
        connect = raw.command("connect", token=carla.token)
        subscribe = raw.command("subscribe", channel="market")
        await raw.send(connect, subscribe, {"id": 9, "nonsense": {}})
        assert "connect" in await raw.reply(connect["id"])
        assert "subscribe" in await raw.reply(subscribe["id"])
        assert await raw.closed() == (3501, "bad request")


async def test_a_killed_site_knows_what_it_knew(founded: Founded) -> None:
    with founded.copy() as own:
        fred = Person(own, "Fred", "http")
        await fred.registers()
        own.kill()
        own.start()
        assert (await fred.asks("me"))["profile"]["id"] == fred.id
        await fred.leaves()
        own.shut_down()
