"""The servers under the tests: they answer, survive what they should, and leave nothing behind."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests.servers import Postgres, Redis, Server, is_running

START_BOTH = """
from tests.servers import Postgres, Redis
servers = [Postgres(), Redis()]
print(*(server.process.pid for server in servers), *(server.folder for server in servers), flush=True)
input()
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def test_databases_are_fresh_and_apart(postgres: Postgres) -> None:
    one, other = postgres.create_database(), postgres.create_database()
    with connect(one) as connection:
        connection.execute("CREATE TABLE job (id int)")
    with connect(other) as connection:
        assert connection.execute("SELECT to_regclass('job')").fetchone() == (None,)


def test_a_database_can_be_copied_and_dropped(postgres: Postgres) -> None:
    original = postgres.create_database()
    with connect(original) as connection:
        connection.execute("CREATE TABLE job AS SELECT 7 AS id")

    copy = postgres.create_database(copy_of=original)
    with connect(copy) as connection:
        assert connection.execute("SELECT id FROM job").fetchone() == (7,)
        postgres.drop_database(copy)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(copy)


@pytest.mark.parametrize("killed", [False, True])
def test_what_was_committed_survives(postgres: Postgres, killed: bool) -> None:
    url = postgres.create_database()
    with connect(url) as connection:
        connection.execute("CREATE TABLE job AS SELECT 7 AS id")
        if killed:
            postgres.kill()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
    postgres.restart()
    with connect(url) as connection:
        assert connection.execute("SELECT id FROM job").fetchone() == (7,)


def test_redis_answers_and_comes_back_empty() -> None:
    with Redis() as server, redis.Redis.from_url(server.url) as client:
        assert client.ping()
        client.set("bid", 7)
        server.kill()
        server.restart()
        assert client.get("bid") is None


@pytest.mark.parametrize("kind", [Postgres, Redis])
def test_a_stopped_server_leaves_nothing(kind: type[Server]) -> None:
    server = kind()
    assert server.process
    pid = server.process.pid
    server.stop()
    server.stop()

    assert not is_running(pid)
    assert not server.folder.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_whatever_ends_the_tests_ends_the_servers(by: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START_BOTH], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as tests:
        assert tests.stdout
        *pids, postgres, redis = tests.stdout.readline().decode().split()
        tests.send_signal(by)
    servers, folders = [int(pid) for pid in pids], [Path(postgres), Path(redis)]

    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and (any(map(is_running, servers)) or any(f.exists() for f in folders)):
        time.sleep(0.05)
    assert not any(map(is_running, servers))
    assert not any(folder.exists() for folder in folders)
