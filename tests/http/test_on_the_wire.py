"""What only a real server shows, on both databases."""

import http.client
import socket
from typing import Any

import pytest

from tests.clients.site import Site
from tests.http.edge import JSON, detail


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


@pytest.mark.parametrize(
    "fields",
    [{"headline": "a\0b"}, {"skills": ["a\0b"]}, {"key": "a\0b"}, {"key": "\n"}, {"time_zone": "\0"}, {"currency": "\0"}],
)
async def test_what_no_database_takes_is_refused_before(site: Site, fields: dict[str, Any]) -> None:
    async with site.client() as edge:
        detail(await edge.post("/api/profile.update", json=fields), 422, "invalid")


@pytest.mark.parametrize("query", ["q=%00", "category=%00", "skills=%00", "currency=%00", "after=%00", "q=%ED%A0%80%FF"])
async def test_nor_does_a_query_string_reach_it(site: Site, query: str) -> None:
    async with site.client() as edge:
        answer = await edge.get(f"/api/job.list?{query}")

    assert answer.status_code in (200, 422)


async def test_whoever_sends_far_too_much_reads_why(site: Site) -> None:
    async with site.client() as edge:
        answer = await edge.post("/api/profile.update", content=b"x" * 5_000_000, headers=JSON)

    assert "bytes" in detail(answer, 422, "invalid")


def test_an_upload_that_breaks_off_is_no_bug_of_ours(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port)) as broken:
        broken.sendall(b"POST /api/profile.update HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n")
        broken.sendall(b"Content-Length: 9\r\n\r\n{")
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()

    assert "Traceback" not in site.log
