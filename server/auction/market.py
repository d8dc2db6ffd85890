"""The market: open jobs, filtered, sorted and paged. Readable by everybody."""

from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field, StringConstraints
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from server.auction.briefs import folded
from server.auction.cards import CARDS, JobCard, card
from server.auction.categories import WITHIN, check_category
from server.auction.cursors import Sort, behind, cursor_of
from server.auction.fields import Amount, Slug
from server.auction.tables import Job, JobSkill, Kind
from server.errors import Fault, Invalid
from server.messages import Position, Query, Result
from server.people.currencies import Currency
from server.people.texts import ONE_LINE, Tags
from server.storage.tx import Tx

MOST_WORDS = 8


class ListJobs(Query):
    """All filters together. `q` finds jobs with all of its first 8 words in title, description or skills.

    `category` includes everything below it, `skills` means all of them. Budget filters need a `currency`, and leave out
    jobs without a budget. Sorted by budget, each currency is apart, the highest first.
    """

    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), ONE_LINE] = ""
    category: Slug | None = None
    skills: Tags = Field(default_factory=list)
    kind: Kind | None = None
    budget_min: Amount | None = None
    budget_max: Amount | None = None
    currency: Currency | None = None
    sort: Sort = "newest"
    after: Annotated[str, StringConstraints(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class JobList(Result):
    """`after` asks for the next page; there is none where it is absent."""

    jobs: list[JobCard]
    after: str | None
    positions: dict[str, Position]


highest = func.coalesce(Job.budget_max, Job.budget_min)
lowest = func.coalesce(Job.budget_min, Job.budget_max)
stated = func.coalesce(Job.budget_max, Job.budget_min, 0)

FILTERS: dict[str, ColumnElement[bool]] = {
    "category": Job.category.in_(WITHIN),
    "skills": Job.id.in_(
        select(JobSkill.job_id)
        .where(JobSkill.skill.in_(bindparam("skills", expanding=True)))
        .group_by(JobSkill.job_id)
        .having(func.count() == bindparam("how_many_skills"))
    ),
    "kind": Job.kind == bindparam("kind"),
    "budget_min": highest >= bindparam("budget_min"),
    "budget_max": lowest <= bindparam("budget_max"),
    "currency": Job.currency == bindparam("currency"),
}
SORTED: dict[Sort, tuple[Any, ...]] = {
    "newest": (Job.opened_at.desc(), Job.id.desc()),
    "closing": (Job.closes_at, Job.id),
    "budget": (Job.currency, stated.desc(), Job.id.desc()),
}
BEHIND: dict[Sort, ColumnElement[bool]] = {
    "newest": or_(
        Job.opened_at < bindparam("last_moment"),
        and_(Job.opened_at == bindparam("last_moment"), Job.id < bindparam("last_id")),
    ),
    "closing": or_(
        Job.closes_at > bindparam("last_moment"),
        and_(Job.closes_at == bindparam("last_moment"), Job.id > bindparam("last_id")),
    ),
    "budget": or_(
        Job.currency > bindparam("last_currency"),
        and_(
            Job.currency == bindparam("last_currency"),
            or_(
                stated < bindparam("last_amount"),
                and_(stated == bindparam("last_amount"), Job.id < bindparam("last_id")),
            ),
        ),
    ),
}


@lru_cache(maxsize=1024)
def open_jobs(filters: frozenset[str], words: int, sort: Sort, continued: bool) -> Select[Any]:
    """One statement for each combination of filters, built the first time that somebody asks so."""
    conditions = [FILTERS[name] for name in sorted(filters)]
    conditions += [Job.search_text.like(bindparam(f"word_{number}"), escape="~") for number in range(words)]
    if continued:
        conditions.append(BEHIND[sort])
    return CARDS.where(Job.state == "open", *conditions).order_by(*SORTED[sort]).limit(bindparam("most"))


def list_jobs(tx: Tx, query: ListJobs) -> JobList:
    if query.currency is None and (query.budget_min or query.budget_max):
        raise Invalid(Fault("currency", "is needed with a budget, because amounts in two currencies do not compare"))
    if query.category is not None:
        check_category(tx, query.category)

    binds: dict[str, Any] = {name: value for name in FILTERS if (value := getattr(query, name))}
    filters = frozenset(binds)
    if query.skills:
        binds["how_many_skills"] = len(query.skills)
    words = list(dict.fromkeys(folded(query.q).split()))[:MOST_WORDS]
    binds |= {f"word_{number}": _containing(word) for number, word in enumerate(words)}
    if query.after is not None:
        binds |= behind(query.sort, query.after)

    statement = open_jobs(filters, len(words), query.sort, query.after is not None)
    rows = tx.rows(statement, **binds, most=query.limit + 1)  # one more, to know whether there is another page
    page = rows[: query.limit]
    return JobList(
        jobs=[card(row) for row in page],
        after=cursor_of(query.sort, page[-1]) if len(rows) > len(page) else None,
        positions=tx.positions(["market"]),
    )


def _containing(word: str) -> str:
    for special in "~%_":
        word = word.replace(special, "~" + special)
    return f"%{word}%"
