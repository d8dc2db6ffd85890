"""Giving bidders more time."""

from datetime import timedelta

import pytest

from tests.auction.work import hence, moment, posts_a_job
from tests.people.stage import Actor, Stage


async def test_the_close_moves_and_the_decision_with_it(stage: Stage, carla: Actor) -> None:
    job = await posts_a_job(carla)
    before = (await carla.asks("job.get", job=job))["card"]
    stage.news()
    await carla.does("job.extend", job=job, closes_at=hence(hours=5))

    after = (await carla.asks("job.get", job=job))["card"]
    moved = moment(after["closes_at"]) - moment(before["closes_at"])
    assert timedelta(hours=3.9) < moved < timedelta(hours=4.1)
    assert moment(after["decides_at"]) - moment(before["decides_at"]) == moved
    news = stage.news()
    assert news.keys() == {"market", f"job:{job}", f"bidders:{job}"}
    for (extended,) in news.values():
        assert (extended["type"], extended["job"]) == ("job.extended", job)
        assert (extended["closes_at"], extended["decides_at"]) == (after["closes_at"], after["decides_at"])
        assert "by" not in extended


@pytest.mark.parametrize("time", [{"minutes": 59}, {"days": 91}])
async def test_later_but_not_forever(stage: Stage, carla: Actor, time: dict[str, float]) -> None:
    job = await posts_a_job(carla)
    stage.news()
    refusal = await carla.is_refused("job.extend", job=job, closes_at=hence(**time))
    assert (refusal.name, refusal.faults[0].field) == ("invalid", "closes_at")
    assert stage.news() == {}


async def test_not_after_closing_even_if_the_clock_has_not_come_by(stage: Stage, carla: Actor) -> None:
    job = await posts_a_job(carla)
    await stage.clock_passes(hours=1)
    assert (await carla.is_refused("job.extend", job=job, closes_at=hence(days=1))).name == "not_open"


async def test_not_somebody_elses(stage: Stage, carla: Actor, olga: Actor) -> None:
    job = await posts_a_job(carla)
    for somebody, name in ((olga, "not_found"), (stage.nobody, "not_signed_in")):
        assert (await somebody.is_refused("job.extend", job=job, closes_at=hence(days=1))).name == name
