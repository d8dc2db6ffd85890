"""Pings in turn, so that a connection costs no timer of its own and a thousand pings do not leave in one instant."""

import asyncio
from collections.abc import Iterator
from itertools import cycle

from server.channels.codes import NO_PONG
from server.channels.session import Session

PING_SECONDS = 25
PONG_SECONDS = 10


class Heartbeat:
    """One slot a second: a slot's sessions are pinged once per round and must have answered some seconds later."""

    def __init__(self, ping_seconds: int = PING_SECONDS, pong_seconds: int = PONG_SECONDS) -> None:
        self.ping_seconds = ping_seconds
        self._pong_seconds = pong_seconds
        self._slots: list[set[Session]] = [set() for _ in range(ping_seconds)]
        self._next_slot: Iterator[int] = cycle(range(ping_seconds))

    def add(self, session: Session) -> None:
        self._slots[next(self._next_slot)].add(session)

    def remove(self, session: Session) -> None:
        for slot in self._slots:
            slot.discard(session)

    async def beat(self) -> None:
        for now in cycle(range(self.ping_seconds)):
            await asyncio.sleep(1)
            self._hang_up_on_the_silent(self._slots[(now - self._pong_seconds) % self.ping_seconds])
            self._ping(self._slots[now])

    def _ping(self, sessions: set[Session]) -> None:
        for session in list(sessions):
            session.awaits_pong = True
            session.say(session.format.ping())

    def _hang_up_on_the_silent(self, sessions: set[Session]) -> None:
        for session in list(sessions):
            # A stalled socket may have the ping still before it; how much it may leave unread has its own bound.
            if session.awaits_pong and not session.stuck:
                session.hang_up(NO_PONG)
