"""A client that speaks the protocol by hand, for what the SDKs would never send."""

import asyncio
import json
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 10.0


class Raw:
    """Answers pings by itself. Keeps every message in the order in which it came."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0
        self.messages: list[dict[str, Any]] = []
        self.frames = 0
        self.pings = 0
        self.answers_pings = True
        self._news = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def opened(cls, url: str, **options: Any) -> Self:
        return cls(await connect(url, compression=None, max_size=None, ping_interval=None, **options))

    @classmethod
    async def connected(cls, url: str, token: str = "", **connect_fields: Any) -> Self:
        raw = await cls.opened(url)
        await raw.asks("connect", token=token, **connect_fields)
        return raw

    async def send(self, *commands: dict[str, Any]) -> None:
        """Several commands in one frame."""
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
                for line in str(frame).split("\n"):
                    await self._take(json.loads(line))
        except ConnectionClosed:
            pass
        finally:
            async with self._news:
                self._news.notify_all()

    async def _take(self, message: dict[str, Any]) -> None:
        if not message:
            self.pings += 1
            if self.answers_pings:
                await self._socket.send("{}")
            return
        async with self._news:
            self.messages.append(message)
            self._news.notify_all()


def publications(message: dict[str, Any], channel: str) -> list[dict[str, Any]]:
    """What a message brings of a channel: a push, a recovery, or the server's own subscription."""
    push = message.get("push", {})
    if push.get("channel") == channel and "pub" in push:
        return [push["pub"]]
    own: list[dict[str, Any]] = message.get("connect", {}).get("subs", {}).get(channel, {}).get("publications", [])
    return own
