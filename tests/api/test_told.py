"""The tables of events and the schemas are true: a life of two jobs, in which everything that can be told is told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.api import COMMANDS, QUERIES
from tests.api.told import CARRIED, check_event, check_in_the_union, check_result
from tests.people.stage import PASSWORD, Actor, Stage

POST = {
    "title": "Translate our handbook",
    "description": "Forty pages about greenhouses, from German into plain English.",
    "category": "writing",
}
PITCH = "I have translated three books about gardens."


async def test_everything_is_told_as_promised(stage: Stage, carla: Actor, fred: Actor, olga: Actor, otto: Actor) -> None:
    answered = set()

    async def does(actor: Actor, method: str, **fields: Any) -> Any:
        answer = await (actor.does if method in COMMANDS else actor.asks)(method, **fields)
        check_result(method, answer)
        answered.add(method)
        return answer

    nobody = stage.nobody
    await does(nobody, "account.register", email="rita@example.org", password=PASSWORD, name="Rita")
    phone = await does(nobody, "account.sign_in", email="rita@example.org", password=PASSWORD)
    rita = await stage.signed_in("Rita", phone["token"])
    sessions = (await does(rita, "session.list"))["sessions"]
    await does(rita, "session.revoke", session=next(each["session"] for each in sessions if not each["current"]))
    await does(rita, "account.sign_out")
    await does(carla, "profile.update", headline="Gardens", key="profile-1")
    await does(carla, "me")
    await does(otto, "clock.shift", seconds=1)
    await does(nobody, "category.list")

    job = (await does(carla, "job.post", **POST))["job"]
    await does(carla, "job.edit", job=job, skills=["german"])
    in_a_week = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    await does(carla, "job.extend", job=job, closes_at=in_a_week)
    bid = (await does(fred, "bid.place", job=job, amount=80_000, days=5, pitch=PITCH))["bid"]
    await does(fred, "bid.revise", bid=bid, amount=70_000)
    for anybody in (carla, fred, nobody):
        await does(anybody, "job.get", job=job)
        await does(anybody, "job.list")
    for member in (carla, fred, olga):
        await does(member, "bid.list", job=job)
        await does(member, "bid.mine")
        await does(member, "home")
        await does(member, "profile.get", person=carla.id)
    await does(fred, "bid.withdraw", bid=bid)
    await does(carla, "bid.list", job=job)
    await does(carla, "job.close", job=job)
    other = (await does(carla, "job.post", **POST))["job"]
    await does(carla, "job.cancel", job=other, reason="We do it ourselves.")

    await does(nobody, "demo.status")
    await does(nobody, "demo.simulate", on=False)
    await stage.joins_the_cast(olga)
    await does(nobody, "demo.enter", person=olga.id)

    told = {check_event(publication.channel, publication.body) for publication in stage.published}
    for publication in stage.published:
        check_in_the_union(publication.body)
    assert told == CARRIED
    assert answered == COMMANDS.keys() | QUERIES.keys()


@pytest.mark.parametrize(
    ("channel", "body"),
    [
        ("market", b'{"type":"bid.placed","at":"2026-11-21T20:00:00.000Z"}'),
        ("person:1", b'{"type":"session.ended","at":"2026-11-21T20:00:00.000Z"}'),
        ("person:1", b'{"type":"session.ended","at":"2026-11-21T20:00:00.000Z","session":1,"password":"x"}'),
    ],
)
def test_what_is_told_otherwise_would_be_noticed(channel: str, body: bytes) -> None:
    with pytest.raises(AssertionError):
        check_event(channel, body)
