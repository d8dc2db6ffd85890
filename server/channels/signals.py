"""Signals: what one subscriber tells the others in passing. Not logged, not counted, and gone for whoever is away."""

from collections.abc import Awaitable, Callable

from server.channels.authority import Authority
from server.channels.bus import Bus
from server.channels.codes import BadRequest, NotAvailable, PermissionDenied, UnknownChannel
from server.channels.hub import Hub
from server.channels.notices import Kind, Notice
from server.channels.protocol import ClientCommand, Publish, parsed
from server.channels.session import Session
from server.channels.subscriber import State, Subscriber

MOST_BYTES = 16 * 1024


class Signals:
    """`ask` puts the access rule again; False where it says no."""

    def __init__(self, hub: Hub, bus: Bus, authority: Authority, ask: Callable[[Subscriber], Awaitable[bool]]) -> None:
        self._hub = hub
        self._bus = bus
        self._authority = authority
        self._ask = ask

    async def answer(self, session: Session, command: ClientCommand) -> bytes:
        """Refuses 102, 103 for whoever is not subscribed, 107 beyond 16 KiB, 108, and what the product refuses."""
        asked = parsed(Publish, command.fields)
        if asked.channel.partition(":")[0] not in self._authority.kinds:
            raise UnknownChannel
        if asked.type or asked.key or asked.removed:
            raise NotAvailable
        if len(asked.data) > MOST_BYTES:
            raise BadRequest(f"data: at most {MOST_BYTES} bytes")
        subscriber = session.subscriptions.get(asked.channel)
        if subscriber is None or not subscriber.answered:
            raise PermissionDenied
        channel = subscriber.channel
        self._hub.flush(channel)
        if subscriber.state is State.BEHIND and self._hub.must_ask(subscriber) and not await self._ask(subscriber):
            raise PermissionDenied
        signal = self._authority.signal(session.caller, session.about, asked.channel, asked.data)
        notice = Notice(asked.channel, Kind.SIGNAL, session.info, signal.body, channel.sent, signal.to)
        self._hub.announce(notice)
        self._bus.tell(notice)
        return session.format.empty(command.id, "publish")
