"""Serving one subscriber alone until it is level with its channel, after asking again where its right may have ended."""

from collections.abc import Awaitable, Callable, Sequence

from server.channels.codes import NO_LONGER_ALLOWED, SERVER_ERROR, SESSION_ENDED
from server.channels.hub import Hub
from server.channels.subscriber import State, Subscriber
from server.storage.event_log import Publication

CHUNK_BYTES = 64 * 1024


class CatchingUp:
    """`ask` puts the access rule again and moves the subscriber's `checked`; False where the rule says no."""

    def __init__(self, hub: Hub, ask: Callable[[Subscriber], Awaitable[bool]]) -> None:
        self._hub = hub
        self._ask = ask

    async def serve(self, subscriber: Subscriber) -> None:
        try:
            await self._serve(subscriber)
        except Exception:
            subscriber.session.hang_up(SERVER_ERROR)  # it comes back and recovers by offset
            raise
        finally:
            subscriber.catching_up = False

    async def _serve(self, subscriber: Subscriber) -> None:
        channel, session = subscriber.channel, subscriber.session
        while subscriber.state is State.BEHIND:
            self._hub.flush(channel)
            if self._hub.must_ask(subscriber):  # also of a socket that takes nothing: a right ends without being read of
                if not await self._ask(subscriber):
                    self._end(subscriber)
                continue
            if session.stuck:
                return
            missed: Sequence[Publication] | None = channel.tail.after(subscriber.offset)
            if missed is None:
                self._hub.counts.log_reads += 1
                page = await self._hub.log_reader.after(channel.name, subscriber.offset, size=CHUNK_BYTES)
                if self._hub.must_ask(subscriber) or session.stuck or subscriber.state is not State.BEHIND:
                    continue
                # Beyond the top nobody has looked yet whether an event ends this subscriber's right.
                missed = [each for each in page.publications if each.offset <= (channel.top or 0)]
            if missed:
                self._give(subscriber, missed)
            elif subscriber.offset == channel.top:
                self._hub.make_live(subscriber)

    def _give(self, subscriber: Subscriber, missed: Sequence[Publication]) -> None:
        size = 0
        chunk = []
        for publication in missed:
            chunk.append(publication)
            size += len(publication.body)
            if size >= CHUNK_BYTES:
                break
        subscriber.offset = chunk[-1].offset
        self._hub.counts.served_alone += len(chunk)
        subscriber.unread = max(0, subscriber.unread - size)
        session = subscriber.session
        session.say(*(session.format.publication(publication) for publication in chunk))

    def _end(self, subscriber: Subscriber) -> None:
        if subscriber.gone:
            return
        session = subscriber.session
        if subscriber.own:
            session.hang_up(SESSION_ENDED)
        else:
            session.unsubscribe(subscriber.channel.name)
            session.say(session.format.unsubscribed(subscriber.channel.name, NO_LONGER_ALLOWED))
