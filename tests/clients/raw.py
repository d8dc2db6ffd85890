"""A client that speaks the protocol by hand, in both formats, for what the SDKs would never send."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any, Self

from google.protobuf.message import Message
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from server.channels import client_pb2 as pb
from server.channels.protobuf_format import varint

PATIENCE = 30.0


class Raw:
    """Answers pings by itself. Keeps every message in the order in which it came; `texts` are JSON's, to the letter."""

    def __init__(self, socket: ClientConnection, protobuf: bool) -> None:
        self._socket = socket
        self.protobuf = protobuf
        self._number = 0
        self.messages: list[dict[str, Any]] = []
        self.texts: list[str] = []
        self.frames = 0
        self.pings = 0
        self.answers_pings = True
        self._news = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def opened(cls, url: str, **options: Any) -> Self:
        socket = await connect(url, compression=None, max_size=None, ping_interval=None, **options)
        return cls(socket, "format=protobuf" in url)

    @classmethod
    async def connected(cls, url: str, token: str = "", **connect_fields: Any) -> Self:
        raw = await cls.opened(url)
        await raw.asks("connect", token=token, **connect_fields)
        return raw

    async def send(self, *commands: dict[str, Any]) -> None:
        """Several commands in one frame."""
        if self.protobuf:
            await self._socket.send(b"".join(map(encoded, commands)))
        else:
            await self._socket.send("\n".join(json.dumps(command) for command in commands))

    async def send_text(self, text: str | bytes) -> None:
        await self._socket.send(text)

    def command(self, method: str, /, **fields: Any) -> dict[str, Any]:
        self._number += 1
        return {"id": self._number, method: fields}

    async def asks(self, method: str, /, **fields: Any) -> dict[str, Any]:
        """Sends one command and returns its whole reply."""
        command = self.command(method, **fields)
        await self.send(command)
        return await self.reply(command["id"])

    async def subscribes(self, channel: str, /, **fields: Any) -> dict[str, Any]:
        reply = await self.asks("subscribe", channel=channel, **fields)
        result: dict[str, Any] = reply["subscribe"]
        return result

    async def reply(self, number: int) -> dict[str, Any]:
        return await self.until(lambda message: message.get("id") == number)

    async def until(self, wanted: Any) -> dict[str, Any]:
        """The first message of which `wanted` is true, of those that came and those to come."""
        seen = 0
        async with asyncio.timeout(PATIENCE), self._news:
            while True:
                while seen < len(self.messages):
                    message = self.messages[seen]
                    seen += 1
                    if wanted(message):
                        return message
                if self._reading.done():
                    raise AssertionError(f"closed: {await self.closed()}")
                await self._news.wait()

    async def received(self, channel: str, offset: int) -> list[dict[str, Any]]:
        """All publications of a channel, replayed ones included, once one with this offset is there."""
        await self.until(lambda message: any(pub["offset"] >= offset for pub in publications(message, channel)))
        return self.publications(channel)

    def publications(self, channel: str) -> list[dict[str, Any]]:
        return [pub for message in self.messages for pub in publications(message, channel)]

    async def closed(self) -> tuple[int, str]:
        """Waits for the end. Code and reason of the server's close frame."""
        async with asyncio.timeout(PATIENCE):
            await self._reading
        return self._socket.close_code or 0, self._socket.close_reason or ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._socket.close()
        await self._reading

    def abort(self) -> None:
        """Cuts the connection without a goodbye."""
        self._socket.transport.abort()

    def stop_reading(self) -> None:
        self._socket.transport.pause_reading()

    def read_again(self) -> None:
        self._socket.transport.resume_reading()

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                self.frames += 1
                if isinstance(frame, str):
                    self.texts += frame.split("\n")
                for message in decoded(frame) if isinstance(frame, bytes) else map(json.loads, frame.split("\n")):
                    await self._take(message)
        except ConnectionClosed:
            pass
        finally:
            async with self._news:
                self._news.notify_all()

    async def _take(self, message: dict[str, Any]) -> None:
        if not message:
            self.pings += 1
            if self.answers_pings:
                await self._socket.send(b"\x00" if self.protobuf else "{}")
            return
        async with self._news:
            self.messages.append(message)
            self._news.notify_all()


def encoded(command: dict[str, Any]) -> bytes:
    """One command in Protobuf, after its length."""
    number = command.get("id", 0)
    asked = {name: dict(fields) for name, fields in command.items() if name != "id"}
    for fields in asked.values():
        if "data" in fields:
            fields["data"] = json.dumps(fields["data"]).encode()
    content = pb.Command(id=number, **asked).SerializeToString()
    return varint(len(content)) + content


def decoded(frame: bytes) -> Iterator[dict[str, Any]]:
    """A Protobuf frame's replies as the dicts that JSON would have brought."""
    place = 0
    while place < len(frame):
        size, place = varint_at(frame, place)
        yield as_json(pb.Reply.FromString(frame[place : place + size]))
        place += size


def varint_at(frame: bytes, place: int) -> tuple[int, int]:
    number = shift = 0
    while frame[place] > 0x7F:
        number |= (frame[place] & 0x7F) << shift
        shift, place = shift + 7, place + 1
    return number | frame[place] << shift, place + 1


def as_json(message: Message) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for descriptor, value in message.ListFields():
        if isinstance(value, bytes):
            fields[descriptor.name] = json.loads(value)
        elif isinstance(value, Message):
            fields[descriptor.name] = as_json(value)
        elif descriptor.message_type is None:
            fields[descriptor.name] = value
        elif hasattr(value, "keys"):
            fields[descriptor.name] = {key: as_json(value[key]) for key in value}
        else:
            fields[descriptor.name] = [as_json(each) for each in value]
    return fields


def publications(message: dict[str, Any], channel: str) -> list[dict[str, Any]]:
    """What a message brings of a channel: a push, a recovery, or the server's own subscription."""
    push = message.get("push", {})
    if push.get("channel") == channel and "pub" in push:
        return [push["pub"]]
    own: list[dict[str, Any]] = message.get("connect", {}).get("subs", {}).get(channel, {}).get("publications", [])
    return own
