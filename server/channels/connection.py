"""A connection from handshake to end: frames in, commands in their order, replies out."""

import asyncio
import logging
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from server.channels.authority import Authority, Welcome
from server.channels.codes import (
    INVALID_TOKEN,
    SERVER_ERROR,
    SESSION_ENDED,
    STALE,
    TOO_MANY,
    Ending,
    Internal,
    NotAvailable,
    ProtocolBroken,
    Refused,
)
from server.channels.heartbeat import Heartbeat
from server.channels.history import Histories
from server.channels.hub import Hub
from server.channels.presences import Presences
from server.channels.protocol import ClientCommand, Connect, OfChannel, Recovery, Rpc, Subscribed, parsed
from server.channels.session import Session
from server.channels.signals import Signals
from server.channels.subscribing import Subscribing
from server.errors import NotSignedIn, Refusal, TooMany

log = logging.getLogger(__name__)

CONNECT_SECONDS = 15.0
SLICES = 40
LEAST_IN_A_SLICE = 25


class Connections:
    """Serves every socket of this process, and knows them all."""

    def __init__(
        self,
        hub: Hub,
        authority: Authority,
        subscribing: Subscribing,
        presences: Presences,
        signals: Signals,
        heartbeat: Heartbeat,
        version: str,
    ) -> None:
        self.sessions: set[Session] = set()
        self._authority = authority
        self._heartbeat = heartbeat
        self._version = version
        self._subscribing = subscribing
        self._histories = Histories(hub, authority)
        self._presences = presences
        self._signals = signals

    async def hang_up_on_all(self, ending: Ending, seconds: float) -> None:
        """In slices, so that they do not all come back at once."""
        sessions = list(self.sessions)
        size = max(LEAST_IN_A_SLICE, -(-len(sessions) // SLICES))
        for start in range(0, len(sessions), size):
            if start:
                await asyncio.sleep(seconds / SLICES)
            for session in sessions[start : start + size]:
                session.hang_up(ending)

    async def serve(self, session: Session, socket: WebSocket) -> None:
        """Reads one frame after the other until the socket ends. What it asks is answered before more is read."""
        self.sessions.add(session)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                commands = session.format.commands(await _frame(socket))
                await self._connect(session, socket, commands[0])
            await self._answer_all(session, commands[1:])
            while True:
                await self._answer_all(session, session.format.commands(await _frame(socket)))
        except WebSocketDisconnect:
            pass
        except TimeoutError:
            session.hang_up(STALE)
        except ProtocolBroken as broken:
            session.hang_up(broken.ending)
        except Exception:
            log.exception("a connection failed")
            session.hang_up(SERVER_ERROR)
        finally:
            session.gone()
            self._heartbeat.remove(session)
            self.sessions.discard(session)

    async def _connect(self, session: Session, socket: WebSocket, command: ClientCommand) -> None:
        if command.method != "connect" or command.id == 0:
            raise ProtocolBroken
        try:
            asked = parsed(Connect, command.fields)
            address = socket.client.host if socket.client else ""
            welcome = await self._authority.welcome(socket.headers, asked.token, address)
        except NotSignedIn:
            raise ProtocolBroken(INVALID_TOKEN) from None
        except TooMany:
            raise ProtocolBroken(TOO_MANY) from None
        except Refused as refused:
            session.say(session.format.error(command.id, refused))
            raise ProtocolBroken from None
        session.wire.forget_handshake()
        session.caller = welcome.caller
        session.about = welcome.about
        subs: dict[str, Subscribed] = {}
        if welcome.own is not None:
            left_off = asked.subs.get(welcome.own, Recovery())
            own = await self._subscribing.subscribe_to_own(session, welcome.own, welcome.checked, left_off)
            if own is None:
                raise WebSocketDisconnect(SESSION_ENDED.code)
            subs = {welcome.own: own}
        session.say(session.format.connected(command.id, self._result(session, welcome), subs))
        if welcome.own is not None:
            self._subscribing.go_live(session, welcome.own)
        self._heartbeat.add(session)

    def _result(self, session: Session, welcome: Welcome) -> dict[str, Any]:
        return {
            "client": session.client,
            "version": self._version,
            "ping": self._heartbeat.ping_seconds,
            "pong": True,
            "time": int(welcome.now.timestamp() * 1000),
        }

    async def _answer_all(self, session: Session, commands: Sequence[ClientCommand]) -> None:
        for subscribes, group in groupby(commands, lambda command: command.method == "subscribe" and command.id > 0):
            if subscribes:
                await self._answer_subscribes(session, list(group))
            else:
                for command in group:
                    await self._answer(session, command)

    async def _answer_subscribes(self, session: Session, commands: list[ClientCommand]) -> None:
        await _is_heard(session)
        try:
            for _ in commands:
                self._authority.admit(session.client)
        except Refusal as refusal:
            for command in commands:
                session.say(session.format.error(command.id, _as_refused(refusal)))
        else:
            await self._subscribing.subscribe(session, commands)

    async def _answer(self, session: Session, command: ClientCommand) -> None:
        if not command.method and command.id == 0:
            session.awaits_pong = False
            return
        if command.method == "send":
            return  # has no reply, and nothing here listens to it
        if command.id == 0 or command.method in ("", "connect", "subscribe"):
            raise ProtocolBroken
        await _is_heard(session)
        try:
            self._authority.admit(session.client)
            session.say(await self._reply(session, command))
        except Refusal as refusal:
            session.say(session.format.error(command.id, _as_refused(refusal)))
        except Refused as refused:
            session.say(session.format.error(command.id, refused))
        except Exception:
            log.exception("%s failed", command.method)
            session.say(session.format.error(command.id, Internal()))

    async def _reply(self, session: Session, command: ClientCommand) -> bytes:
        match command.method:
            case "rpc":
                rpc = parsed(Rpc, command.fields)
                return session.format.rpc(command.id, await self._authority.call(session.caller, rpc.method, rpc.data))
            case "unsubscribe":
                name = parsed(OfChannel, command.fields).channel
                subscriber = session.subscriptions.get(name)
                if subscriber is None or not subscriber.own:
                    session.unsubscribe(name)
                return session.format.empty(command.id, "unsubscribe")
            case "history":
                return await self._histories.answer(session, command)
            case "presence" | "presence_stats":
                return await self._presences.answer(session, command)
            case "publish":
                return await self._signals.answer(session, command)
            case "ping":
                return session.format.empty(command.id, "ping")
            case _:
                raise NotAvailable


async def _is_heard(session: Session) -> None:
    """Replies to somebody who does not read them must not pile up, and nothing is done for a socket that has ended."""
    await session.wire.drained()
    if not session.wire.open:
        raise WebSocketDisconnect(1006)


def _as_refused(refusal: Refusal) -> Refused:
    return Refused(refusal.code, refusal.sentence, refusal.temporary)


async def _frame(socket: WebSocket) -> str | bytes:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text: str | None = message.get("text")
    return message["bytes"] if text is None else text
