"""The Grafana board in docs/ draws what /metrics says: all of it, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import httpx

from tests.clients.site import ROOT
from tests.http.edge import registers

BOARD = json.loads(Path(ROOT, "docs", "grafana.json").read_text())
SUFFIXES = re.compile("_(total|bucket|sum|count|created)$")


def test_the_board_is_one_that_grafana_takes() -> None:
    numbers = [panel["id"] for panel in BOARD["panels"]]
    assert len(numbers) == len(set(numbers))
    places: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        place = panel["gridPos"]
        covers = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not covers & places, f"{panel['title']} lies on another panel"
        assert place["x"] + place["w"] <= 24
        places |= covers
    variables = {variable["name"] for variable in BOARD["templating"]["list"]} | {"__rate_interval"}
    assert set(re.findall(r"\$\{?(\w+)", " ".join(asked(BOARD)))) <= variables


async def test_board_and_metrics_name_the_same(edge: httpx.AsyncClient) -> None:
    await registers(edge)
    told = (await edge.get("/metrics")).text
    families = {SUFFIXES.sub("", name) for name in re.findall(r"^# TYPE (bidroom_\w+)", told, re.MULTILINE)}
    drawn = {SUFFIXES.sub("", name) for text in asked(BOARD) for name in re.findall(r"bidroom_\w+", text)}
    assert drawn == families


def asked(board: dict[str, Any]) -> list[str]:
    return [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
