"""What the demo's market is made of, read from the files beside this one: its people, their jobs and their words."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from server.auction.tables import Kind

DOMAIN = "cast.bidroom.example"
"""Reserved for examples: no mail ever arrives there."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the cast. `joined` is in days ago, `rate` in minor units an hour. `hello` opens whatever they offer."""

    email: str
    name: str
    headline: str
    about: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    rate: int | None
    currency: str
    time_zone: str
    joined: float
    hires: bool
    works_in: tuple[str, ...]
    hello: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A job to be asked for. `opened` and `cancelled` are hours ago, `closes` in how many hours: below 0, it has closed.

    Who has none of them waits for the simulation to post it.
    """

    title: str
    description: str
    category: str
    client: str
    kind: Kind = "fixed"
    budget_min: int | None = None
    budget_max: int | None = None
    currency: str = "EUR"
    skills: tuple[str, ...] = ()
    opened: float | None = None
    closes: float | None = None
    cancelled: float | None = None
    reason: str | None = None
    bids: int = 0


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}


def _part(fields: dict[str, Any]) -> Part:
    email = f"{fields.pop('box')}@{DOMAIN}"
    nothing = {"rate": None, "hires": False, "works_in": (), "hello": ""}
    return Part(**nothing | _tuples(fields) | {"email": email})


PEOPLE = {part.email: part for part in map(_part, _read("people")["people"])}
BRIEFS = tuple(Brief(**_tuples(fields)) for fields in _read("jobs")["jobs"])
WORDS = _read("pitches")
REASONS: tuple[str, ...] = tuple(WORDS["withdrawn"])


def pitch(part: Part, branch: str, days: int, random: Random) -> str:
    """What somebody writes to a client in a branch of the categories, such as `writing`."""
    body, end = random.choice(WORDS["branches"][branch]), random.choice(WORDS["endings"])
    return f"{part.hello}\n\n{body}\n\n{end}".replace("{days}", f"{days} days" if days > 1 else "a day")
