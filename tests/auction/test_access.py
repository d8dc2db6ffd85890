"""Who may follow which channel of the market, whatever ids are asked for."""

from tests.auction.work import posts_a_job
from tests.people.stage import Actor, Stage

ODD = ("", "0", "abc", "01", "-1", "1 ", "1.0", "9" * 50, str(2**53 - 1), "\0", "\ud800", "99")


async def test_the_market_is_for_everybody(stage: Stage, olga: Actor) -> None:
    for actor in (stage.nobody, olga):
        assert await actor.may_subscribe("market", "", "1", "x") == {""}


async def test_a_jobs_channels(stage: Stage, carla: Actor, olga: Actor) -> None:
    hers, his = str(await posts_a_job(carla)), str(await posts_a_job(olga))
    expected = {
        "job": {stage.nobody: {hers, his}, carla: {hers, his}, olga: {hers, his}},
        "bidders": {stage.nobody: set(), carla: {hers, his}, olga: {hers, his}},
        "bids": {stage.nobody: set(), carla: {hers}, olga: {his}},
    }
    for kind, allowed in expected.items():
        for actor, ids in allowed.items():
            assert await actor.may_subscribe(kind, hers, his, *ODD) == ids
            assert await actor.may_subscribe(kind, *ODD) == set()


async def test_a_job_may_be_followed_after_its_end(stage: Stage, carla: Actor) -> None:
    job = str(await posts_a_job(carla))
    await carla.does("job.cancel", job=int(job))
    assert await stage.nobody.may_subscribe("job", job) == {job}
