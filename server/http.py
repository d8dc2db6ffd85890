"""Plain HTTP: commands and queries for those without a socket, the sign-in cookie, schemas, health and the page."""

import asyncio
import json
import logging
from collections.abc import Callable
from hmac import compare_digest
from mimetypes import guess_type
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from starlette.applications import Starlette
from starlette.datastructures import Headers, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from server.api import COMMANDS, QUERIES
from server.api.asyncapi import asyncapi
from server.api.calling import Api
from server.api.credentials import COOKIE, bearer
from server.api.openapi import openapi
from server.errors import Fault, Invalid, NotAllowed, Refusal, Temporary
from server.messages import Message
from server.settings import Settings

log = logging.getLogger(__name__)

READY_SECONDS = 2.0
LOOPBACK = frozenset({"127.0.0.1", "::1"})
MOST_BODY_BYTES = 256 * 1024
COOKIE_SECONDS = 180 * 24 * 3600
SIGN_IN = frozenset({"account.register", "account.sign_in", "demo.enter"})
SIGN_OUT = "account.sign_out"
ASK_EVERY_TIME = {"Cache-Control": "no-cache"}
KEEP_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
PACKED = {"br": ".br", "gzip": ".gz"}
IN_THE_WHEEL = Path(__file__).with_name("web")
WEB = IN_THE_WHEEL if IN_THE_WHEEL.is_dir() else Path(__file__).parents[1] / "web" / "dist"

POLICY = [
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",  # Mantine writes its colours into a style element of its own
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
]
SAFE_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", "; ".join(POLICY).encode()),
]


class SafeHeaders:
    """Tells browsers what no page of ours needs: foreign scripts, frames, sniffed types."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: AsgiMessage) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *SAFE_HEADERS]
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)


class Http:
    """What each route does. `api` carries it out; this turns requests into fields, and refusals into problem details."""

    def __init__(self, api: Api, settings: Settings, metrics: Callable[[], bytes], bus_away: Callable[[], bool]) -> None:
        self._api = api
        self._metrics = metrics
        self._bus_away = bus_away
        self._secure_cookie = settings.production
        self._metrics_token = settings.metrics_token

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/{name}", self.ask, methods=["GET", "POST"]),
            Route("/openapi.json", self.openapi),
            Route("/asyncapi.json", self.asyncapi),
            Route("/healthz", self.healthz),
            Route("/readyz", self.readyz),
            Route("/metrics", self.metrics),
            Mount("/assets", PageFiles(directory=WEB / "assets", check_dir=False)),
            Route("/{path:path}", self.page),
        ]

    async def ask(self, request: Request) -> Response:
        name = request.path_params["name"]
        known = COMMANDS if request.method == "POST" else QUERIES
        if name not in known:
            raise Refusal("not_known", f"There is no {_noun(request)} called {name!r}.")
        address = request.client.host if request.client else ""
        caller = await self._api.caller(request.headers, address, safe=request.method != "POST")
        if request.method != "POST":
            return _json(await self._api.query(caller, name, fields_of(QUERIES[name].ask, request.query_params)))
        answer = _json(await self._api.command(caller, name, await _body(request)))
        if name in SIGN_IN:
            token = json.loads(bytes(answer.body))["token"]
            answer.set_cookie(
                COOKIE, token, max_age=COOKIE_SECONDS, httponly=True, samesite="lax", secure=self._secure_cookie
            )
        elif name == SIGN_OUT:
            answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=self._secure_cookie)
        return answer

    async def openapi(self, request: Request) -> Response:
        return JSONResponse(openapi())

    async def asyncapi(self, request: Request) -> Response:
        return JSONResponse(asyncapi())

    async def healthz(self, request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(self, request: Request) -> Response:
        """200 while commands can be carried out. A bus that is away is told and no reason to send people elsewhere."""
        bus = "away" if self._bus_away() else "here"
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._api.is_ready()
        except Exception as trouble:
            log.warning("not ready: %r", trouble)
            return JSONResponse({"status": "not ready", "database": "away", "bus": bus}, status_code=503)
        return JSONResponse({"status": "ready", "database": "here", "bus": bus})

    async def metrics(self, request: Request) -> Response:
        """For this very machine, or with the token that the settings name: it tells how busy the site is."""
        shown = bearer(request.headers) or ""
        has_token = bool(self._metrics_token) and compare_digest(shown.encode(), self._metrics_token.encode())
        if not has_token and (request.client is None or request.client.host not in LOOPBACK):
            raise NotAllowed("Metrics are for this machine, or with the token of BIDROOM_METRICS_TOKEN.")
        return Response(self._metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def page(self, request: Request) -> Response:
        """Every address that is nothing else is one of the page, which finds by itself what to show there."""
        if request.path_params["path"] in BESIDE_THE_PAGE:
            return await BESIDE.get_response(request.path_params["path"], request.scope)
        if "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(404)
        if not (WEB / "index.html").is_file():
            raise HTTPException(503, "The page is not built. `make run` builds it.")
        return await BESIDE.get_response("index.html", request.scope)


class PageFiles(StaticFiles):
    """The page's own files, packed by its build where the browser can unpack them."""

    def __init__(self, *, caching: dict[str, str] = KEEP_FOR_EVER, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._caching = caching

    async def get_response(self, path: str, scope: Scope) -> Response:
        accepted = Headers(scope=scope).get("accept-encoding", "")
        for coding, suffix in PACKED.items():
            if coding in accepted and self.lookup_path(path + suffix)[1] is not None:
                response = await super().get_response(path + suffix, scope)
                response.headers["Content-Encoding"] = coding
                response.headers["Content-Type"] = guess_type(path)[0] or "application/octet-stream"
                break
        else:
            response = await super().get_response(path, scope)
        response.headers.update(self._caching)
        response.headers.add_vary_header("Accept-Encoding")
        return response


# Their names stay over an upgrade, so browsers must ask whether they changed.
BESIDE = PageFiles(directory=WEB, check_dir=False, caching=ASK_EVERY_TIME)
BESIDE_THE_PAGE = frozenset({"icon.svg", "scheme.js"})


def fields_of(ask: type[Message], params: QueryParams) -> dict[str, Any]:
    """A query string's fields; a list repeats its name."""
    lists = {name for name, field in ask.model_fields.items() if _is_list(field.annotation)}
    for name in params:
        if name not in lists and len(params.getlist(name)) > 1:
            raise Invalid(Fault(name, "may be given once only"))
    return {name: params.getlist(name) if name in lists else params[name] for name in params}


def problem(refusal: Refusal) -> Response:
    """RFC 9457, with the product's own code and name, and every wrong field."""
    return JSONResponse(
        {
            "title": refusal.name,
            "status": refusal.status,
            "detail": refusal.sentence,
            "code": refusal.code,
            "errors": [{"field": fault.field, "message": fault.message} for fault in refusal.faults],
        },
        status_code=refusal.status,
        media_type="application/problem+json",
    )


def install(app: Starlette) -> None:
    """Every refusal leaves as problem details; whatever else escapes is our bug, logged once."""

    async def refused(request: Request, refusal: Exception) -> Response:
        assert isinstance(refusal, Refusal)
        return problem(refusal)

    async def not_served(request: Request, trouble: Exception) -> Response:
        assert isinstance(trouble, HTTPException)
        return JSONResponse(
            {"title": trouble.detail, "status": trouble.status_code, "detail": trouble.detail},
            status_code=trouble.status_code,
            headers=trouble.headers,
            media_type="application/problem+json",
        )

    async def failed(request: Request, trouble: Exception) -> Response:
        response = problem(Temporary())
        response.raw_headers.extend(SAFE_HEADERS)  # Starlette answers this one outside of all middleware
        return response

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(HTTPException, not_served)
    app.add_exception_handler(Exception, failed)


async def _body(request: Request) -> bytes:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Invalid(Fault("", "Please send JSON, as Content-Type: application/json."))
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BODY_BYTES:
                raise Invalid(Fault("", f"This is more than the {MOST_BODY_BYTES} bytes that one command may have."))
    except ClientDisconnect:  # nobody is left to read this, and it is no bug of ours to be logged
        raise Invalid(Fault("", "The request broke off.")) from None
    return bytes(body) or b"{}"


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


def _noun(request: Request) -> str:
    return "command" if request.method == "POST" else "query"


def _is_list(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _is_list(annotation.__origin__)
    if origin in (Union, UnionType):
        return any(_is_list(option) for option in get_args(annotation))
    return origin in (list, tuple, frozenset)
