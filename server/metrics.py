"""What a process says of itself to Prometheus, read from its parts when it is asked."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from server.api.calling import Api
from server.channels.bus import Bus
from server.channels.connection import Connections
from server.channels.hub import Hub
from server.storage.database import Database


class Metrics(Collector):
    def __init__(self, hub: Hub, connections: Connections, bus: Bus, database: Database, api: Api) -> None:
        self._hub = hub
        self._connections = connections
        self._bus = bus
        self._database = database
        self._api = api
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def render(self) -> bytes:
        """Prometheus' text format."""
        return generate_latest(self._registry)

    def collect(self) -> Iterable[Metric]:
        hub, counts = self._hub, self._hub.counts
        yield GaugeMetricFamily("bidroom_connections", "Open sockets.", len(self._connections.sessions))
        yield GaugeMetricFamily("bidroom_channels", "Channels that somebody here follows.", len(hub.channels))
        behind = sum(len(channel.behind) for channel in hub.channels.values())
        yield GaugeMetricFamily("bidroom_behind", "Subscribers served alone until they are level.", behind)
        yield GaugeMetricFamily("bidroom_commands_waiting", "Commands not answered yet.", self._database.waiting)
        yield GaugeMetricFamily("bidroom_bus_away", "1 while nothing comes through the bus.", int(self._bus.away))
        yield GaugeMetricFamily("bidroom_bus_lag_seconds", "What the last canary took through the bus.", self._bus.lag)
        yield CounterMetricFamily("bidroom_published", "Events for somebody here.", counts.published)
        yield CounterMetricFamily("bidroom_signals", "Signals for somebody here.", counts.signals)
        yield CounterMetricFamily("bidroom_delivered", "Events given to subscribers in shared frames.", counts.delivered)
        yield CounterMetricFamily("bidroom_served_alone", "Events given to who was behind.", counts.served_alone)
        yield CounterMetricFamily("bidroom_recovered", "Subscribers who got exactly what they had missed.", counts.recovered)
        yield CounterMetricFamily("bidroom_unrecovered", "Subscribers sent to a fresh snapshot.", counts.unrecovered)
        yield CounterMetricFamily("bidroom_log_reads", "Reads of the log.", counts.log_reads)
        yield CounterMetricFamily("bidroom_gaps", "Times that the bus had lost something.", counts.gaps)
        closed = CounterMetricFamily("bidroom_closed", "Connections closed by the server.", labels=["code"])
        for code, times in counts.closed.items():
            closed.add_metric([str(code)], times)
        yield closed
        yield from self._database.batches.collect()
        yield from self._api.seconds.collect()
