"""What a process says of itself: alive, ready, and how busy, to those who may know."""

from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from server.settings import Settings
from tests.http.edge import bearer, detail, registers, serve


def samples(text: str) -> dict[str, float]:
    return {
        f"{sample.name}{sorted(sample.labels.values())}" if sample.labels else sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_alive_and_ready(edge: httpx.AsyncClient) -> None:
    assert (await edge.get("/healthz")).json() == {"status": "alive"}
    ready = await edge.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "database": "here", "bus": "here"})


async def test_calls_and_batches_are_counted(edge: httpx.AsyncClient) -> None:
    await registers(edge)
    await edge.get("/api/job.list")
    await edge.get("/api/job.get?job=7")
    told = samples((await edge.get("/metrics")).text)
    assert told["bidroom_call_seconds_count['account.register', 'ok']"] == 1
    assert told["bidroom_call_seconds_count['job.list', 'ok']"] == 1
    assert told["bidroom_call_seconds_count['job.get', 'not_found']"] == 1
    assert told["bidroom_batch_commands_count"] >= 1
    assert told["bidroom_bus_away"] == 0


async def test_metrics_are_for_this_machine_or_with_the_token(tmp_path: Path) -> None:
    async with serve(tmp_path, metrics_token="a token") as edge:
        strange = httpx.ASGITransport(edge._transport.app, client=("192.0.2.7", 4711))  # type: ignore[attr-defined]
        async with httpx.AsyncClient(transport=strange, base_url=edge.base_url) as stranger:
            assert "BIDROOM_METRICS_TOKEN" in detail(await stranger.get("/metrics"), 403, "not_allowed")
            detail(await stranger.get("/metrics", headers=bearer("another")), 403, "not_allowed")
            assert (await stranger.get("/metrics", headers=bearer("a token"))).status_code == 200
    assert Settings().metrics_token == ""
