"""The whole application in this process, on a database of its own, and what its tests say to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from server.app import create_app
from server.settings import Settings
from tests.databases import new_sqlite
from tests.people.stage import PASSWORD

HERE = "http://localhost:8000"
JSON = {"Content-Type": "application/json"}
CARLA = {"email": "carla@example.org", "password": PASSWORD, "name": "Carla"}
UNLIMITED = dict.fromkeys(("rate_person", "rate_address", "rate_sign_in", "rate_connection"), "1000000/second")


class Forgetful(httpx.Cookies):
    """Keeps none: each test says what it sends."""

    def extract_cookies(self, response: httpx.Response) -> None:
        pass


@asynccontextmanager
async def serve(folder: Path, **settings: str | bool) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(database_url=f"sqlite:///{new_sqlite(folder)}", **UNLIMITED | settings))  # type: ignore[arg-type]
    app.storage.prepare()
    transport = httpx.ASGITransport(app.asgi, raise_app_exceptions=False)
    async with (
        app.web.router.lifespan_context(app.web),
        httpx.AsyncClient(transport=transport, base_url=HERE, cookies=Forgetful()) as client,
    ):
        yield client


async def registers(edge: httpx.AsyncClient) -> str:
    """Carla does, and gets her token."""
    registered = await edge.post("/api/account.register", json=CARLA)
    return str(registered.json()["token"])


def cookie(token: str) -> dict[str, str]:
    return {"Cookie": f"bidroom_session={token}"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def detail(answer: httpx.Response, status: int, title: str) -> str:
    """The sentence of a refusal, which must be whole."""
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem.keys() == {"title", "status", "detail", "code", "errors"}
    assert (answer.status_code, problem["status"], problem["title"]) == (status, status, title)
    return str(problem["detail"])
