"""Answers to who is there and how many, for whoever may follow the channel and where its kind shows as much."""

from server.channels.authority import Authority
from server.channels.codes import NotAvailable, PermissionDenied, TooManyToList, UnknownChannel
from server.channels.hub import Hub
from server.channels.presence import Presence
from server.channels.protocol import ClientCommand, OfChannel, parsed
from server.channels.session import Session
from server.channels.subscriber import State
from server.messages import Shown

MOST_CLIENTS = 2000


class Presences:
    def __init__(self, hub: Hub, presence: Presence, authority: Authority) -> None:
        self._hub = hub
        self._presence = presence
        self._authority = authority

    async def answer(self, session: Session, command: ClientCommand) -> bytes:
        """Refuses 102, 103, 106 where more are there than one reply holds, and 108 where the channel does not show it."""
        name = parsed(OfChannel, command.fields).channel
        if name.partition(":")[0] not in self._authority.kinds:
            raise UnknownChannel
        shown = self._presence.shown(name)
        asks_who = command.method == "presence"
        if shown is None or (asks_who and shown is not Shown.WHO):
            raise NotAvailable
        if asks_who:
            everybody = await self._presence.who(name)
            await self._check(session, name)
            if len(everybody) > MOST_CLIENTS:
                raise TooManyToList(MOST_CLIENTS)
            return session.format.presence(command.id, everybody)
        counts = await self._presence.how_many(name)
        await self._check(session, name)
        return session.format.presence_stats(command.id, *counts)

    async def _check(self, session: Session, name: str) -> None:
        """After the answer is known, so that nobody is told whose right ended meanwhile."""
        subscriber = session.subscriptions.get(name)
        if subscriber is not None:
            self._hub.flush(subscriber.channel)
            if subscriber.state is State.LIVE:
                return
        if name not in await self._authority.allowed(session.caller, frozenset({name})):
            raise PermissionDenied
