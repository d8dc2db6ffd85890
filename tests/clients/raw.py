"""A client that speaks the protocol by hand, for what the SDKs would never send."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 10.0

Message = dict[str, Any]


class Raw:
    """Keeps every message in the order in which it came, and its exact text. Answers pings unless told otherwise."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.messages: list[Message] = []
        self.texts: list[str] = []
        self.frames = 0
        self.pings = 0
        self.answers_pings = True
        self._number = 0
        self._news = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def opened(cls, url: str, **options: Any) -> Self:
        """The socket alone. `options` are those of `websockets.connect`: additional_headers, subprotocols, origin."""
        defaults = {"compression": None, "max_size": None, "ping_interval": None, "proxy": None}
        return cls(await connect(url, **defaults | options))

    @classmethod
    async def connected(cls, url: str, token: str = "", **connect_fields: Any) -> Self:
        raw = await cls.opened(url)
        await raw.asks("connect", token=token, **connect_fields)
        return raw

    # Saying

    async def send(self, *commands: Message) -> None:
        """Several commands in one frame, each as it stands."""
        await self.send_text("\n".join(json.dumps(command) for command in commands))

    async def send_text(self, frame: str | bytes) -> None:
        await self.socket.send(frame)

    def command(self, method: str, /, **fields: Any) -> Message:
        """A command with the next number, to be sent."""
        self._number += 1
        return {"id": self._number, method: fields}

    async def asks(self, method: str, /, **fields: Any) -> Message:
        """Sends one command and returns its whole reply."""
        command = self.command(method, **fields)
        await self.send(command)
        return await self.receives(command["id"])

    async def subscribes(self, channel: str, /, **fields: Any) -> Message:
        reply = await self.asks("subscribe", channel=channel, **fields)
        result: Message = reply["subscribe"]
        return result

    # Hearing

    async def receives(self, wanted: int | Callable[[Message], Any], seconds: float = PATIENCE) -> Message:
        """The first message with this number or of which `wanted` is true, of those that came and those to come."""
        seen = 0

        def found() -> Message | None:
            nonlocal seen
            while seen < len(self.messages):
                message = self.messages[seen]
                seen += 1
                if message.get("id") == wanted if isinstance(wanted, int) else wanted(message):
                    return message
            return None

        try:
            async with asyncio.timeout(seconds):
                while (message := found()) is None:
                    assert not self._reading.done(), f"closed: {await self.closed()}"
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"not received; but {self.messages[-10:]}") from None
        return message

    async def received(self, channel: str, offset: int) -> list[Message]:
        """All publications of a channel, replayed ones included, once one with this offset or a later one is there."""
        await self.receives(lambda message: any(pub["offset"] >= offset for pub in publications(message, channel)))
        return self.publications(channel)

    def publications(self, channel: str) -> list[Message]:
        return [pub for message in self.messages for pub in publications(message, channel)]

    # Ending

    async def closed(self, seconds: float = PATIENCE) -> tuple[int, str]:
        """Waits for the end. Code and reason of the server's close frame."""
        async with asyncio.timeout(seconds):
            await asyncio.shield(self._reading)
        return self.socket.close_code or 0, self.socket.close_reason or ""

    async def close(self) -> None:
        await self.socket.close()
        await self._reading

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.read_again()
        await self.close()

    def abort(self) -> None:
        """Cuts the connection without a goodbye."""
        self.socket.transport.abort()

    def stop_reading(self) -> None:
        self.socket.transport.pause_reading()

    def read_again(self) -> None:
        self.socket.transport.resume_reading()

    async def _read(self) -> None:
        try:
            async for frame in self.socket:
                self.frames += 1
                for line in str(frame).split("\n"):
                    await self._take(line)
        except ConnectionClosed:
            pass
        finally:
            self._news.set()

    async def _take(self, line: str) -> None:
        message = json.loads(line)
        if not message:
            self.pings += 1
            if self.answers_pings:
                await self.socket.send("{}")
            return
        self.messages.append(message)
        self.texts.append(line)
        self._news.set()


def publications(message: Message, channel: str) -> list[Message]:
    """What a message brings of a channel: a push, or what the server's own subscription recovered at connect.

    What a subscribe reply replays is not in it: such a reply does not name its channel.
    """
    push = message.get("push", {})
    if push.get("channel") == channel and "pub" in push:
        return [push["pub"]]
    own: list[Message] = message.get("connect", {}).get("subs", {}).get(channel, {}).get("publications", [])
    return own
