"""The command line as an operator meets it: in an empty folder, twice at once, and with what cannot work."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.clients.site import ROOT
from tests.servers import Postgres, free_port

PATIENCE = 60


def environment(**settings: str) -> dict[str, str]:
    ours = {f"BIDROOM_{name.upper()}": value for name, value in settings.items()}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BIDROOM_")}
    return inherited | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | ours


def bidroom(folder: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """Exit code and all that was printed."""
    ran = subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return ran.returncode, ran.stdout + ran.stderr


@contextmanager
def serving(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "server", "serve", "--port", str(free_port())]
    with subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert "Bidroom is at http://127.0.0.1:" in process.stdout.readline()
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0


def test_an_empty_folder_becomes_a_site_and_only_one_process_serves_it(tmp_path: Path) -> None:
    with serving(tmp_path):
        assert (tmp_path / "var" / "bidroom.db").is_file()
        code, said = bidroom(tmp_path, "serve", "--port", str(free_port()))
        assert code == 1
        assert said.startswith("bidroom.db is served by another process already.")
        assert bidroom(tmp_path, "restored")[0] == 1
        code, said = bidroom(tmp_path, "operator", "add", "nobody@example.org")
        assert (code, "Traceback" in said) == (1, False)
        assert bidroom(tmp_path, "verify") == (0, "The record is whole.\n")
    code, said = bidroom(tmp_path, "restored")
    assert (code, "begin a new life" in said) == (0, True)
    code, said = bidroom(tmp_path, "verify", "--head", f"market@1={'ab' * 32}")
    assert (code, said.splitlines()[0]) == (1, "market 1: its hash was kept, but the event is missing")


def test_what_cannot_work_is_said_in_a_sentence(tmp_path: Path, postgres: Postgres) -> None:
    unprepared = postgres.create_database()
    for settings, sentence in (
        ({"databse_url": "x"}, "BIDROOM_DATABSE_URL is not a setting"),
        ({"port": "many"}, "BIDROOM_PORT must be a number"),
        ({"env": "production"}, "BIDROOM_PUBLIC_URL must be the site's https:// address"),
        ({"database_url": unprepared}, "Run `bidroom migrate` first"),
    ):
        code, said = bidroom(tmp_path, "serve", **settings)
        assert (code, sentence in said, "Traceback" in said) == (1, True, False), said
    assert bidroom(tmp_path, "migrate", database_url=unprepared)[0] == 0
    assert bidroom(tmp_path, "verify", database_url=unprepared) == (0, "The record is whole.\n")


def test_sharing_a_port_is_refused_where_it_cannot_be(tmp_path: Path, postgres: Postgres) -> None:
    code, said = bidroom(tmp_path, "serve", "--reuse-port")
    assert code == 1
    assert said.startswith("--reuse-port needs PostgreSQL in BIDROOM_DATABASE_URL, because one SQLite file has one server")

    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = str(somebody.getsockname()[1])
        several = {"database_url": postgres.create_database(), "redis_url": "redis://127.0.0.1:1/0"}
        code, said = bidroom(tmp_path, "serve", "--reuse-port", "--port", port, **several)
    assert code == 1
    assert said.startswith(f"Port {port} of 127.0.0.1 cannot be shared: ")
    assert "Traceback" not in said
