"""More processes on a site's database, on ports of their own or on one that they share."""

import signal
import time
from collections.abc import Mapping
from pathlib import Path

from tests.clients.site import Site

ESTABLISHED, LISTENING = "01", "0A"


class Another(Site):
    """One more process on a site's database."""

    def prepare(self) -> None:
        """The database is there."""


class ClockProcess(Another):
    """`bidroom clock`."""

    def command(self) -> list[str]:
        return [*self._bidroom(), "clock"]

    def ping(self) -> None:
        """It answers nobody. It is there once it would hear a SIGTERM: before that it has no way to end well."""
        assert self.process
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        caught = int(status.partition("SigCgt:")[2].split()[0], 16)
        if not caught >> (signal.SIGTERM - 1) & 1:
            raise ConnectionRefusedError


class Sharing(Another):
    """`bidroom serve --reuse-port` on a given port, where a neighbour may answer in its place."""

    def __init__(self, database_url: str, port: int, settings: Mapping[str, object]) -> None:
        self._shared = port
        super().__init__(database_url, settings=settings)

    def prepare(self) -> None:
        self.port = self._shared

    def command(self) -> list[str]:
        return [*super().command(), "--reuse-port"]

    def ping(self) -> None:
        if not self.sockets(LISTENING):
            time.sleep(0.1)  # to look costs the kernel a table of all connections
            raise ConnectionRefusedError
        super().ping()

    @property
    def connections(self) -> int:
        return self.sockets(ESTABLISHED)

    def sockets(self, state: str) -> int:
        """How many of this very process are on the port in a state, as the kernel counts them."""
        assert self.process
        mine = _inodes(self.process.pid)
        return sum(inode in mine for inode in _on_port(self.port, state))


def _on_port(port: int, state: str) -> list[str]:
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return [row[9] for row in rows if row[3] == state and int(row[1].rpartition(":")[2], 16) == port]


def _inodes(pid: int) -> set[str]:
    """Of the sockets that a process has open."""
    found = set()
    for number in Path(f"/proc/{pid}/fd").iterdir():
        try:
            kind, _, inode = str(number.readlink()).partition(":")
        except FileNotFoundError:
            continue
        if kind == "socket":
            found.add(inode.strip("[]"))
    return found
