"""The tree of categories: what work may be asked for here."""

from sqlalchemy import bindparam, select

from server.auction.tables import Category
from server.errors import Fault, Invalid
from server.messages import Message, Query, Result
from server.storage.tx import Tx


class ListCategories(Query):
    pass


class CategoryEntry(Message):
    slug: str
    parent: str | None
    name: str


class CategoryList(Result):
    """The whole tree: siblings in order, roots without a parent."""

    categories: list[CategoryEntry]


ALL = select(Category).order_by(Category.place, Category.slug)
KNOWN = select(Category.slug).where(Category.slug == bindparam("slug"))

_within = select(Category.slug).where(Category.slug == bindparam("category")).cte("within", recursive=True)
_within = _within.union_all(select(Category.slug).where(Category.parent == _within.c.slug))
WITHIN = select(_within.c.slug)
"""The slugs of a category and of everything below it."""


def list_categories(tx: Tx, query: ListCategories) -> CategoryList:
    return CategoryList(categories=[CategoryEntry(slug=row.slug, parent=row.parent, name=row.name) for row in tx.all(ALL)])


def check_category(tx: Tx, slug: str) -> None:
    if tx.value(KNOWN, slug=slug) is None:
        raise Invalid(Fault("category", "there is no such category; choose one of the list"))
