"""The engine counts what it does, and does no more than it must: one log read, one write per subscriber and turn."""

from tests.channels.plaza import Plaza
from tests.clients.raw import Raw


async def test_the_engine_counts_what_it_does(here: Plaza) -> None:
    steady, cut = await Raw.connected(here.url), await Raw.connected(here.url)
    for raw in (steady, cut):
        await raw.subscribes("room:1")
    await here.say("room:1", "a", "b")
    await steady.received("room:1", 2)
    await cut.close()
    again = await Raw.connected(here.url)
    await again.subscribes("room:1", recover=True, offset=1, epoch=here.hub.epoch)
    await again.send_text(b"" if again.protobuf else "nonsense")
    assert (await again.closed())[0] == 3501
    counts = here.hub.counts
    assert (counts.published, counts.delivered, counts.recovered, counts.log_reads) == (2, 4, 1, 1)
    assert counts.closed == {3501: 1}
    assert here.database.waiting == 0
    await steady.close()
