"""The switch that lets simulated people act or rest. Anybody at the demo may turn it, and everybody sees it turn."""

import json
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select

from server.demo.cast import only_in_a_demo
from server.errors import TooMany
from server.messages import KeylessCommand
from server.people.unsigned import Unsigned
from server.storage.tables import LoggedEvent
from server.storage.tx import Tx

CHANNEL = "demo"
AT_MOST_EVERY = timedelta(seconds=1)


class SimulateDemo(KeylessCommand):
    on: bool


class SimulationSwitched(Unsigned):
    type: Literal["simulation.switched"] = "simulation.switched"
    on: bool


# Where the switch stands is what was last said of it: a table for one word would be in every site that is no demo.
LAST = select(LoggedEvent.body).where(LoggedEvent.channel == CHANNEL).order_by(LoggedEvent.offset.desc()).limit(1)


def is_simulating(tx: Tx) -> bool:
    """On from the beginning, until somebody turns it off."""
    last = tx.value(LAST)
    return tx.demo and (last is None or json.loads(last)["on"])


def simulate_demo(tx: Tx, command: SimulateDemo) -> None:
    only_in_a_demo(tx)
    if command.on == is_simulating(tx):
        return
    last = tx.value(LAST)
    if last is not None and tx.now - datetime.fromisoformat(json.loads(last)["at"]) < AT_MOST_EVERY:
        raise TooMany("Somebody has turned this switch a moment ago. Please wait a second and look where it stands.")
    tx.emit(CHANNEL, SimulationSwitched(on=command.on))


def may_subscribe_to_the_demo(tx: Tx, ids: frozenset[str]) -> frozenset[str]:
    """Everybody, signed in or not, where the site is a demo; there is one demo, whose channel has no number."""
    return ids & {""} if tx.demo else frozenset()
