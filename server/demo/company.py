"""Members of the cast as clients of the server: each with a token and a socket of the official SDK, like anybody's."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from centrifuge import (
    CentrifugeError,
    Client,
    ClientState,
    PublicationContext,
    StreamPosition,
    SubscriptionEventHandler,
)

from server.demo.market import PEOPLE, Part
from server.demo.switching import CHANNEL

GOODBYE_SECONDS = 2.0

Answer = dict[str, Any]


class Member:
    """One connection. Without a token it is a visitor's."""

    def __init__(self, url: str, token: str = "") -> None:
        self.client = Client(url, token=token, name="demo", proxy=None)
        self.part: Part | None = None

    @property
    def is_gone(self) -> bool:
        """Whether the server has sent it away for good, as when somebody ended its session."""
        return self.client.state is ClientState.DISCONNECTED

    async def asks(self, method: str, **fields: Any) -> Answer:
        """A command or a query. Raises ReplyError where it is refused."""
        answer: Answer = (await self.client.rpc(method, fields)).data
        return answer


class Company(SubscriptionEventHandler):
    """Those who have come so far. A visitor lets them in one by one and watches the switch."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._members: dict[int, Member] = {}
        self.visitor = Member(url)
        self.cast: list[Answer] = []
        self.may_act = asyncio.Event()

    async def __aenter__(self) -> Self:
        try:
            await self.visitor.client.connect()
            subscription = self.visitor.client.new_subscription(CHANNEL, events=self, recoverable=True, get_state=self._look)
            await subscription.subscribe()
        except BaseException:
            await self._leave()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._leave()

    async def member(self, person: int) -> Member:
        """A member of the cast, who comes when first asked for."""
        member = self._members.get(person)
        if member is None or member.is_gone:
            token = (await self.visitor.asks("demo.enter", person=person))["token"]
            member = self._members[person] = Member(self._url, token)
            await member.client.connect()
            member.part = PEOPLE.get((await member.asks("me"))["profile"]["email"])
        return member

    async def on_publication(self, ctx: PublicationContext) -> None:
        event = ctx.pub.data
        if event["type"] == "simulation.switched":
            self._turn(event["on"])

    async def _look(self, channel: str) -> StreamPosition:
        """Asked at first, and again whenever what was missed cannot be given any more."""
        status = await self.visitor.asks("demo.status")
        self.cast = status["cast"]
        self._turn(status["simulating"])
        position = status["positions"][channel]
        return StreamPosition(offset=position["offset"], epoch=position["epoch"])

    def _turn(self, on: bool) -> None:
        if on:
            self.may_act.set()
        else:
            self.may_act.clear()

    async def _leave(self) -> None:
        """Ends the sessions, so that none is left behind in lists where people look for their own."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await asyncio.gather(*map(_sign_out, self._members.values()))
        for member in (*self._members.values(), self.visitor):
            await member.client.disconnect()
        self._members.clear()


async def _sign_out(member: Member) -> None:
    if not member.is_gone:
        with suppress(CentrifugeError):
            await member.asks("account.sign_out")
