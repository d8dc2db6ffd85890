"""Answers to who is there and how many, for whoever may follow the channel and where its kind shows as much."""

from server.channels.authority import Authority
from server.channels.codes import NotAvailable, PermissionDenied, UnknownChannel
from server.channels.presence import Presence
from server.channels.protocol import ClientCommand, OfChannel, parsed
from server.channels.session import Session
from server.messages import Shown


class Presences:
    def __init__(self, presence: Presence, authority: Authority) -> None:
        self._presence = presence
        self._authority = authority

    async def answer(self, session: Session, command: ClientCommand) -> bytes:
        """Refuses 102, 103, and 108 where the channel does not show it."""
        name = parsed(OfChannel, command.fields).channel
        if name.partition(":")[0] not in self._authority.kinds:
            raise UnknownChannel
        shown = self._presence.shown(name)
        asks_who = command.method == "presence"
        if shown is None or (asks_who and shown is not Shown.WHO):
            raise NotAvailable
        await self._check(session, name)
        if asks_who:
            return session.format.presence(command.id, await self._presence.who(name))
        return session.format.presence_stats(command.id, *await self._presence.how_many(name))

    async def _check(self, session: Session, name: str) -> None:
        subscriber = session.subscriptions.get(name)
        if subscriber is not None and subscriber.answered:
            return
        if name not in await self._authority.allowed(session.caller, frozenset({name})):
            raise PermissionDenied
