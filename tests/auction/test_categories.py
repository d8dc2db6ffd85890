"""The tree of categories."""

from tests.people.stage import Stage


async def test_it_is_a_tree_in_order(stage: Stage) -> None:
    categories = (await stage.nobody.asks("category.list"))["categories"]
    roots = [category["slug"] for category in categories if category["parent"] is None]
    assert roots == ["admin-support", "programming", "design", "research", "writing", "graphics", "marketing"]
    assert {category["parent"] for category in categories} == {None, *roots}
    assert len({category["slug"] for category in categories}) == len(categories)
    assert all(category["name"][0].isupper() for category in categories)
