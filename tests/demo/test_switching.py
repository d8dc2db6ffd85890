"""The switch of the simulation, which everybody may turn and everybody sees."""

from tests.people.stage import Actor, Stage


async def test_it_is_on_until_somebody_turns_it(stage: Stage, fred: Actor) -> None:
    for on, actor in ((False, stage.nobody), (True, fred)):
        before = await stage.nobody.asks("demo.status")
        assert (before["demo"], before["simulating"]) == (True, not on)
        await stage.clock_passes(seconds=2)
        stage.news()
        await actor.does("demo.simulate", on=on)
        await actor.does("demo.simulate", on=on)
        (switched,) = stage.news()["demo"]
        assert switched == {"type": "simulation.switched", "at": switched["at"], "on": on}
        after = await stage.nobody.asks("demo.status")
        assert after["simulating"] is on
        assert after["positions"]["demo"]["offset"] == before["positions"]["demo"]["offset"] + 1


async def test_a_script_cannot_turn_it_all_the_time(stage: Stage) -> None:
    await stage.nobody.does("demo.simulate", on=False)
    stage.news()
    refused = await stage.nobody.is_refused("demo.simulate", on=True)
    assert (refused.name, stage.news()) == ("too_many", {})
    await stage.clock_passes(seconds=2)
    await stage.nobody.does("demo.simulate", on=True)


async def test_everybody_may_watch_it(stage: Stage, fred: Actor) -> None:
    for actor in (stage.nobody, fred):
        assert await actor.may_subscribe("demo", "", "1") == {""}
