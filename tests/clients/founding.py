"""A site founded once, migrated and with Otto operating it, of which every test gets a copy of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.cast import PASSWORD
from tests.clients.site import Site
from tests.servers import Postgres

OTTO = "otto@example.org"


class Founded:
    """On SQLite, or on PostgreSQL where a cluster is given."""

    def __init__(self, postgres: Postgres | None) -> None:
        self._postgres = postgres
        with Site(postgres.create_database() if postgres else None) as site:
            registration = {"email": OTTO, "password": PASSWORD, "name": "Otto"}
            httpx.post(f"{site.url}/api/account.register", json=registration, trust_env=False).raise_for_status()
            site.bidroom("operator", "add", OTTO)
            site.shut_down()
            self._url = site.database_url
            self._file = None if postgres else site.file.read_bytes()

    @contextmanager
    def copy(self, **settings: object) -> Iterator[Site]:
        """A running site, which must be well when the test is through with it. Settings go by their names."""
        if self._postgres is None:
            site = Site(file=self._file, settings=settings)
        else:
            site = Site(self._postgres.create_database(copy_of=self._url), settings=settings)
        try:
            yield site
        finally:
            site.leave()
            if self._postgres:
                self._postgres.drop_database(site.database_url)

    def clear_away(self) -> None:
        if self._postgres:
            self._postgres.drop_database(self._url)
