"""Where a token counts: as a bearer anywhere, as a cookie only with this site's own Origin."""

import pytest

from server.api.credentials import bearer, cookie, is_ours


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer abc", "abc"),
        ("BEARER  abc ", "abc"),
        ("Bearer", None),
        ("Bearer ", None),
        ("Basic abc", None),
        ("Bearerabc", None),
        ("", None),
    ],
)
def test_the_bearer(header: str, token: str | None) -> None:
    assert bearer({"authorization": header}) == token


def test_no_bearer() -> None:
    assert bearer({}) is None


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("bidroom_session=abc", "abc"),
        ("theme=dark; bidroom_session=abc; lang=de", "abc"),
        ("theme=dark;bidroom_session=abc", "abc"),
        ('consent={"all":true,"x":[1, 2]}; bidroom_session=abc', "abc"),
        ("bad name=1; bidroom_session=abc", "abc"),
        ("lonely; bidroom_session=abc", "abc"),
        ("bidroom_session=abc; bidroom_session=def", "abc"),
        ("bidroom_session=a=b", "a=b"),
        ("bidroom_session=", None),
        ("bidroom_session", None),
        ("my_bidroom_session=abc", None),
        ("theme=dark", None),
        ("", None),
    ],
)
def test_the_cookie(header: str, token: str | None) -> None:
    assert cookie({"cookie": header}) == token


def test_no_cookie() -> None:
    assert cookie({}) is None


@pytest.mark.parametrize(
    ("origin", "host", "ours"),
    [
        ("http://localhost:8000", "localhost:8000", True),
        ("https://bids.example.org", "bids.example.org", True),
        ("https://BIDS.Example.org", "bids.example.ORG", True),
        ("http://example.org", "example.org:80", True),
        ("https://example.org:443", "example.org", True),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("http://localhost:8001", "localhost:8000", False),
        ("http://localhost", "localhost:8000", False),
        ("https://example.org", "example.org:80", False),
        ("http://127.0.0.1:8000", "localhost:8000", False),
        ("https://evil.example", "bids.example.org", False),
        ("https://bids.example.org.evil.example", "bids.example.org", False),
        ("https://bids.example.org@evil.example", "bids.example.org", False),
        ("null", "localhost:8000", False),
        ("", "localhost:8000", False),
        ("localhost:8000", "localhost:8000", False),
        ("http://[", "localhost:8000", False),
        ("http://localhost:port", "localhost:port", False),
        ("http://localhost:8000", "", False),
        ("http://localhost:8000", "[", False),
    ],
)
def test_without_a_public_url_the_origin_must_be_the_host(origin: str, host: str, ours: bool) -> None:
    assert is_ours({"origin": origin, "host": host}, "") is ours


@pytest.mark.parametrize(
    ("origin", "public_url", "ours"),
    [
        ("https://bids.example.org", "https://bids.example.org", True),
        ("https://bids.example.org", "https://bids.example.org/", True),
        ("https://bids.example.org", "https://Bids.Example.org:443", True),
        ("https://bids.example.org:8443", "https://bids.example.org:8443", True),
        ("https://bids.example.org:8443", "https://bids.example.org", False),
        ("http://bids.example.org", "https://bids.example.org", False),
        ("https://other.example.org", "https://bids.example.org", False),
        ("http://behind.the.proxy:8000", "https://bids.example.org", False),
        ("null", "https://bids.example.org", False),
        ("", "https://bids.example.org", False),
    ],
)
def test_with_a_public_url_only_that_counts(origin: str, public_url: str, ours: bool) -> None:
    assert is_ours({"origin": origin, "host": "behind.the.proxy:8000"}, public_url) is ours


@pytest.mark.parametrize("public_url", ["", "https://bids.example.org"])
def test_a_missing_origin_is_not_ours(public_url: str) -> None:
    assert not is_ours({"host": "bids.example.org"}, public_url)
