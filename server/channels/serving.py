"""The server process: uvicorn with our wire, and a stop that spreads its goodbyes and ends with exit code 0."""

import contextlib
import signal
import socket
from collections.abc import Generator
from typing import Any

import uvicorn

from server.channels.codes import SHUTDOWN
from server.channels.connection import Connections
from server.channels.wire import Wire

MOST_FRAME_BYTES = 256 * 1024


class Server(uvicorn.Server):
    """Closes sockets with 3001 in slices before uvicorn would close them all at once with 1012."""

    def __init__(self, app: Any, connections: Connections, host: str, port: int, closing_seconds: float = 8.0) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                loop="uvloop",
                http="httptools",
                ws=Wire,
                ws_max_size=MOST_FRAME_BYTES,
                ws_ping_interval=None,  # the protocol has pings of its own
                ws_per_message_deflate=False,
                log_level="warning",
                access_log=False,
                backlog=4096,
                server_header=False,
                lifespan="on",
            )
        )
        self._connections = connections
        self._closing_seconds = closing_seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await self._connections.hang_up_on_all(SHUTDOWN, self._closing_seconds)
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        # uvicorn raises the signal again after a clean stop, and the process would end with its number.
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
