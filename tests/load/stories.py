"""Stories of the test suite told at full length by pytest, in a process of its own that reports their figures."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tests.clients.site import ROOT

UNTOLD = ("summary", "seed")


async def told(*tests: str, **counts: object) -> list[dict[str, str]]:
    """One row for each test, with the figures that it records. `counts` stand in the environment of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", "-o", "junit_family=xunit1", *tests,
            cwd=ROOT,
            env={**os.environ, **{name: str(count) for name, count in counts.items()}},
            stdout=sys.stderr,
        )  # fmt: skip
        await process.wait()
        rows = [_row(case) for case in ElementTree.parse(report).iter("testcase")]
    if process.returncode:
        raise RuntimeError(f"{' '.join(tests)} failed, see above")
    return rows


def _row(case: ElementTree.Element) -> dict[str, str]:
    name = case.attrib["name"].removeprefix("test_").replace("_", " ")
    figures = {each.attrib["name"]: each.attrib["value"] for each in case.iter("property")}
    seconds = f"{float(case.attrib['time']):.0f} s"
    told = {name: each for name, each in figures.items() if name not in UNTOLD} or {"told": figures.get("summary", "")}
    return {"story": name, **told, "took": seconds}
