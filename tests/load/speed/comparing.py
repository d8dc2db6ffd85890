"""The servers that are compared, each started for one run of the client and ended after it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache

from tests.load.speed.building import ENVIRONMENT, FOLDER, PEERS, PLAIN
from tests.load.speed.cores import ON_SERVER
from tests.load.speed.ours import FOLLOWING, Speedway
from tests.load.speed.running import Broken, Phase, broken, run
from tests.servers import Redis, free_port

UVICORN = (
    *(sys.executable, "-m", "uvicorn", "--host", "127.0.0.1", "--port", "{port}", "--log-level", "warning"),
    *("--no-access-log", "--loop", "uvloop", "--backlog", "4096", "--ws", "websockets-sansio"),
    *("--ws-per-message-deflate", "false"),
)
ROOM = "/socket.io/?EIO=4&transport=websocket"
ENTER = ("await", "0{"), ("say", "40"), ("await", "40{")
SOCKET_IO = (
    *("--path", ROOM, "--publish-path", f"{ROOM}&publishes", "--publication", '42["publish",%P]', "--answer", "2=3"),
    *(part for verb, text in ENTER for part in (f"--{verb}", text, f"--publisher-{verb}", text)),
)
HELLO = r'CONNECT {"verbose":false,"pedantic":false}\r\n'
NATS = (
    *("--binary", "--path", "/", "--publish-path", "/", "--publication", r"PUB room 200\r\n%P\r\n"),
    *("--await", "INFO", "--say", HELLO + r"SUB room 1\r\nPING\r\n", "--await", "PONG"),
    *("--publisher-await", "INFO", "--publisher-say", HELLO + r"PING\r\n", "--publisher-await", "PONG"),
    *("--answer", r"PING\r\n=PONG\r\n"),
)
UP_SECONDS = 20.0


class Missing(Exception):
    """This peer is not installed here, with a sentence."""


@dataclass(frozen=True)
class Peer:
    """`command` starts one process, on `{port}`. `pace` is how many deliveries are asked of it where 1 is usual.

    Where `trial` does not succeed, the peer is missing.
    """

    name: str
    command: Sequence[str]
    arguments: Sequence[str] = ()
    pace: float = 1.0
    processes: int = 1
    trial: Sequence[str] = ("true",)

    @contextmanager
    def up(self, redis: Redis | None) -> Iterator[tuple[list[int], list[int], Sequence[str]]]:
        """Ports, processes and what the client must say."""
        try_(self.trial)
        variables = ENVIRONMENT | ({"REDIS": redis.url} if redis else {})
        ports = [free_port() for _ in range(self.processes)]
        running = []
        try:
            for port in ports:
                command = [*ON_SERVER, *(part.replace("{port}", str(port)) for part in self.command)]
                running.append(subprocess.Popen(command, env={**os.environ, **variables}))
            for port, process in zip(ports, running, strict=True):
                wait_for(port, process)
            yield ports, [process.pid for process in running], self.arguments
        finally:
            for process in running:
                process.terminate()
            for process in running:
                _end(process)


@dataclass(frozen=True)
class Ours:
    """The whole product, on a site of its own for each process. `door` is how events come in, see `serving`."""

    name: str
    sites: Sequence[Speedway]
    door: str
    arguments: Sequence[str] = field(default=tuple(FOLLOWING))
    pace: float = 1.0

    @contextmanager
    def up(self, redis: Redis | None) -> Iterator[tuple[list[int], list[int], Sequence[str]]]:
        try:
            for site in self.sites:
                site.start()
            said = ["--publish-path", self.door, "--tokens", str(self.sites[0].tokens), *self.arguments]
            yield [site.port for site in self.sites], [site.pid for site in self.sites], said
        finally:
            for site in self.sites:
                site.shut_down()


def runs(peer: Peer | Ours, count: int, phases: Sequence[str], redis: Redis | None = None) -> Mapping[str, Phase]:
    """Raises Broken where ours lost an event, or gave it twice or in another order. Peers may; their phases tell."""
    with peer.up(redis) as (ports, pids, said):
        # What Redis does is done for the sake of the others.
        redis_too = [redis.process.pid] if redis and redis.process else []
        measured = run(ports, [*pids, *redis_too], count, phases, *said)
    if isinstance(peer, Ours) and broken(measured):
        raise Broken(f"{peer.name}: {measured}")
    return measured


def imports(module: str) -> list[str]:
    return [sys.executable, "-c", f"import {module}"]


def requires(module: str) -> list[str]:
    return ["node", "-e", f"require('{module}')"]


PLAIN_SEND = Peer("C, plain `send()`: the kernel's own cost", [str(PLAIN), "{port}"])
BARE = Peer("bare uvloop, `transport.write`", [sys.executable, str(PEERS / "bare.py"), "{port}"])
NAIVE = Peer("Starlette, `send_text` in a loop", [*UVICORN, "naive:app"])
WS = Peer("Node `ws`, `send` in a loop", ["node", str(PEERS / "ws.js"), "{port}"], trial=requires("ws"))
SOCKETIO_NODE = Peer(
    "Socket.IO 4 (Node)", ["node", str(PEERS / "socketio.js"), "{port}"], SOCKET_IO, trial=requires("socket.io")
)
SOCKETIO_PYTHON = Peer("python-socketio", [*UVICORN, "rooms:app"], SOCKET_IO, pace=0.15, trial=imports("socketio"))
UWEBSOCKETS = Peer(
    "uWebSockets (C++), by socketify", [sys.executable, str(PEERS / "cpp.py"), "{port}"], trial=imports("socketify")
)
NATS_SERVER = Peer(
    "nats-server (Go), its WebSocket",
    [sys.executable, str(PEERS / "nats.py"), "{port}", str(FOLDER / "nats.conf")],
    NATS,
    trial=["nats-server", "--version"],
)
ALONE = (PLAIN_SEND, BARE, UWEBSOCKETS, NATS_SERVER, NAIVE, WS, SOCKETIO_NODE, SOCKETIO_PYTHON)
NOT_TRIED = {"Centrifugo (Go)": "missing; no registry has it"}

TWO_NODE = replace(SOCKETIO_NODE, name="Socket.IO 4 (Node), its Redis adapter", processes=2)
TWO_PYTHON = replace(SOCKETIO_PYTHON, name="python-socketio, its Redis manager", processes=2)


def try_(trial: Sequence[str]) -> None:
    """Raises Missing."""
    if why := _trouble(tuple(trial)):
        raise Missing(f"missing; {why}")


@cache
def _trouble(trial: tuple[str, ...]) -> str:
    program = shutil.which(trial[0], path=ENVIRONMENT["PATH"])
    if program is None:
        return f"{trial[0]} is not installed"
    tried = subprocess.run(
        [program, *trial[1:]], env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, check=False
    )
    return next((line for line in tried.stderr.splitlines() if "Error" in line), "it fails") if tried.returncode else ""


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + UP_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{process.args!r} does not answer") from None
            time.sleep(0.05)


def _end(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
