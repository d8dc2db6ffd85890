"""What every answer carries, and what is served beside commands and queries."""

from typing import Annotated

import httpx
import pytest
from pydantic import AfterValidator

from server.api import QUERIES
from server.api.asyncapi import asyncapi
from server.api.openapi import openapi
from server.messages import Endpoint, Query
from tests.http.edge import detail


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/job.list", 200), ("/api/job.get", 422), ("/api/x", 404), ("/x", 404), ("/healthz", 200), ("/openapi.json", 200)],
)
async def test_browsers_are_told_what_we_never_need(edge: httpx.AsyncClient, path: str, status: int) -> None:
    answer = await edge.get(path)

    assert answer.status_code == status
    is_safe(answer)


async def test_so_they_are_when_we_fail(edge: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> str:
        raise ZeroDivisionError

    class Ask(Query):
        name: Annotated[str, AfterValidator(fail)]

    monkeypatch.setitem(QUERIES, "test.fail", Endpoint(Ask, lambda tx, query: None))
    answer = await edge.get("/api/test.fail?name=x")

    detail(answer, 503, "temporary")
    is_safe(answer)


def is_safe(answer: httpx.Response) -> None:
    for header in ("x-content-type-options", "x-frame-options", "referrer-policy", "content-security-policy"):
        assert len(answer.headers.get_list(header)) == 1, header


async def test_the_documents_are_served(edge: httpx.AsyncClient) -> None:
    assert (await edge.get("/openapi.json")).json() == openapi()
    assert (await edge.get("/asyncapi.json")).json() == asyncapi()


async def test_whoever_asks_for_the_head_gets_no_more(edge: httpx.AsyncClient) -> None:
    assert (await edge.head("/api/job.list")).headers["content-type"] == "application/json"
