"""What processes tell of themselves, and figures as people read them."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.clients.site import Site

MIB = 1 << 20


def rounds(usual: int = 3) -> int:
    """How often everything is measured, `ROUNDS` in the environment. What takes minutes is usually measured once."""
    return int(os.environ.get("ROUNDS", usual))


def metrics(site: Site) -> dict[str, float]:
    """By name, summed over the labels but for `code`, which is part of the name."""
    told: dict[str, float] = defaultdict(float)
    text = httpx.get(f"{site.url}/metrics", trust_env=False).text
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            code = sample.labels.get("code")
            told[f"{sample.name} {code}" if code else sample.name] += sample.value
    return told


def resident(site: Site) -> int:
    """Bytes of memory that the server's process holds."""
    assert site.process
    for line in Path(f"/proc/{site.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise LookupError("VmRSS")


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has had, over all its threads."""
    told = [Path(task, "schedstat").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int(each.split()[0]) for each in told) / 1e9


def quantile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """In Markdown. A column for every name that some row has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def upright(figures: Mapping[str, object]) -> str:
    """One figure a line, where a row would be too wide to read."""
    return table([{"what": name, "figure": figure} for name, figure in figures.items()])
