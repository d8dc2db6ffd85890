"""The cast: Carla hires, Fred and Frida work, Olga is passing by, Otto operates. They speak the product's words."""

import asyncio
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Self

import httpx
import pytest

from tests import accounts
from tests.clients.answers import Refused, Unanswered
from tests.clients.python_sdk import PySubscriber
from tests.clients.site import Site
from tests.clients.subscriber import PATIENCE, Publication, Since

Way = Literal["socket", "http"]

PASSWORD = accounts.PASSWORD
AGAIN_SECONDS = 0.1
KEYLESS = ("account.", "demo.")
"""Commands that take no idempotency key begin so: they have no person yet, or return a secret."""

JOB = {
    "title": "Translate our handbook",
    "description": "Forty pages about greenhouses, from German into plain English.",
    "category": "writing",
}
PITCH = "I have translated three books about gardens."
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """`90s`, `5m`, `1h`, `3d`."""
    found = re.fullmatch("([0-9]+)([smhd])", text)
    assert found, f"{text} is no duration"
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def mint() -> str:
    return uuid.uuid4().hex


def address_of(name: str) -> str:
    return f"{name.replace(' ', '-')}-{mint()}@example.org"


class Person:
    """Somebody at a site. What they do is done once, however often the connection breaks over it.

    `way` is how they ask; they always listen at a socket, which they open with the first `subscribes`. Over HTTP the very
    same commands run. Who has neither registered nor signed in is passing by.
    """

    def __init__(self, site: Site, name: str, way: Way = "socket") -> None:
        self.site = site
        self.name = name
        self.way: Way = way
        self.token = ""
        self.id = 0
        self.asked = 0
        self.attempts = 0
        """More than was asked, where some were in vain."""
        self._http: httpx.AsyncClient | None = None
        self._ear: _Ear | None = None

    async def has_an_account(self) -> Self:
        """Under an address of their own, so that any number may be called Fred."""
        signed_in = await accounts.open_account(self.site.database_url, self.name, address_of(self.name))
        return await self._is(signed_in.token, signed_in.person)

    async def has_signed_in(self, email: str) -> Self:
        signed_in = await accounts.open_session(self.site.database_url, email)
        return await self._is(signed_in.token, signed_in.person)

    async def registers(self) -> Self:
        """At the server, where having an account would not do."""
        return await self._enters("account.register", address_of(self.name), name=self.name)

    async def signs_in(self, email: str) -> Self:
        return await self._enters("account.sign_in", email)

    async def _enters(self, command: str, email: str, **fields: Any) -> Self:
        signed_in = await self.does(command, over="http", email=email, password=PASSWORD, **fields)
        return await self._is(signed_in["token"], signed_in["person"])

    async def _is(self, token: str, person: int) -> Self:
        await self.leaves()
        self.token, self.id = token, person
        return self

    # Doing and asking

    async def does(self, command: str, /, *, key: str | None = None, over: Way | None = None, **fields: Any) -> Any:
        """Carries a command out, once: until there is an answer it is sent again under the same key.

        Returns the result. Raises Refused. A `key` may be given to do again what was done before.
        """
        if not command.startswith(KEYLESS):
            fields["key"] = key or mint()
        return await self._persists(command, over or self.way, fields, self._posts)

    async def asks(self, query: str, /, *, over: Way | None = None, **fields: Any) -> Any:
        return await self._persists(query, over or self.way, fields, self._gets)

    async def is_refused(self, refusal: str, command: str, /, **fields: Any) -> str:
        """Does it and must be refused with this name. Returns the sentence."""
        with pytest.raises(Refused) as refused:
            await self.does(command, **fields)
        assert refused.value.name == refusal, f"{command} was refused otherwise: {refused.value}"
        return refused.value.sentence

    async def posts_a_job(self, *, closes_in: str | None = None, **fields: Any) -> int:
        """With any fields of `job.post`. Returns the job's number."""
        if closes_in is not None:
            fields["closes_at"] = (now(self.site) + duration(closes_in)).isoformat()
        posted = await self.does("job.post", **JOB | fields)
        return int(posted["job"])

    async def bids(self, job: int, amount: int = 80_000, days: int = 5, pitch: str = PITCH) -> int:
        """Places a bid and returns its number."""
        placed = await self.does("bid.place", job=job, amount=amount, days=days, pitch=pitch)
        return int(placed["bid"])

    # Listening

    async def subscribes(self, channel: str, since: Since | None = None) -> None:
        """Returns when it is answered. Raises Refused."""
        ear = await self._listens()
        if not await ear.subscribes(channel, since):
            raise Refused(ear.ended[channel], f"{self.name} may not subscribe to {channel}")

    async def receives(self, type: str, /, *, on: str | None = None, **fields: Any) -> Any:
        """The next event of this type, with these fields, that was not asked for yet; on a channel, or on any."""
        ear = await self._listens()

        def wanted(each: Publication) -> bool:
            same = all(each.data.get(name) == value for name, value in fields.items())
            return each.data["type"] == type and on in (None, each.channel) and same

        await ear.until(lambda: any(map(wanted, ear.unasked)), f"receive {type} {fields} on {on or 'any channel'}")
        found = next(filter(wanted, ear.unasked))
        ear.unasked.remove(found)
        return found.data

    async def receives_nothing_of(self, prefix: str) -> None:
        """Nothing that was not asked for yet, once all that was committed before this has certainly come.

        Certain is: the channels stand where their logs stand, and an event made after everything else has arrived.
        """
        ear = await self._listens()
        for channel in list(ear.subscribed):
            await ear.reaches(channel, await ear.top(channel))
        if self.token:
            sentinel = mint()
            await self.does("profile.update", headline=sentinel)
            await ear.until(
                lambda: any(each.data.get("profile", {}).get("headline") == sentinel for each in ear.received),
                "receive the sentinel",
            )
        got = [each for each in ear.unasked if each.data["type"].startswith(prefix)]
        assert not got, f"{self.name} received {got}"
        assert not ear.troubles, f"{self.name}: {ear.troubles}"

    @property
    def socket(self) -> PySubscriber:
        """What was received, as the SDK told it."""
        assert self._ear, f"{self.name} has no socket"
        return self._ear

    async def leaves(self) -> None:
        if self._http:
            await self._http.aclose()
        if self._ear:
            await self._ear.close()
        self._http = self._ear = None

    # How it is asked

    async def _persists(
        self, method: str, way: Way, fields: Mapping[str, Any], over_http: Callable[..., Awaitable[Any]]
    ) -> Any:
        self.asked += 1
        trouble: Exception | None = None
        try:
            async with asyncio.timeout(PATIENCE * 2):
                while True:
                    self.attempts += 1
                    try:
                        if way == "socket":
                            return await (await self._listens()).asks(method, **fields)
                        return await over_http(method, fields)
                    except Unanswered as unanswered:
                        trouble = unanswered
                    except Refused as refused:
                        if not refused.temporary:
                            raise
                        trouble = refused
                    await asyncio.sleep(AGAIN_SECONDS)
        except TimeoutError:
            raise AssertionError(f"{self.name} got no answer to {method}; at last: {trouble}") from trouble

    async def _listens(self) -> "_Ear":
        if self._ear is None:
            self._ear = _Ear(self.site.socket_url, self.token, self.name)
            await self._ear.connect()
        return self._ear

    async def _posts(self, command: str, fields: Mapping[str, Any]) -> Any:
        return await self._sends("POST", command, json=fields)

    async def _gets(self, query: str, fields: Mapping[str, Any]) -> Any:
        return await self._sends("GET", query, params=fields)

    async def _sends(self, verb: str, name: str, **content: Any) -> Any:
        if self._http is None:
            headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
            self._http = self.site.client(headers=headers, timeout=PATIENCE)
        try:
            answer = await self._http.request(verb, f"/api/{name}", **content)
        except httpx.TransportError as trouble:
            raise Unanswered(repr(trouble)) from trouble
        if answer.is_success:
            return answer.json()
        problem = answer.json()
        raise Refused(problem["code"], problem["detail"])


class _Ear(PySubscriber):
    """A person's socket. `unasked` are the events that no test has asked for yet."""

    def __init__(self, url: str, token: str, name: str) -> None:
        super().__init__(url, token, name)
        self.unasked: list[Publication] = []

    def _publication(self, publication: Publication) -> None:
        super()._publication(publication)
        self.unasked.append(publication)


def now(site: Site) -> datetime:
    """What the site's clock says."""
    return datetime.now(UTC) + timedelta(microseconds=int(site.select("SELECT shift FROM site")[0][0]))


class Clock:
    """Moves the site's time on, in Otto's name."""

    def __init__(self, otto: Person) -> None:
        self._otto = otto

    async def passes(self, text: str) -> None:
        """`passes("1h")`. What falls due by it follows as events, which a test awaits."""
        await self._otto.does("clock.shift", seconds=int(duration(text).total_seconds()))

    def now(self) -> datetime:
        return now(self._otto.site)
