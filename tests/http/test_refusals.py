"""What is refused over HTTP, and how it is said."""

import json

import httpx
import pytest

from server.api import COMMANDS
from server.http import MOST_BODY_BYTES
from server.messages import Command, Endpoint
from server.storage.tx import Tx
from tests.http.edge import CARLA, JSON, bearer, detail, registers


async def test_a_refusal_names_every_wrong_field(edge: httpx.AsyncClient) -> None:
    answer = await edge.post("/api/account.register", json={"email": "carla@example.org", "name": ""})

    assert detail(answer, 422, "invalid") == "password: is needed"
    assert answer.json()["code"] == 400
    assert answer.json()["errors"] == [
        {"field": "password", "message": "is needed"},
        {"field": "name", "message": "must not be empty"},
    ]


async def test_what_has_no_name_here_is_not_known(edge: httpx.AsyncClient) -> None:
    assert detail(await edge.post("/api/job.steal", json={}), 404, "not_known") == "There is no command called 'job.steal'."
    assert detail(await edge.get("/api/job.steal"), 404, "not_known") == "There is no query called 'job.steal'."


async def test_commands_are_posted_and_queries_are_got(edge: httpx.AsyncClient) -> None:
    detail(await edge.get("/api/account.sign_out"), 404, "not_known")
    detail(await edge.post("/api/job.list", json={}), 404, "not_known")


@pytest.mark.parametrize("path", ["/nothing", "/api/", "/api/job/list"])
async def test_what_is_not_served_is_a_problem_too(edge: httpx.AsyncClient, path: str) -> None:
    answer = await edge.get(path)

    assert (answer.status_code, answer.json()["status"]) == (404, 404)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_verbs_are_not_allowed(edge: httpx.AsyncClient, verb: str) -> None:
    assert (await edge.request(verb, "/api/job.list")).status_code == 405


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", ""]
)
async def test_only_json_is_read(edge: httpx.AsyncClient, media_type: str) -> None:
    """What a foreign page may send without asking first is not JSON."""
    answer = await edge.post("/api/account.register", content=json.dumps(CARLA), headers={"Content-Type": media_type})

    assert "application/json" in detail(answer, 422, "invalid")


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
async def test_json_may_name_its_encoding(edge: httpx.AsyncClient, media_type: str) -> None:
    answer = await edge.post("/api/account.register", content=json.dumps(CARLA), headers={"Content-Type": media_type})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{} {}",
        b'{"headline": "\\ud800"}',
        b'{"headline": "\xff"}',
        '{"headline": "x"}'.encode("utf-16"),
        b'{"rate": NaN}',
        b"[" * 100_000,
        b'{"skills":' * 20_000,
        b'{"rate": 1' + b"0" * 100_000 + b"}",
    ],
    ids=["cut", "two", "surrogate", "latin-1", "utf-16", "nan", "deep list", "deep object", "long number"],
)
async def test_what_is_no_json_is_refused(edge: httpx.AsyncClient, body: bytes) -> None:
    detail(await edge.post("/api/profile.update", content=body, headers=JSON), 422, "invalid")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"7"])
async def test_fields_have_names(edge: httpx.AsyncClient, body: bytes) -> None:
    answer = await edge.post("/api/profile.update", content=body, headers=JSON)

    assert detail(answer, 422, "invalid") == "must be an object with named fields"


async def test_no_body_is_no_fields(edge: httpx.AsyncClient) -> None:
    token = await registers(edge)

    assert (await edge.post("/api/account.sign_out", headers=JSON | bearer(token))).json() == {}


async def test_a_body_may_be_so_large(edge: httpx.AsyncClient) -> None:
    whole = json.dumps(CARLA).encode()
    fits, too_large = (whole.ljust(size) for size in (MOST_BODY_BYTES, MOST_BODY_BYTES + 1))

    assert "bytes" in detail(await edge.post("/api/account.register", content=too_large, headers=JSON), 422, "invalid")
    assert (await edge.post("/api/account.register", content=fits, headers=JSON)).status_code == 200


async def test_our_own_trouble_is_said_to_be_ours(edge: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Ask(Command):
        pass

    def fail(tx: Tx, command: Ask) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(COMMANDS, "test.fail", Endpoint(Ask, fail))

    assert "on us" in detail(await edge.post("/api/test.fail", json={}), 503, "temporary")
