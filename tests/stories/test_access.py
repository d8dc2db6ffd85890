"""Who may what: owner, bidder, stranger and signed-out against every command, query and channel that there is.

A new entry of the tables fails here until this page says who may use it, and is then tried by itself with every field
wrong. Whatever is refused leaves nothing behind.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from server.api import CHANNELS, COMMANDS, PRESENCE, QUERIES
from server.errors import CODES
from server.messages import Shown
from tests.cast import JOB, PASSWORD, PITCH, Person
from tests.clients.answers import Refused
from tests.clients.raw import Raw
from tests.clients.site import Site

Fields = dict[str, Any]
WHO = ("owner", "bidder", "stranger", "signed_out")
OK = "ok"
NOBODYS = 2**52


@pytest.fixture
def site(standing_site: Site) -> Site:
    return standing_site


@dataclass
class Scene:
    """A job of the owner's with the bidder's bid. `people` has everybody by their part."""

    site: Site
    people: dict[str, Person]
    job: int
    bid: int
    emails: Iterator[str]


@pytest.fixture
async def scene(request: pytest.FixtureRequest, site: Site, olga: Person) -> AsyncIterator[Scene]:
    people = {who: await registered(site, who, fresh="sign_out" in request.node.name) for who in WHO[:3]}
    job = await people["owner"].posts_a_job()
    bid = await people["bidder"].bids(job)
    yield Scene(site, people | {"signed_out": olga}, job, bid, iter([f"{job}.{n}@example.org" for n in range(99)]))
    for person in people.values():
        await person.leaves()


REGISTERED: dict[tuple[str, str], Person] = {}
"""A password's hash is slow by intention, so each part registers once at each site."""


async def registered(site: Site, who: str, *, fresh: bool) -> Person:
    if fresh:
        return await Person(site, who.title(), "http").has_an_account()
    if (site.url, who) not in REGISTERED:
        REGISTERED[site.url, who] = await Person(site, who.title(), "http").has_an_account()
    return REGISTERED[site.url, who]


# owner, bidder, stranger, signed out: each is told `ok` or refused by this name.
EVERYBODY = (OK, OK, OK, OK)
SIGNED_IN = (OK, OK, OK, "not_signed_in")
OWNER = (OK, "not_found", "not_found", "not_signed_in")
BIDDER = ("not_found", OK, "not_found", "not_signed_in")

MAY: dict[str, tuple[tuple[str, ...], Callable[[Scene], Fields]]] = {
    # commands
    "account.register": (EVERYBODY, lambda s: {"email": next(s.emails), "password": PASSWORD, "name": "New"}),
    "account.sign_in": (("wrong_credentials",) * 4, lambda s: {"email": next(s.emails), "password": PASSWORD}),
    "account.sign_out": (SIGNED_IN, lambda s: {}),
    "session.revoke": (
        ("not_found", "not_found", "not_found", "not_signed_in"),
        lambda s: {"session": s.site.select("SELECT min(id) FROM session")[0][0]},  # Otto's
    ),
    "profile.update": (SIGNED_IN, lambda s: {"headline": "I am here"}),
    "clock.shift": (("not_allowed", "not_allowed", "not_allowed", "not_signed_in"), lambda s: {"seconds": 60}),
    "job.post": (SIGNED_IN, lambda s: JOB),
    "job.edit": (OWNER, lambda s: {"job": s.job, "title": "Translate our handbooks"}),
    "job.extend": (OWNER, lambda s: {"job": s.job, "closes_at": ahead(s)}),
    "job.close": (OWNER, lambda s: {"job": s.job}),
    "job.cancel": (OWNER, lambda s: {"job": s.job}),
    "bid.place": (
        ("own_job", "already_bid", OK, "not_signed_in"),
        lambda s: {"job": s.job, "amount": 70_000, "days": 4, "pitch": PITCH},
    ),
    "bid.revise": (BIDDER, lambda s: {"bid": s.bid, "amount": 60_000}),
    "bid.withdraw": (BIDDER, lambda s: {"bid": s.bid}),
    "demo.enter": (("not_available",) * 4, lambda s: {"person": s.people["owner"].id}),
    "demo.simulate": (("not_available",) * 4, lambda s: {"on": False}),
    # queries
    "demo.status": (EVERYBODY, lambda s: {}),
    "category.list": (EVERYBODY, lambda s: {}),
    "me": (SIGNED_IN, lambda s: {}),
    "session.list": (SIGNED_IN, lambda s: {}),
    "job.list": (EVERYBODY, lambda s: {"q": "handbook"}),
    "job.get": (EVERYBODY, lambda s: {"job": s.job}),
    "bid.list": (SIGNED_IN, lambda s: {"job": s.job}),
    "bid.mine": (SIGNED_IN, lambda s: {"limit": 5}),
    "home": (SIGNED_IN, lambda s: {}),
    "profile.get": (EVERYBODY, lambda s: {"person": s.people["owner"].id}),
}
MAY_SUBSCRIBE: dict[str, tuple[tuple[bool, bool, bool, bool], Callable[[Scene], str]]] = {
    "market": ((True, True, True, True), lambda s: "market"),
    "job": ((True, True, True, True), lambda s: f"job:{s.job}"),
    "bidders": ((True, True, True, False), lambda s: f"bidders:{s.job}"),
    "bids": ((True, False, False, False), lambda s: f"bids:{s.job}"),
    "demo": ((False, False, False, False), lambda s: "demo"),  # the site is none: tests/demo has one
    "person": ((False, False, False, False), lambda s: "person:1"),  # Otto's; one's own the server subscribes
}
FOREIGN = ("", "0", "-1", "07", "+7", "7 ", "7.0", "x", "9" * 20, "7:8", "7\x00", "٧", "*", "7' OR 1=1")


def ahead(scene: Scene) -> str:
    latest = max(str(row[0]) for row in scene.site.select("SELECT closes_at FROM job"))
    return f"{int(latest[:4])}-{latest[5:7]}-28T23:59:59Z" if latest[8:10] < "28" else f"{latest[:10]}T23:59:59Z"


def test_everything_in_the_tables_is_on_this_page() -> None:
    assert MAY.keys() == COMMANDS.keys() | QUERIES.keys()
    assert MAY_SUBSCRIBE.keys() == CHANNELS.keys()


@pytest.mark.parametrize("name", [*COMMANDS, *QUERIES])
@pytest.mark.parametrize("over", ["http", "socket"])
async def test_who_may(scene: Scene, name: str, over: Any) -> None:
    expected, fields_of = MAY[name]
    # Whoever is refused comes first, so that the owner's success does not change what the others meet.
    record = fingerprint(scene.site)
    for who, outcome in sorted(zip(WHO, expected, strict=True), key=lambda pair: pair[1] == OK):
        person = scene.people[who]
        got = await outcome_of(person, name, over, fields_of(scene))
        assert got == outcome, f"{who} at {name}"
        before, record = record, fingerprint(scene.site)
        if outcome != OK or name in QUERIES:
            assert record == before, f"{who}'s {name} left something behind"


async def outcome_of(person: Person, name: str, over: Any, fields: Fields) -> str:
    try:
        await (person.does if name in COMMANDS else person.asks)(name, over=over, **fields)
    except Refused as refused:
        return refused.name if " " in refused.sentence else f"{refused.name}, without a sentence"
    return OK


@pytest.mark.parametrize("kind", list(CHANNELS))
async def test_who_may_subscribe(scene: Scene, kind: str) -> None:
    expected, channel_of = MAY_SUBSCRIBE[kind]
    for who, may in zip(WHO, expected, strict=True):
        person = scene.people[who]
        if may:
            await person.subscribes(channel_of(scene))
        else:
            with pytest.raises(Refused) as refused:
                await person.subscribes(channel_of(scene))
            assert refused.value.code == 103
    for foreign in FOREIGN:
        if (kind, foreign) != ("market", ""):
            with pytest.raises(Refused) as refused:
                await scene.people["owner"].subscribes(f"{kind}:{foreign}")
            assert refused.value.code == 103


@pytest.mark.parametrize("kind", list(CHANNELS))
async def test_who_may_know_who_is_there(scene: Scene, kind: str) -> None:
    """Whoever may subscribe, and of them as much as the kind shows; nothing there takes what clients publish."""
    expected, channel_of = MAY_SUBSCRIBE[kind]
    channel, shown = channel_of(scene), PRESENCE.get(kind)
    for who, may in zip(WHO, expected, strict=True):
        async with await Raw.connected(scene.site.socket_url, scene.people[who].token or "") as raw:
            for method, answered in (("presence", shown is Shown.WHO), ("presence_stats", shown is not None)):
                reply = await raw.asks(method, channel=channel)
                code = reply.get("error", {}).get("code")
                assert code == (108 if not answered else None if may else 103), f"{who}'s {method} of {channel}: {reply}"
            assert (await raw.asks("publish", channel=channel, data={"type": "typing"}))["error"]["code"] == 103
            if may:
                await raw.subscribes(channel)
                refused = await raw.asks("publish", channel=channel, data={"type": "typing"})
                assert refused["error"]["code"] == (401 if who == "signed_out" else 104)


# Fields that cannot be right, made from each message's own schema.


def wrong_values(name: str, schema: Fields) -> Iterator[Any]:
    """For one field: other types, beyond each bound, and words that break things."""
    kinds = schema.get("anyOf", [schema])
    types = {kind.get("type") for kind in kinds}
    yield {"an": "object"}
    if "array" not in types:
        yield ["a", "list"]
    if "boolean" not in types:
        yield True
    if "integer" in types:
        yield from (-1, 2**63, 10**30, 1.5, "seven", "")
        yield from (0,) if any(kind.get("minimum", 0) >= 1 for kind in kinds) else ()
    elif "string" in types:
        yield from (7, "x" * 200_000)
        yield from () if name == "password" else ("\x00", "a\x00b" * 20)  # a password may hold anything
    if any(kind.get("format") == "date-time" for kind in kinds):
        yield from (
            "2026-11-21",
            "2020-01-01T00:00:00Z",
            "2026-11-21T20:00:00",
            "0001-01-01T00:00:00+23:59",
            "9999-12-31T23:59:59Z",
        )
    if "null" not in types:
        yield None


# What people have bid on stays, whatever it was to become.
ALSO = {("job.edit", "decides_at"): "material_edit"}


@pytest.mark.parametrize("name", list(COMMANDS))
async def test_every_field_may_be_wrong(scene: Scene, name: str) -> None:
    ask = COMMANDS[name].ask
    schema = ask.model_json_schema()["properties"]
    fields = MAY[name][1](scene)
    token = scene.people["bidder" if name.startswith("bid.") else "owner"].token
    headers = {"Authorization": f"Bearer {token}"}
    record = fingerprint(scene.site)
    cases: list[tuple[str, Any]] = [("nonsense", 1), ("__class__", "x")]
    cases += [(field, wrong) for field in schema for wrong in wrong_values(field, schema[field])]
    async with scene.site.client(headers=headers) as client:
        for field, wrong in cases:
            if field == "key" and wrong is None:
                continue
            answer = await client.post(f"/api/{name}", json=fields | {field: wrong})
            problem = answer.json()
            assert problem["title"] in ("invalid", ALSO.get((name, field))), f"{field} = {wrong!r}: {answer.text[:200]}"
            if problem["title"] == "invalid":
                assert (problem["code"], answer.status_code) == CODES["invalid"][:2]
                assert problem["errors"][0]["field"].partition(".")[0] == field
                assert problem["detail"].startswith(f"{field}")
        for field, described in schema.items():
            if field in ask.model_json_schema().get("required", []):
                answer = await client.post(f"/api/{name}", json={k: v for k, v in fields.items() if k != field})
                assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), described
    assert fingerprint(scene.site) == record


NUMBERED = [
    name
    for name, endpoint in (COMMANDS | QUERIES).items()
    if {"job", "bid", "session", "person"} & endpoint.ask.model_fields.keys() and not name.startswith("demo.")
]


@pytest.mark.parametrize("name", NUMBERED)
async def test_a_number_that_nothing_has_is_not_found(scene: Scene, name: str) -> None:
    fields = MAY[name][1](scene)
    number = next(field for field in ("bid", "job", "session", "person") if field in fields)
    assert await outcome_of(scene.people["stranger"], name, "http", fields | {number: NOBODYS}) == "not_found"


def fingerprint(site: Site) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is kept."""
    tables = ("person", "session", "job", "job_skill", "bid", "bid_version", "idempotency", "channel", "event")
    kept = site.select_all(f"SELECT * FROM {table}" for table in tables)
    return {table: sorted(rows, key=repr) for table, rows in zip(tables, kept, strict=True)}
