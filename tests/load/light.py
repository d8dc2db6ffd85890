"""Thousands of sockets in one process: the protocol's JSON with frames made by hand, for what an SDK is too heavy for.

It does what an SDK does: pings, recovery by offset, coming back with growing delays. Each publication must be the next one.
"""

import asyncio
import json
import random
import ssl
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

HANDSHAKE = (
    b"GET /connection/websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
TEMPORARY = (100, 111)
COME_BACK_BELOW = 3500
PATIENCE = 300.0


class Failed(Exception):
    """What was waited for did not come."""


@dataclass
class Tally:
    """What all the clients of one crowd met."""

    connects: int = 0
    """Times that a connect was answered, which costs the server one read of a session."""
    refused_connections: int = 0
    recovered: int = 0
    received: int = 0
    asked_again: int = 0
    closes: list[tuple[float, int]] = field(default_factory=list)
    """When, and with which code, the server ended a connection. 0 is none at all."""
    troubles: Counter[str] = field(default_factory=Counter)


class Light:
    """One client, over any number of connections. `offsets` is how far each channel has come; 0 begins at the beginning."""

    def __init__(
        self,
        port: int,
        token: str,
        channels: Sequence[str],
        tally: Tally,
        *,
        host: str = "127.0.0.1",
        source: str | None = None,
        delays: tuple[float, float] = (0.5, 20.0),
        on_event: Callable[[str, dict[str, Any]], None] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.offsets = dict.fromkeys(channels, 0)
        self.live: set[str] = set()
        self.connected = False
        self.epoch = ""
        self.tally = tally
        self.on_event = on_event
        self._at = host, port
        self._from = (source, 0) if source else None  # one address has 28,000 ports, which a storm uses up
        self._tls = tls
        self._token = token
        self._delays = delays
        self._tries = 0
        self._number = 1
        self._asked: dict[int, str] = {}
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._own = ""
        self.socket: _Socket | None = None
        self._leaving = False

    @property
    def well(self) -> bool:
        """Connected, with all channels live."""
        return self.connected and len(self.live) == len(self.offsets)

    async def start(self) -> None:
        try:
            _, self.socket = await asyncio.get_running_loop().create_connection(
                lambda: _Socket(self), *self._at, ssl=self._tls, local_addr=self._from
            )
        except OSError:
            self.tally.refused_connections += 1
            self._come_back()

    def leave(self) -> None:
        self._leaving = True
        if self.socket:
            self.socket.transport.abort()

    async def asks(self, method: str, **fields: Any) -> Any:
        """An rpc over the socket. Raises Failed when the connection breaks over it or it is refused."""
        assert self.socket
        number = self._next("")
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self.socket.say({"id": number, "rpc": {"method": method, "data": fields}})
        return await answer

    def _next(self, channel: str) -> int:
        self._number += 1
        self._asked[self._number] = channel
        return self._number

    # What the socket tells

    def opened(self, socket: "_Socket") -> None:
        subs = {self._own: self._since(self._own)} if self._own else {}
        socket.say({"id": 1, "connect": {"token": self._token, "subs": subs}})

    def told(self, socket: "_Socket", message: dict[str, Any]) -> None:
        if not message:
            socket.write(TEXT, b"{}")
        elif "push" in message:
            push = message["push"]
            if "pub" in push:
                self._take(push["channel"], push["pub"])
            elif "unsubscribe" in push:
                self._trouble(f"unsubscribed with {push['unsubscribe']['code']}")
        elif message["id"] == 1:
            self._welcomed(socket, message)
        elif message["id"] in self._answers:
            self._answered(message)
        else:
            self._subscribed(socket, self._asked.pop(message["id"]), message)

    def ended(self, code: int) -> None:
        self.connected = False
        self.live.clear()
        self._asked.clear()
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Failed("the connection broke"))
        self._answers.clear()
        self.socket = None
        if self._leaving:
            return
        self.tally.closes.append((time.monotonic(), code))
        if code >= COME_BACK_BELOW:
            self._trouble(f"closed for good with {code}")
        else:
            self._come_back()

    def _come_back(self) -> None:
        soonest, latest = self._delays
        delay = min(latest, soonest + random.random() * min(latest, soonest * 2**self._tries))
        self._tries += 1
        loop = asyncio.get_running_loop()
        loop.call_later(delay, lambda: None if self._leaving else _keep(loop.create_task(self.start())))

    def _welcomed(self, socket: "_Socket", message: dict[str, Any]) -> None:
        if "error" in message:
            self._trouble(f"connect refused with {message['error']['code']}")
            return
        self.tally.connects += 1
        self._tries = 0
        self.connected = True
        for channel, answer in message["connect"].get("subs", {}).items():
            if not self._own:  # followed from where the server says, like an SDK
                self._own = channel
                self.offsets[channel] = answer.get("offset", 0)
            self._begin(channel, answer)
        others = [channel for channel in self.offsets if channel != self._own]
        self._subscribe(socket, others)

    def _subscribe(self, socket: "_Socket", channels: Sequence[str]) -> None:
        if channels:
            commands = [
                {"id": self._next(name), "subscribe": {"channel": name, "recoverable": True, **self._since(name)}}
                for name in channels
            ]
            socket.say(*commands)

    def _since(self, channel: str) -> dict[str, Any]:
        return {"recover": True, "offset": self.offsets[channel], "epoch": self.epoch}

    def _subscribed(self, socket: "_Socket", channel: str, message: dict[str, Any]) -> None:
        if "error" not in message:
            self._begin(channel, message["subscribe"])
        elif message["error"]["code"] in TEMPORARY:
            self.tally.asked_again += 1
            delay = random.uniform(*self._delays)
            asyncio.get_running_loop().call_later(
                delay, lambda: self._subscribe(socket, [channel]) if self.socket is socket and self.connected else None
            )
        else:
            self._trouble(f"subscribe refused with {message['error']['code']}")

    def _begin(self, channel: str, answer: dict[str, Any]) -> None:
        self.epoch = answer.get("epoch", "")
        if answer.get("was_recovering"):
            if answer.get("recovered"):
                self.tally.recovered += 1
            else:
                self._trouble("not recovered")
        for publication in answer.get("publications", ()):
            self._take(channel, publication)
        self.live.add(channel)

    def _take(self, channel: str, publication: dict[str, Any]) -> None:
        self.tally.received += 1
        if publication["offset"] != self.offsets[channel] + 1:
            self._trouble("an event was lost, came twice or in another order")
        self.offsets[channel] = publication["offset"]
        if self.on_event:
            self.on_event(channel, publication["data"])

    def _answered(self, message: dict[str, Any]) -> None:
        answer = self._answers.pop(message["id"])
        if answer.done():
            return
        if "error" in message:
            answer.set_exception(Failed(f"{message['error']['code']} {message['error']['message']}"))
        else:
            answer.set_result(message["rpc"].get("data"))

    def _trouble(self, what: str) -> None:
        self.tally.troubles[what] += 1


class _Socket(asyncio.Protocol):
    """One connection: whole, unmasked text frames in, masked ones out."""

    transport: asyncio.Transport

    def __init__(self, client: Light) -> None:
        self._client = client
        self._buffer = bytearray()
        self._open = False
        self._code = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one without saying so
        self.transport.write(HANDSHAKE)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            head, mark, rest = self._buffer.partition(b"\r\n\r\n")
            if not mark:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._client.tally.troubles[head.split(b"\r\n")[0].decode()] += 1
                self.transport.abort()
                return
            self._open, self._buffer = True, rest
            self._client.opened(self)
        while (frame := self._frame()) is not None:
            self._take(*frame)

    def connection_lost(self, exc: Exception | None) -> None:
        self._client.ended(self._code)

    def say(self, *messages: dict[str, Any]) -> None:
        self.write(TEXT, "\n".join(map(json.dumps, messages)).encode())

    def write(self, kind: int, payload: bytes) -> None:
        """The mask is four zeros, which leaves the payload as it is."""
        size = len(payload)
        length = bytes((0x80 | size,)) if size < 126 else bytes((0x80 | 126,)) + size.to_bytes(2, "big")
        self.transport.write(bytes((0x80 | kind,)) + length + bytes(4) + payload)

    def _take(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            for line in payload.split(b"\n"):
                self._client.told(self, json.loads(line))
        elif kind == PING:
            self.write(PONG, payload)
        elif kind == CLOSE:
            self._code = int.from_bytes(payload[:2], "big")
            self.write(CLOSE, payload[:2])
            self.transport.close()

    def _frame(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1] & 0x7F, 2
        if size > 125:
            start = 4 if size == 126 else 10
            if len(buffer) < start:
                return None
            size = int.from_bytes(buffer[2:start], "big")
        if len(buffer) < start + size:
            return None
        frame = buffer[0] & 0x0F, bytes(buffer[start : start + size])
        del buffer[: start + size]
        return frame


_starting: set[asyncio.Task[None]] = set()


def _keep(task: asyncio.Task[None]) -> None:
    _starting.add(task)
    task.add_done_callback(_starting.discard)


async def gather_in(clients: Sequence[Light], at_once: int = 200) -> None:
    """Opens them all, some at once, and returns when all are well."""
    for start in range(0, len(clients), at_once):
        part = clients[start : start + at_once]
        await asyncio.gather(*(client.start() for client in part))
        await until(lambda part=part: all(client.well for client in part), "all be connected")  # type: ignore[misc]


async def until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Failed(f"after {seconds} s they did not {what}")
        await asyncio.sleep(0.02)
