"""The pages that users read name what there is."""

import re
from pathlib import Path

from server.api import CHANNELS
from server.errors import CODES

PAGES = Path(__file__).parents[2] / "docs"
TESTS = Path(__file__).parents[1]
PAGE = (PAGES / "protocol.md").read_text()


def test_it_has_every_code() -> None:
    rows = re.findall(r"^\| ([0-9]+) \| `(\w+)` \| ([0-9]+) \| (.*) \|$", PAGE, re.MULTILINE)

    assert {name: (int(code), int(status), when) for code, name, status, when in rows} == CODES


def test_it_has_every_kind_of_channel() -> None:
    assert set(re.findall(r"^\| `(\w+)(?::<\w+>)?` \|", PAGE, re.MULTILINE)) == CHANNELS.keys()


def test_every_test_that_the_conformance_page_names_exists() -> None:
    named = re.findall(r"`(test_\w+)`", (PAGES / "conformance.md").read_text())
    defined = {name for file in TESTS.rglob("test_*.py") for name in re.findall(r"def (test_\w+)\(", file.read_text())}
    modules = {file.stem for file in TESTS.rglob("test_*.py")}

    assert len(named) > 40
    assert set(named) - defined - modules == set()
