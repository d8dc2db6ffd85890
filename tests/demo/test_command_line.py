"""`bidroom demo` as whoever tries the site meets it, and `bidroom demo leave` once they want one of their own."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.cast import PASSWORD
from tests.servers import free_port
from tests.test_command_line import PATIENCE, bidroom, environment

READY = "The demo market is ready"


@contextmanager
def served(folder: Path, *arguments: str) -> Iterator[tuple[str, str]]:
    """What was printed until the address came, and the address."""
    command = [sys.executable, "-m", "server", *arguments, "--port", str(free_port())]
    with subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        printed = ""
        for line in process.stdout:
            printed += line
            if "Bidroom is at " in line:
                break
        try:
            yield printed, printed.rpartition("Bidroom is at ")[2].split()[0]
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0


def asks(url: str, path: str) -> dict[str, object]:
    transport = httpx.HTTPTransport(retries=5)  # the address is printed a moment before it is served
    with httpx.Client(transport=transport, trust_env=False) as client:
        answer: dict[str, object] = client.get(url + path).raise_for_status().json()
        return answer


def registers(url: str) -> None:
    asks(url, "/healthz")
    registration = {"name": "Rita", "email": "rita@example.org", "password": PASSWORD}
    httpx.post(f"{url}/api/account.register", json=registration, trust_env=False).raise_for_status()


@pytest.mark.timeout(300)
def test_a_demo_is_filled_once_and_left_for_good(tmp_path: Path) -> None:
    with served(tmp_path, "demo") as (printed, url):
        assert READY in printed
        assert asks(url, "/api/demo.status")["demo"] is True
        code, said = bidroom(tmp_path, "demo", "leave", "--yes")
        assert (code, said.startswith("bidroom.db is served by another process already.")) == (1, True)
    with served(tmp_path, "demo") as (printed, url):
        assert READY not in printed
        assert len(asks(url, "/api/demo.status")["cast"]) == 30  # type: ignore[arg-type]
    with served(tmp_path, "serve") as (printed, url):
        assert asks(url, "/api/demo.status") == {"demo": False, "simulating": False, "cast": [], "positions": {}}
    assert bidroom(tmp_path, "verify") == (0, "The record is whole.\n")

    code, said = bidroom(tmp_path, "demo", "leave")
    assert (code, "This removes all 30 people of the demo" in said, "Aborted" in said) == (1, True, True), said
    code, said = bidroom(tmp_path, "demo", "leave", "--yes")
    assert (code, "The market is empty and yours" in said) == (0, True)
    code, said = bidroom(tmp_path, "demo", "leave", "--yes")
    assert (code, said) == (1, "There is no demo market in this database, so there is nothing to leave.\n")

    with served(tmp_path, "serve") as (printed, url):
        assert asks(url, "/api/job.list")["jobs"] == []
        assert asks(url, "/api/category.list")["categories"]
        registers(url)
    code, said = bidroom(tmp_path, "demo")
    assert (code, said.startswith("This database holds people who are not the demo's")) == (1, True)


@pytest.mark.timeout(300)
def test_people_who_joined_the_demo_are_removed_only_if_one_says_so(tmp_path: Path) -> None:
    with served(tmp_path, "demo") as (_, url):
        registers(url)
    code, said = bidroom(tmp_path, "demo", "leave", "--yes")
    assert (code, "One person has registered here" in said, "--everybody" in said) == (1, True, True)
    code, said = bidroom(tmp_path, "demo", "leave", "--yes", "--everybody")
    assert (code, "The market is empty and yours" in said) == (0, True)


def test_nothing_can_be_left_where_nothing_is(tmp_path: Path) -> None:
    code, said = bidroom(tmp_path, "demo", "leave", "--yes")
    assert (code, "Traceback" in said) == (1, False)
    assert said.startswith("There is no demo market here")


@pytest.mark.parametrize(
    ("command", "settings"), [("demo", {}), ("serve", {"demo": "1"}), ("demo", {"demo": "0"}), ("serve", {"demo": "yes"})]
)
def test_production_is_no_demo(tmp_path: Path, command: str, settings: dict[str, str]) -> None:
    url = "https://bids.example.org"
    code, said = bidroom(tmp_path, command, env="production", public_url=url, **settings)
    sentence = "BIDROOM_DEMO must be 1 or 0" if settings.get("demo") == "yes" else "A site in production is no demo"
    assert (code, sentence in said, "Traceback" in said) == (1, True, False), said
    assert not (tmp_path / "var").exists()
