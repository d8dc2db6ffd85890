"""Paging through a channel's whole log, for whoever may follow the channel."""

from collections.abc import Sequence

from server.channels.authority import Authority
from server.channels.codes import BadRequest, PermissionDenied, UnknownChannel, UnrecoverablePosition
from server.channels.hub import LAST, Hub
from server.channels.protocol import ClientCommand, History, parsed
from server.channels.session import Session
from server.storage.event_log import Publication
from server.storage.log_reader import LogPage

MOST_EVENTS = 300


class Histories:
    def __init__(self, hub: Hub, authority: Authority) -> None:
        self._hub = hub
        self._authority = authority

    async def answer(self, session: Session, command: ClientCommand) -> bytes:
        """Refuses 102, 103, 107 for a backward page from offset 0, 112 for a position of another epoch."""
        asked = parsed(History, command.fields)
        if asked.channel.partition(":")[0] not in self._authority.kinds:
            raise UnknownChannel
        if asked.since and asked.since.epoch not in ("", self._hub.epoch):
            raise UnrecoverablePosition
        if asked.since and asked.reverse and asked.since.offset == 0:
            raise BadRequest("since.offset: nothing lies before offset 0")
        if asked.channel not in await self._authority.allowed(session.caller, frozenset({asked.channel})):
            raise PermissionDenied
        page = await self._page(asked)
        publications: Sequence[Publication] = page.publications
        if asked.reverse:
            publications = publications[::-1]
        return session.format.history(command.id, publications, page.top, self._hub.epoch)

    async def _page(self, asked: History) -> LogPage:
        most = MOST_EVENTS if asked.limit < 0 else min(asked.limit, MOST_EVENTS)
        if asked.reverse:
            return await self._hub.log_reader.before(asked.channel, asked.since.offset if asked.since else LAST, most)
        return await self._hub.log_reader.after(asked.channel, asked.since.offset if asked.since else 0, most)
