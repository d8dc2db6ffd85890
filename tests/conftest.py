"""Sites on both databases, and the cast at them.

`site` is a fresh one for each test. Tests that leave the process alone share one, which saves a second each:

    @pytest.fixture
    def site(standing_site: Site) -> Site:
        return standing_site
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack

import pytest

from tests import databases
from tests.cast import Clock, Person, Way
from tests.clients.founding import OTTO, Founded
from tests.clients.site import Site
from tests.servers import Postgres

SUMMARY = "summary"
"""`record_property(SUMMARY, line)` has a line shown at the end of the run, from whichever worker."""


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    return databases.postgres()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def founded(request: pytest.FixtureRequest) -> Iterator[Founded]:
    founded = Founded(request.getfixturevalue("postgres") if request.param == "postgresql" else None)
    yield founded
    founded.clear_away()


@pytest.fixture
def site(founded: Founded) -> Iterator[Site]:
    with founded.copy() as site:
        yield site


@pytest.fixture(scope="session")
def standing_site(founded: Founded) -> Iterator[Site]:
    with founded.copy() as site:
        yield site


# The cast. Some ask over the socket and some over HTTP, so that every story goes both ways.

Enters = Callable[[str, Way], Awaitable[Person]]


@pytest.fixture
async def enters(site: Site) -> AsyncIterator[Enters]:
    """Has anybody else register: `await enters("Rita", "socket")`. They leave when the test ends."""
    async with AsyncExitStack() as leaving:

        async def enter(name: str, way: Way) -> Person:
            person = Person(site, name, way)
            leaving.push_async_callback(person.leaves)
            return await person.has_an_account()

        yield enter


@pytest.fixture
async def carla(enters: Enters) -> Person:
    """Hires."""
    return await enters("Carla", "socket")


@pytest.fixture
async def fred(enters: Enters) -> Person:
    """Works."""
    return await enters("Fred", "socket")


@pytest.fixture
async def frida(enters: Enters) -> Person:
    """Works too."""
    return await enters("Frida", "http")


@pytest.fixture
async def olga(site: Site) -> AsyncIterator[Person]:
    """Is passing by, without an account."""
    olga = Person(site, "Olga")
    yield olga
    await olga.leaves()


@pytest.fixture
async def otto(site: Site) -> AsyncIterator[Person]:
    """Operates."""
    otto = Person(site, "Otto", "http")
    yield await otto.has_signed_in(OTTO)
    await otto.leaves()


@pytest.fixture
def clock(otto: Person) -> Clock:
    return Clock(otto)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, line in getattr(report, "user_properties", ()):
                if name == SUMMARY and report.when == "call":
                    terminalreporter.write_line(f"{report.nodeid}: {line}")
