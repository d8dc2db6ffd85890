"""One run of the load client against one server that is up."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from tests.load.speed.building import CLIENT
from tests.load.speed.cores import ON_CLIENT

Phase = dict[str, Any]


class Broken(Exception):
    """A subscriber was lost, or got a publication twice, never or out of order."""


def run(ports: Sequence[int], pids: Sequence[int], count: int, phases: Sequence[str], *arguments: str) -> dict[str, Phase]:
    """By phase, beginning with "connect"."""
    command = [*ON_CLIENT, str(CLIENT), "--count", str(count), *arguments]
    for name, values in (("--port", ports), ("--server", pids), ("--phase", phases)):
        command += [part for value in values for part in (name, str(value))]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    if ran.returncode:
        raise Broken(f"{' '.join(command)}\n{ran.stdout}{ran.stderr}")
    return {each["phase"]: each for each in told}


def broken(measured: Mapping[str, Phase]) -> list[str]:
    """The phases in which some subscriber did not get each publication once and in order."""
    return [name for name, each in measured.items() if not each.get("whole", True)]
