"""The page that users read names what there is."""

import re
from pathlib import Path

from server.api import CHANNELS
from server.errors import CODES

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()


def test_it_has_every_code() -> None:
    rows = re.findall(r"^\| ([0-9]+) \| `(\w+)` \| ([0-9]+) \| (.*) \|$", PAGE, re.MULTILINE)

    assert {name: (int(code), int(status), when) for code, name, status, when in rows} == CODES


def test_it_has_every_kind_of_channel() -> None:
    assert set(re.findall(r"^\| `(\w+)(?::<\w+>)?` \|", PAGE, re.MULTILINE)) == CHANNELS.keys()
