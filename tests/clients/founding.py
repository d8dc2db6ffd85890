"""A site founded once, migrated and with Otto operating it, of which every test gets a copy of its own."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.people.operators import add_operator
from tests.accounts import open_account, write
from tests.clients.processes import Another
from tests.clients.site import Site
from tests.databases import new_postgres, new_sqlite
from tests.servers import Postgres

OTTO = "otto@example.org"


class Founded:
    """On SQLite, or on PostgreSQL where a cluster is given."""

    def __init__(self, postgres: Postgres | None) -> None:
        self._postgres = postgres
        self._url = new_postgres(postgres) if postgres else ""
        self._file = b""
        if postgres:
            asyncio.run(found(self._url))
            return
        with tempfile.TemporaryDirectory(prefix="bidroom-founded-") as folder:
            file = new_sqlite(Path(folder))
            asyncio.run(found(f"sqlite:///{file}"))
            self._file = file.read_bytes()

    @contextmanager
    def copy(self, **settings: object) -> Iterator[Site]:
        """A running site, which must be well when the test is through with it. Settings go by their names."""
        if self._postgres is None:
            yield from left(Site(file=self._file, settings=settings))
        else:
            with self.database() as url:
                yield from left(Another(url, settings=settings))

    @contextmanager
    def database(self) -> Iterator[str]:
        """A copy on PostgreSQL that nobody serves."""
        assert self._postgres
        url = self._postgres.create_database(copy_of=self._url)
        try:
            yield url
        finally:
            self._postgres.drop_database(url)

    def clear_away(self) -> None:
        if self._postgres:
            self._postgres.drop_database(self._url)


def left(site: Site) -> Iterator[Site]:
    try:
        yield site
    finally:
        site.leave()


async def found(database_url: str) -> None:
    await open_account(database_url, "Otto", OTTO)
    await write(database_url, add_operator, OTTO)
