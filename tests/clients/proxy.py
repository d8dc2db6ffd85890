"""A network between a client and the server that breaks: connections are reset, or fall silent and then are."""

import asyncio
from contextlib import suppress
from typing import Self

CHUNK = 65536


class Proxy:
    """Passes TCP on to a port of the loopback. What is on its way when it is cut is lost."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.open: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._down = False
        self.cuts = 0

    @property
    def port(self) -> int:
        assert self._server
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/connection/websocket"

    async def cut(self, seconds: float, *, silent: bool) -> None:
        """Nothing comes through for this long, and no connection outlives it. `silent`: nobody is told until the end."""
        self.cuts += 1
        self._down = True
        if not silent:
            self._reset()
        await asyncio.sleep(seconds)
        self._reset()
        self._down = False

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        self._server.close()
        self._reset()
        while self._passing:
            await asyncio.gather(*self._passing, return_exceptions=True)

    def _reset(self) -> None:
        for writer in self.open:
            writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)
        if self._down:
            return writer.transport.abort()
        self.open.add(writer)
        try:
            with suppress(OSError):
                server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._port)
                self.open.add(server_writer)
                try:
                    await asyncio.gather(self._pass(reader, server_writer), self._pass(server_reader, writer))
                finally:
                    self.open.discard(server_writer)
                    server_writer.transport.abort()
        finally:
            self.open.discard(writer)
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                if not self._down:
                    writer.write(chunk)
                    await writer.drain()
        writer.close()
