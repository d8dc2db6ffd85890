"""A query's fields come as words, and lists by repeating their name."""

from typing import Literal

import httpx
import pytest
from pydantic import Field
from starlette.datastructures import QueryParams

from server.errors import Invalid
from server.http import fields_of
from server.messages import Query
from server.people.texts import Tags
from tests.http.edge import detail


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("job=1&colour=red", "colour: is not a field here"),
        ("job=1&colour=red&colour=blue", "colour: may be given once only"),
        ("job=1&job=2", "job: may be given once only"),
        ("job=one", "job: must be a whole number"),
        ("job=0", "job: at least 1"),
        ("job=", "job: must be a whole number"),
        ("", "job: is needed"),
    ],
)
async def test_a_query_string_is_held_to_its_fields(edge: httpx.AsyncClient, query: str, sentence: str) -> None:
    assert detail(await edge.get(f"/api/job.get?{query}"), 422, "invalid") == sentence


async def test_a_list_repeats_its_name(edge: httpx.AsyncClient) -> None:
    for query in ("skills=german", "skills=german&skills=gardens", "limit=5&kind=fixed"):
        assert (await edge.get(f"/api/job.list?{query}")).json()["jobs"] == []


class Ask(Query):
    q: str = ""
    skills: Tags = Field(default_factory=list)
    places: Tags | None = None
    days: tuple[int, ...] | None = None
    kind: Literal["fixed", "hourly"] | None = None


def test_lists_are_lists_however_many_there_are() -> None:
    fields = fields_of(Ask, QueryParams("q=a&skills=b&places=c&places=d&days=1&kind=fixed"))

    assert fields == {"q": "a", "skills": ["b"], "places": ["c", "d"], "days": ["1"], "kind": "fixed"}


def test_what_is_not_given_is_not_there() -> None:
    assert fields_of(Ask, QueryParams("")) == {}


def test_one_value_is_not_two() -> None:
    with pytest.raises(Invalid, match="q: may be given once only"):
        fields_of(Ask, QueryParams("q=a&q=a"))
