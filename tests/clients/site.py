"""A site: `bidroom serve` as a process of its own, on a database of its own, to be killed and started at will."""

import http.client
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.servers import Server

ROOT = Path(__file__).parents[2]
UNLIMITED = "1000000/second"
RATES = ("rate_person", "rate_address", "rate_sign_in", "rate_password", "rate_connection")


class Site(Server):
    """Serves at `url` from the moment it is made. Port, database and log stay the same however often it starts.

    Without a `database_url` the database is a SQLite file, which may begin with the bytes of another. `settings` go by the
    names that they have in `server.settings`.
    """

    def __init__(
        self,
        database_url: str | None = None,
        file: bytes | None = None,
        settings: Mapping[str, object] = {},
        on_disk: bool = False,
    ) -> None:
        self._database_url = database_url
        self._begins_with = file
        self._settings = {**dict.fromkeys(RATES, UNLIMITED), **settings}
        self.may_log_trouble = False
        super().__init__(on_disk=on_disk)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/connection/websocket"

    def client(self, **options: Any) -> httpx.AsyncClient:
        """Over HTTP. It reads no certificates, which takes longer than a request."""
        return httpx.AsyncClient(base_url=self.url, trust_env=False, verify=False, **options)

    @property
    def file(self) -> Path:
        """SQLite's."""
        return self.folder / "bidroom.db"

    @property
    def database_url(self) -> str:
        return self._database_url or f"sqlite:///{self.file}"

    # Its life

    def start(self) -> None:
        """After `kill` or `shut_down`."""
        self.restart()

    def shut_down(self) -> None:
        """As a process manager does it. The server must say goodbye and end well."""
        process = self.process
        assert process, "it does not run"
        self._end(signal.SIGTERM)
        assert process.returncode == 0, f"it ended with {process.returncode}:\n{self.log}"

    def leave(self) -> None:
        """Ends a test's site: what still runs must end well, and what it logged must be nothing to look into."""
        try:
            if self.process:
                assert self.process.poll() is None, "the server ended by itself"
                self.shut_down()
            assert self.may_log_trouble or "Traceback" not in self.log, "the server logged an exception"
        finally:
            sys.stdout.write(self.log)  # shown by pytest where the test failed
            self.stop()

    @property
    def log(self) -> str:
        """All that it has printed in all its lives."""
        return self._log.read_text()

    def bidroom(self, *arguments: str) -> str:
        """Runs the command line beside the server and returns what it printed. It must succeed."""
        ran = subprocess.run(
            [*self._bidroom(), *arguments], capture_output=True, text=True, check=False, cwd=self.folder, timeout=60
        )
        assert ran.returncode == 0, f"bidroom {' '.join(arguments)}: {ran.stdout}{ran.stderr}"
        return ran.stdout

    # Its record, read past the server

    def select(self, statement: str) -> list[tuple[Any, ...]]:
        return self.select_all([statement])[0]

    def select_all(self, statements: Iterable[str]) -> list[list[tuple[Any, ...]]]:
        """Each one's rows, over one connection."""
        if self._database_url is None:
            with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as file:
                return [file.execute(statement).fetchall() for statement in statements]
        with psycopg.connect(self._database_url.replace("+psycopg", "")) as connection:
            return [connection.execute(statement.encode()).fetchall() for statement in statements]

    def logged(self, channel: str) -> list[tuple[int, str]]:
        """A channel's whole log: offsets and bodies as they were sent."""
        rows = self.select(f"""SELECT "offset", body FROM event WHERE channel = '{channel}' ORDER BY "offset" """)
        return [(offset, bytes(body).decode()) for offset, body in rows]

    def epoch(self) -> str:
        return str(self.select("SELECT epoch FROM site")[0][0])

    # What the process is made of

    def prepare(self) -> None:
        if self._begins_with:
            self.file.write_bytes(self._begins_with)
        elif self._database_url:  # a SQLite file is migrated when the server starts
            self.bidroom("migrate")

    def command(self) -> list[str]:
        return [*self._bidroom(), "serve", "--port", str(self.port)]

    def ping(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status != 200:
                raise ConnectionError
        except http.client.HTTPException as trouble:
            raise ConnectionError from trouble
        finally:
            connection.close()

    def _bidroom(self) -> list[str]:
        variables = {
            "PYTHONPATH": str(ROOT),  # this very tree, whatever is installed
            "PYTHONUNBUFFERED": "1",
            "BIDROOM_DATABASE_URL": self.database_url,
            **{f"BIDROOM_{name.upper()}": value for name, value in self._settings.items()},
        }
        return ["env", *(f"{name}={value}" for name, value in variables.items()), sys.executable, "-m", "server"]
