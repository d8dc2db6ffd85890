"""Three hundred people are connected when the server is killed: all recover exactly, and each channel's log is read once.

With ten thousand, and timed, in `make bench`.
"""

from typing import Any

from tests.clients.site import Site
from tests.conftest import SUMMARY
from tests.load.storm import storm

CLIENTS = 300


async def test_everybody_recovers_after_a_kill(site: Site, record_property: Any) -> None:
    met = await storm(site, CLIENTS)
    assert met.after.connects >= CLIENTS
    assert met.after.recovered >= 2 * CLIENTS
    assert met.after.received, "nothing happened meanwhile that was to be recovered"
    # Once for each channel, and again only where a snapshot had seen more than the hub, which counts as a gap.
    assert met.log_reads <= met.clients + met.jobs + met.told["bidroom_gaps_total"]
    assert met.told["bidroom_unrecovered_total"] == 0
    record_property(
        SUMMARY,
        f"{met.clients} clients, {met.after.recovered} recoveries, {met.after.received} events after the kill, "
        f"{met.log_reads} log reads, {met.after.connects} session reads, {len(met.waits)} commands, "
        f"{met.refusals} met by them",
    )
