"""Where a session's token may stand in a request, and when a cookie counts."""

from collections.abc import Mapping
from urllib.parse import urlsplit

COOKIE = "bidroom_session"
PORTS = {"http": 80, "https": 443}


def bearer(headers: Mapping[str, str]) -> str | None:
    """The token of `Authorization: Bearer`, as SDKs and scripts send it."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def cookie(headers: Mapping[str, str]) -> str | None:
    """The browser's token. For whatever changes something, ask `is_ours` too."""
    # Not http.cookies, which forgets all of a header for one cookie it cannot read, such as another site's JSON.
    for part in headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value or None
    return None


def is_ours(headers: Mapping[str, str], public_url: str) -> bool:
    """Whether a page of this very site sent the request. A missing or foreign Origin makes a cookie count as none."""
    sent = headers.get("origin", "")
    origin = _place(sent)
    if origin is None:
        return False
    # Behind a proxy only `public_url` knows the scheme; without it, whichever the page has will do.
    return origin == _place(public_url or f"{urlsplit(sent).scheme}://{headers.get('host', '')}")


def _place(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port, as browsers compare origins. None for what is no address, such as `null`."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    return (parts.scheme, host, port or PORTS.get(parts.scheme)) if host else None
