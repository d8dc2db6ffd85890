"""The server process: uvicorn with our wire, and a stop that spreads its goodbyes and ends with exit code 0."""

import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Generator
from typing import Any

import uvicorn

from server.channels.codes import SHUTDOWN
from server.channels.connection import Connections
from server.channels.wire import Wire

MOST_FRAME_BYTES = 256 * 1024
MOST_BESIDE_SECONDS = 5.0
SWITCH_SECONDS = 0.0005
COLLECT_AFTER = (50_000, 20, 100)


class CannotShare(Exception):
    """The port cannot be shared with other processes, with a sentence that says why."""


def shared_sockets(host: str, port: int) -> list[socket.socket]:
    """Sockets that several processes may bind at once; the kernel spreads new connections over those who listen.

    Raises CannotShare. They do not listen yet: whoever listens is given connections, and the server is not up.
    """
    if not hasattr(socket, "SO_REUSEPORT"):
        raise CannotShare("This system cannot share a port between processes (SO_REUSEPORT). Put a balancer before them.")
    sockets = []
    try:
        for family, kind, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            sockets.append(shared := socket.socket(family, kind))
            shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            if family == socket.AF_INET6:
                shared.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            shared.bind(address)
    except OSError as trouble:
        for shared in sockets:
            shared.close()
        reason = f"{trouble.strerror}. Every process on it must be started with --reuse-port, by the same user."
        raise CannotShare(f"Port {port} of {host} cannot be shared: {reason}") from None
    return sockets


class Server(uvicorn.Server):
    """Closes sockets with 3001 in slices before uvicorn would close them all at once with 1012.

    `beside` runs as long as the server listens, and is cancelled before the goodbyes.
    """

    def __init__(
        self,
        app: Any,
        connections: Connections,
        host: str,
        port: int,
        closing_seconds: float = 8.0,
        beside: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                interface="asgi3",
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
        self._beside = beside
        self._going_beside: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        # A database thread lets go of the interpreter at every statement. By default it gets it back 5 ms later while the
        # loop is busy, and so nobody would be let in when thousands come at once.
        sys.setswitchinterval(SWITCH_SECONDS)
        # Connections are many objects that stay: while thousands come in, a sixth of the time went into looking for garbage
        # among them. What has been imported is never garbage.
        gc.freeze()
        gc.set_threshold(*COLLECT_AFTER)
        await super().startup(sockets)
        if self._beside and self.started:
            self._going_beside = asyncio.create_task(self._beside())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._going_beside:
            self._going_beside.cancel()
            await asyncio.wait([self._going_beside], timeout=MOST_BESIDE_SECONDS)
        for server in self.servers:
            server.close()
        for shared in sockets or ():  # one that still listened would be given connections that nobody accepts
            shared.close()
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
