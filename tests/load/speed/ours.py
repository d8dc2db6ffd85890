"""Our own site for the bench: `serving` on the server's core, with people who are signed in and jobs that are open."""

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from server.auction.posting import PostJob, post_job
from server.channels import client_pb2
from server.messages import NOBODY, Caller
from server.people import ME
from server.settings import Settings
from server.storage.opening import Storage
from server.storage.tx import Tx
from tests.cast import JOB
from tests.clients.site import Site
from tests.load.people import enrol
from tests.load.speed.cores import ON_SERVER
from tests.load.speed.serving import CHANNEL, tell

PATH = "/connection/websocket"
A_WRITE = 1000
TOKEN = "%T"
DUMMY = "T" * 43
"""As long as a token, which the lengths in Protobuf are counted with."""


class Speedway(Site):
    """Stopped between runs. `tokens` is a file with a line for each person, the first of whom has posted the jobs.

    `told` is how many events the log of job 1 holds from the beginning, beyond that of its posting. Without people it is
    another process of a site that has been filled already.
    """

    def __init__(
        self,
        people: int,
        jobs: int = 1,
        told: int = 0,
        database_url: str | None = None,
        settings: Mapping[str, object] = {},
    ) -> None:
        self._made = False
        super().__init__(database_url, settings={"closing_seconds": 0, **settings}, on_disk=True)
        self._made = True
        self.tokens = self.folder / "tokens"
        self._others = 0
        if people:
            tokens = apart(self._enrol(people))
            self.tokens.write_text("\n".join(tokens) + "\n")
            self.fill(jobs, told)

    def fill(self, jobs: int = 0, told: int = 0, channels: int = 0) -> None:
        """With so many more of each, while it is stopped. Each of the channels has one event and nobody who follows it."""
        apart(self._fill(jobs, told, channels))

    def restart(self) -> None:
        if self._made:  # else it would be started only to be stopped again
            super().restart()

    def command(self) -> list[str]:
        *environment, _module, _name = self._bidroom()
        variables = [*environment[:-1], f"BIDROOM_PORT={self.port}"]
        return [*variables, *ON_SERVER, sys.executable, "-m", "tests.load.speed.serving"]

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    async def _enrol(self, people: int) -> list[str]:
        async with self._storage() as storage:
            return [token for _, token in await storage.database.write(NOBODY, enrol, people)]

    async def _fill(self, jobs: int, told: int, channels: int) -> None:
        async with self._storage() as storage:
            await storage.database.write(Caller(1), post_jobs, jobs)
            for number in range(0, told, A_WRITE):
                await storage.database.write(NOBODY, tell_all, [CHANNEL] * min(A_WRITE, told - number))
            for number in range(0, channels, A_WRITE):
                names = [f"job:{10**6 + self._others + each}" for each in range(number, min(number + A_WRITE, channels))]
                await storage.database.write(NOBODY, tell_all, names)
            self._others += channels

    @asynccontextmanager
    async def _storage(self) -> AsyncIterator[Storage]:
        storage = Storage(Settings(database_url=self.database_url), ME)
        storage.prepare()
        await storage.open()
        try:
            yield storage
        finally:
            await storage.close()


T = TypeVar("T")


def apart(work: Coroutine[Any, Any, T]) -> T:
    """A bench may run in a loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def post_jobs(tx: Tx, count: int) -> None:
    for number in range(count):
        post_job(tx, PostJob.model_validate({**JOB, "title": f"Job number {number}"}))


def tell_all(tx: Tx, channels: Sequence[str]) -> None:
    for channel in channels:
        tell(tx, "stored", channel)


def tokens_of(site: Speedway) -> list[str]:
    return Path(site.tokens).read_text().split()


# What a subscriber says, in either format: who they are, then all channels in one frame.


def json_steps(*channels: str) -> list[str]:
    asked = (f'{{"id":{n},"subscribe":{{"channel":"{name}"}}}}' for n, name in enumerate(channels, 2))
    connect = f'{{"id":1,"connect":{{"token":"{TOKEN}"}}}}'
    steps = ["--say", connect, "--await", '"connect"', "--say", "\\n".join(asked)]
    waits = [part for n, _ in enumerate(channels, 2) for part in ("--await", f'"id":{n},"subscribe"')]
    return ["--path", PATH, *steps, *waits, "--answer", "{}={}"]


def protobuf_steps(*channels: str) -> list[str]:
    # Replies are told apart by their number alone, and channels of one frame are answered in their order.
    connect = client_pb2.Command(id=1, connect=client_pb2.ConnectRequest(token=DUMMY))
    asked = [
        client_pb2.Command(id=n, subscribe=client_pb2.SubscribeRequest(channel=name)) for n, name in enumerate(channels, 2)
    ]
    return [
        "--path", PATH + "?format=protobuf", "--binary", "--say", _escaped(_delimited(connect)), "--await", "\\x08\\x01",
        "--say", _escaped(b"".join(map(_delimited, asked))),
        *(part for each in asked for part in ("--await", f"\\x08\\x{each.id:02x}")),
        "--answer", "\\x00=\\x00",
    ]  # fmt: skip


def _delimited(command: client_pb2.Command) -> bytes:
    message = command.SerializeToString()
    assert len(message) < 128
    return bytes((len(message),)) + message


def _escaped(message: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in message).replace("\\x54" * len(DUMMY), TOKEN)


FOLLOWING = json_steps(CHANNEL)
