"""Our own site for the bench: `serving` on the server's core, with people who are signed in and jobs that are open."""

import asyncio
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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
TOKEN = "%T"
DUMMY = "T" * 43
"""As long as a token, which the lengths in Protobuf are counted with."""


class Speedway(Site):
    """Stopped between runs. `tokens` is a file with a line for each person, the first of whom has posted the jobs.

    `told` is how many events the log of job 1 holds from the beginning. Without people it is another process of a site that
    has been filled already.
    """

    def __init__(
        self,
        people: int,
        jobs: int = 1,
        told: int = 0,
        database_url: str | None = None,
        settings: Mapping[str, object] = {},
    ) -> None:
        super().__init__(database_url, settings={"closing_seconds": 0, **settings}, on_disk=True)
        self.shut_down()
        self.tokens = self.folder / "tokens"
        if people:
            with ThreadPoolExecutor(1) as thread:  # a bench may run in a loop of its own
                tokens = thread.submit(asyncio.run, self._fill(people, jobs, told)).result()
            self.tokens.write_text("\n".join(tokens) + "\n")

    def command(self) -> list[str]:
        *environment, _module, _name = self._bidroom()
        variables = [*environment[:-1], f"BIDROOM_PORT={self.port}"]
        return [*variables, *ON_SERVER, sys.executable, "-m", "tests.load.speed.serving"]

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    async def _fill(self, people: int, jobs: int, told: int) -> list[str]:
        storage = Storage(Settings(database_url=self.database_url), ME)
        storage.prepare()
        await storage.open()
        try:
            entered = await storage.database.write(NOBODY, enrol, people)
            await storage.database.write(Caller(entered[0][0]), post_jobs, jobs)
            for start in range(0, told, 1000):
                await storage.database.write(NOBODY, tell_all, min(1000, told - start))
        finally:
            await storage.close()
        return [token for _, token in entered]


def post_jobs(tx: Tx, count: int) -> None:
    for number in range(count):
        post_job(tx, PostJob.model_validate({**JOB, "title": f"Job number {number}"}))


def tell_all(tx: Tx, count: int) -> None:
    for _ in range(count):
        tell(tx, "stored")


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
