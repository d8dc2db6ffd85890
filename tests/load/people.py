"""People who are signed in, as rows: ten thousand registrations would be twenty minutes of password hashing."""

import asyncio

from server.messages import NOBODY
from server.people import ME
from server.people.registering import Register, register
from server.settings import Settings
from server.storage.opening import Storage
from server.storage.tx import Tx
from tests.cast import Person
from tests.clients.site import Site

NO_PASSWORD = "nobody signs in with this"


def enrol(tx: Tx, count: int) -> list[tuple[int, str]]:
    signed_in = []
    for number in range(count):
        command = Register.model_construct(email=f"somebody-{number}@example.org", password="", name=f"Person {number}")
        signed_in.append(register(tx, command, NO_PASSWORD))
    return [(each.person, each.token) for each in signed_in]


async def people_of(site: Site, count: int) -> list[Person]:
    """At a site without people so far, which is stopped for it: one SQLite file has one writer."""
    await asyncio.to_thread(site.shut_down)
    storage = Storage(Settings(database_url=site.database_url), ME)
    storage.prepare()
    await storage.open()
    try:
        entered = await storage.database.write(NOBODY, enrol, count)
    finally:
        await storage.close()
    await asyncio.to_thread(site.start)
    people = []
    for id_, token in entered:
        person = Person(site, f"Person {id_}", "http")
        person.id, person.token = id_, token
        people.append(person)
    return people
