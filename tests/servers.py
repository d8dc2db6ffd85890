"""PostgreSQL and Redis for the tests: real server processes on free ports of the loopback."""

import atexit
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

PATIENCE = 30.0  # seconds for a server to come up or go down
MEMORY = Path("/dev/shm")  # a database is made ten times as fast as on a disk, and outlives a killed process as well

# Waits for the end of its input, which the kernel brings about however pytest ends; then clears up.
GUARD = """
read -r end
kill -INT "$1"
for try in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; kill -0 "$1" || break; done
kill -KILL "$1"
rm -rf "$2"
"""


def free_port() -> int:
    # Not bind(0): its range is also where the kernel takes the ports of outgoing connections from,
    # and any client's could be given this one before the server binds it.
    while True:
        port = random.randrange(15_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Server:
    """One server process. Its folder and port stay the same over `restart`; `stop` is for good, and comes by itself."""

    def __init__(self, owner: str | None = None, on_disk: bool = False) -> None:
        self.identity: dict[str, Any] = {"user": owner, "group": owner, "extra_groups": []} if owner else {}
        self.port = free_port()
        in_memory = not on_disk and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2 << 30
        prefix = f"bidroom-{type(self).__name__.lower()}-"
        self.folder = Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if in_memory else None))
        if owner:
            shutil.chown(self.folder, owner, owner)
        self.process: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)
        self.prepare()
        self.restart()

    def prepare(self) -> None:
        """What is done once, in the empty folder."""

    def command(self) -> list[str]:
        raise NotImplementedError

    def ping(self) -> None:
        """Raises OSError or OperationalError while the server does not answer."""
        raise NotImplementedError

    def restart(self) -> None:
        self._end(signal.SIGINT)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,  # Ctrl-C is for pytest, which then stops us in its order
                **self.identity,
            )
        self.guard = subprocess.Popen(
            ["sh", "-c", GUARD, "guard", str(self.process.pid), str(self.folder)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._await_answer()

    def kill(self) -> None:
        """No goodbye, as in a crash; what was committed to PostgreSQL is there after `restart`."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        self._end(signal.SIGKILL)
        for child in map(int, children):  # each of PostgreSQL's has left the process group
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            while is_running(child):
                time.sleep(0.001)

    def stop(self) -> None:
        self._end(signal.SIGINT)
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _end(self, by: signal.Signals) -> None:
        if not self.process:
            return
        self.process.send_signal(by)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with self.guard:
            self.guard.kill()
        self.process = None

    def _await_answer(self) -> None:
        assert self.process
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.ping()
            except (OSError, psycopg.OperationalError):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{self.command()[0]} does not answer:\n{self._log.read_text()}") from None
            time.sleep(0.01)


class Postgres(Server):
    """A cluster of its own; `on_disk` is for measuring: only there a commit waits for the disk, as in production."""

    def __init__(self, on_disk: bool = False) -> None:
        self.bin = _postgres_bin()
        self.names = (f"test_{number}" for number in count(1))
        # It refuses to run as root; Debian's package brings this user.
        super().__init__(owner="postgres" if os.geteuid() == 0 else None, on_disk=on_disk)

    def prepare(self) -> None:
        initdb = [f"{self.bin}/initdb", "-D", "data", "-U", "bidroom", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self.identity)

    def command(self) -> list[str]:
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 200,
            "max_wal_size": "256MB",
        }
        return [f"{self.bin}/postgres", "-D", "data", *(f"--{name}={value}" for name, value in options.items())]

    def ping(self) -> None:
        self._admin("SELECT 1")

    def create_database(self, copy_of: str = "template0") -> str:
        """A fresh database's URL; `copy_of` is the URL of one that nobody is connected to."""
        name = next(self.names)
        self._admin("CREATE DATABASE {} TEMPLATE {}", name, _name(copy_of))
        return f"postgresql+psycopg://bidroom@127.0.0.1:{self.port}/{name}"

    def drop_database(self, url: str) -> None:
        self._admin("DROP DATABASE {} WITH (FORCE)", _name(url))

    def _admin(self, statement: str, *names: str) -> None:
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="bidroom", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


class Redis(Server):
    """Keeps nothing on disk: after `restart` it is empty."""

    def command(self) -> list[str]:
        return ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]

    def ping(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            if connection.recv(7) != b"+PONG\r\n":
                raise ConnectionError

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _postgres_bin() -> Path:
    """The newest; Debian keeps the servers off the PATH, in one folder for each version."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    initdb = debian[-1] if debian else shutil.which("initdb")
    if not initdb:
        raise RuntimeError("PostgreSQL's server is not installed; tests/setup.sh installs it")
    return Path(initdb).parent
