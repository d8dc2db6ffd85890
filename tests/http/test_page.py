"""The page's own files: every address is one of the page, and what never changes is never asked for again."""

import re

import httpx

PAGE = {"Accept": "text/html,*/*;q=0.8"}


async def test_every_address_is_one_of_the_page(edge: httpx.AsyncClient) -> None:
    front = await edge.get("/", headers=PAGE)
    assert front.headers["cache-control"] == "no-cache"
    assert '<div id="root">' in front.text
    for path in ("/jobs/12", "/jobs/12/bids", "/nowhere"):
        assert (await edge.get(path, headers=PAGE)).text == front.text


async def test_what_is_no_page_is_none(edge: httpx.AsyncClient) -> None:
    for path in ("/api/nothing", "/assets/nothing.js", "/assets/../index.html.gz", "/.env"):
        answer = await edge.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await edge.post("/jobs/12", headers=PAGE)).status_code == 405


async def test_scripts_are_packed_and_kept(edge: httpx.AsyncClient) -> None:
    front = await edge.get("/", headers=PAGE)
    script = re.findall(r'src="(/assets/[^"]+[.]js)"', front.text)[0]
    plain = await edge.get(script, headers={"Accept-Encoding": "identity"})
    packed = await edge.get(script, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) * 3 < int(plain.headers["content-length"])
    for answer in (plain, packed):
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert "javascript" in answer.headers["content-type"]
