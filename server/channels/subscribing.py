"""Subscribing: pending in the hub first, then the access rule and the log, then reply and live in one turn of the loop."""

from collections.abc import Sequence

from server.channels.authority import Authority
from server.channels.codes import (
    SESSION_ENDED,
    AlreadySubscribed,
    Internal,
    LimitExceeded,
    NotAvailable,
    PermissionDenied,
    Refused,
    UnknownChannel,
    UnrecoverablePosition,
)
from server.channels.hub import Hub
from server.channels.protocol import REJECT_UNRECOVERABLE, ClientCommand, Recovery, Subscribe, Subscribed, parsed
from server.channels.recovery import answer
from server.channels.session import Session
from server.channels.subscriber import State, Subscriber

MOST_CHANNELS = 128


class Subscribing:
    def __init__(self, hub: Hub, authority: Authority) -> None:
        self._hub = hub
        self._authority = authority

    async def subscribe(self, session: Session, commands: Sequence[ClientCommand]) -> None:
        """Answers the subscribe commands of one frame. The access rules are asked once for all of them."""
        entered: list[tuple[int, Subscribe, Subscriber]] = []
        for command in commands:
            try:
                asked = parsed(Subscribe, command.fields)
                entered.append((command.id, asked, self._enter(session, asked)))
            except Refused as refused:
                session.say(session.format.error(command.id, refused))
        if not entered:
            return
        try:
            names = frozenset(asked.channel for _, asked, _ in entered)
            allowed = await self._authority.allowed(session.caller, names)
        except Exception:
            for number, _, subscriber in entered:
                session.unsubscribe(subscriber.channel.name)
                session.say(session.format.error(number, Internal()))
            raise
        for number, asked, subscriber in entered:
            await self._answer(session, number, asked, subscriber, allowed)

    async def subscribe_to_own(self, session: Session, name: str, checked: int, left_off: Recovery) -> Subscribed | None:
        """The server's own subscription of a person. None where their session has ended meanwhile.

        The caller says the answer and calls `go_live` without awaiting anything in between.
        """
        subscriber = session.subscribe(name, own=True)
        subscriber.checked = checked
        if not await self._level(subscriber):
            session.hang_up(SESSION_ENDED)
            return None
        return self._reply(subscriber, left_off)

    def go_live(self, session: Session, name: str) -> None:
        subscriber = session.subscriptions.get(name)
        if subscriber is not None and subscriber.state is State.PENDING:
            self._hub.make_live(subscriber)

    async def ask(self, subscriber: Subscriber) -> bool:
        """Asks the access rule again, and remembers up to where its answer holds."""
        name = subscriber.channel.name
        allowed = await self._authority.allowed(subscriber.session.caller, frozenset({name}))
        if name in allowed:
            subscriber.checked = max(subscriber.checked, allowed[name])
        return name in allowed

    def _enter(self, session: Session, asked: Subscribe) -> Subscriber:
        kind, _, _ = asked.channel.partition(":")
        if asked.type != 0:
            raise NotAvailable
        if kind not in self._authority.kinds:
            raise UnknownChannel
        if asked.channel in session.subscriptions:
            raise AlreadySubscribed
        if len(session.subscriptions) >= MOST_CHANNELS:
            raise LimitExceeded(MOST_CHANNELS)
        subscriber = session.subscribe(asked.channel)
        subscriber.hears_arrivals = asked.join_leave
        return subscriber

    async def _answer(
        self, session: Session, number: int, asked: Subscribe, subscriber: Subscriber, allowed: dict[str, int]
    ) -> None:
        name = subscriber.channel.name
        try:
            if name not in allowed:
                raise PermissionDenied
            subscriber.checked = allowed[name]
            if not await self._level(subscriber):
                raise PermissionDenied
            reply = self._reply(subscriber, asked)
            if reply.was_recovering and not reply.recovered and asked.flag & REJECT_UNRECOVERABLE:
                raise UnrecoverablePosition
        except Exception as trouble:
            session.unsubscribe(name)
            session.say(session.format.error(number, trouble if isinstance(trouble, Refused) else Internal()))
            if not isinstance(trouble, Refused):
                raise
        else:
            session.say(session.format.subscribed(number, reply))
            self.go_live(session, name)

    async def _level(self, subscriber: Subscriber) -> bool:
        """Returns with the channel read and flushed, the socket drained and the right certain, all in this very turn."""
        while True:
            if subscriber.gone:
                return False
            await self._hub.ready(subscriber.channel)
            # A snapshot may have seen what the bus has not brought yet: nobody is ahead of the log for that.
            await self._hub.reach(subscriber.channel, subscriber.checked)
            await subscriber.session.wire.drained()
            if subscriber.gone:
                return False
            self._hub.flush(subscriber.channel)
            if not self._hub.must_ask(subscriber):
                return True
            if not await self.ask(subscriber):
                return False

    def _reply(self, subscriber: Subscriber, asked: Recovery) -> Subscribed:
        channel = subscriber.channel
        reply = answer(asked, self._hub.epoch, channel.top or 0, channel.tail)
        self._hub.counts.recovered += reply.recovered
        self._hub.counts.unrecovered += reply.was_recovering and not reply.recovered
        return reply
