"""Who is taken for whom over HTTP: bearers from anywhere, cookies from our own pages, and neither guessed."""

from pathlib import Path

import httpx
import pytest

from tests.http.edge import CARLA, HERE, bearer, cookie, detail, registers, serve


async def test_a_bearer_counts_from_anywhere(edge: httpx.AsyncClient) -> None:
    headers = bearer(await registers(edge)) | {"Origin": "https://evil.example"}

    assert (await edge.get("/api/me", headers=headers)).json()["profile"]["name"] == "Carla"
    assert (await edge.post("/api/profile.update", json={"name": "Carla C."}, headers=headers)).status_code == 200


@pytest.mark.parametrize("token", ["nobody's", "x" * 10_000, "é"])
async def test_a_bearer_that_nobody_has_is_refused(edge: httpx.AsyncClient, token: str) -> None:
    headers = httpx.Headers({"Authorization": f"Bearer {token}"}, encoding="utf-8")

    detail(await edge.get("/api/job.list", headers=headers), 401, "not_signed_in")


async def test_an_old_cookie_is_no_cookie(edge: httpx.AsyncClient) -> None:
    assert (await edge.get("/api/job.list", headers=cookie("nobody's"))).status_code == 200
    detail(await edge.get("/api/me", headers=cookie("nobody's")), 401, "not_signed_in")


async def test_a_cookie_reads_without_an_origin(edge: httpx.AsyncClient) -> None:
    """Browsers send none with a GET to the same site, and nobody else's page can read the answer."""
    assert (await edge.get("/api/me", headers=cookie(await registers(edge)))).status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ({"Origin": HERE}, 200),
        ({"Origin": HERE.upper()}, 200),
        ({"Origin": "http://localhost:8001"}, 401),
        ({"Origin": "https://evil.example"}, 401),
        ({"Origin": "null"}, 401),
        ({"Origin": "http://["}, 401),
        ({}, 401),
    ],
)
async def test_a_cookie_changes_something_from_our_own_pages_only(
    edge: httpx.AsyncClient, origin: dict[str, str], status: int
) -> None:
    headers = cookie(await registers(edge)) | origin

    assert (await edge.post("/api/profile.update", json={"name": "Mallory"}, headers=headers)).status_code == status


async def test_a_site_behind_a_proxy_knows_its_own_address(tmp_path: Path) -> None:
    async with serve(tmp_path, public_url="https://bids.example.org") as edge:
        token = await registers(edge)
        for origin, status in (("https://bids.example.org", 200), (HERE, 401)):
            headers = cookie(token) | {"Origin": origin}
            answer = await edge.post("/api/profile.update", json={"name": "C"}, headers=headers)
            assert answer.status_code == status


@pytest.mark.parametrize("command", ["account.register", "account.sign_in"])
async def test_signing_in_gives_a_cookie_that_scripts_cannot_read(edge: httpx.AsyncClient, command: str) -> None:
    fields = dict(CARLA)
    if command == "account.sign_in":
        await registers(edge)
        del fields["name"]
    answer = await edge.post(f"/api/{command}", json=fields)

    kept = answer.headers["set-cookie"].split("; ")
    assert kept[0] == f"bidroom_session={answer.json()['token']}"
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(kept)
    assert "Secure" not in kept
    assert answer.headers["cache-control"] == "no-store"


async def test_in_production_the_cookie_travels_over_tls_only(tmp_path: Path) -> None:
    async with serve(tmp_path, env="production", public_url="https://bids.example.org") as edge:
        answer = await edge.post("/api/account.register", json=CARLA)

    assert "Secure" in answer.headers["set-cookie"].split("; ")


async def test_a_refused_sign_in_gives_no_cookie(edge: httpx.AsyncClient) -> None:
    await registers(edge)
    answer = await edge.post("/api/account.sign_in", json={"email": CARLA["email"], "password": "guessed it?"})

    detail(answer, 401, "wrong_credentials")
    assert "set-cookie" not in answer.headers


async def test_signing_out_takes_the_cookie_away(edge: httpx.AsyncClient) -> None:
    headers = cookie(await registers(edge)) | {"Origin": HERE}
    answer = await edge.post("/api/account.sign_out", json={}, headers=headers)

    assert {'bidroom_session=""', "Max-Age=0", "HttpOnly"} <= set(answer.headers["set-cookie"].split("; "))
    detail(await edge.get("/api/me", headers=headers), 401, "not_signed_in")


async def test_other_commands_leave_the_cookie_alone(edge: httpx.AsyncClient) -> None:
    answer = await edge.post("/api/profile.update", json={"name": "C"}, headers=bearer(await registers(edge)))

    assert "set-cookie" not in answer.headers


async def test_guessing_at_one_account_ends_soon_however_it_is_spelt(tmp_path: Path) -> None:
    async with serve(tmp_path, rate_sign_in="3/day") as edge:
        token = await registers(edge)
        for email in ("carla@example.org", "carla+1@example.org"):
            answer = await edge.post("/api/account.sign_in", json={"email": email, "password": "guessed it?"})
            assert answer.status_code == 401
        answer = await edge.post(
            "/api/account.sign_in", json={"email": "CARLA+2@example.org", "password": "guess"}, headers=bearer(token)
        )

    assert detail(answer, 429, "too_many").startswith("Too many attempts to sign in")


async def test_asking_too_often_is_refused(tmp_path: Path) -> None:
    async with serve(tmp_path, rate_address="1/day") as edge:
        assert (await edge.get("/api/category.list")).status_code == 200
        detail(await edge.get("/api/category.list"), 429, "too_many")
