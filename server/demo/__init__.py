"""The demo: a market full of made-up people, whom anybody may be, and who go on by themselves. This is its part of the API.

Every command refuses where the site is no demo.
"""

from typing import Any

from server.demo.entering import EnterDemo, enter_demo
from server.demo.status import GetDemo, get_demo
from server.demo.switching import SimulateDemo, SimulationSwitched, may_subscribe_to_the_demo, simulate_demo
from server.messages import Endpoint, Event, MaySubscribe, SlowEndpoint, endpoint

COMMANDS: dict[str, Endpoint[Any, Any] | SlowEndpoint[Any, Any, Any]] = {
    "demo.enter": endpoint(EnterDemo, enter_demo),
    "demo.simulate": endpoint(SimulateDemo, simulate_demo),
}
QUERIES: dict[str, Endpoint[Any, Any]] = {
    "demo.status": endpoint(GetDemo, get_demo),
}
CHANNELS: dict[str, MaySubscribe] = {
    "demo": may_subscribe_to_the_demo,
}
EVENTS: dict[str, tuple[type[Event], ...]] = {
    "demo": (SimulationSwitched,),
}
