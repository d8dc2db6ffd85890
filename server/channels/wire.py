"""uvicorn's WebSocket protocol with its transport handed to the application, so that one framed message serves everybody.

Writing whole, unmasked frames straight to the transport is legal because uvicorn's own frames (accept, pong, close) go the
same way without an await between making and writing them, and are never fragmented.
"""

import socket
from collections.abc import Callable
from typing import Any, Protocol

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.protocol import State

from server.channels.codes import Ending

EXTENSION = "bidroom.wire"
SEND_BUFFER = 128 * 1024
CLOSING_SECONDS = 5.0


class Listener(Protocol):
    """Whoever must know at once, not an iteration later, that a socket can take no more."""

    def stalled(self) -> None: ...

    def resumed(self) -> None: ...

    def gone(self) -> None: ...


class Wire(WebSocketsSansIOProtocol):
    """One socket. `write` may be called by anyone who knows that `open` still holds: the listener hears when it ends."""

    listener: Listener | None = None

    @property
    def open(self) -> bool:
        return (
            self.handshake_complete
            and not self.close_sent
            and not self.disconnected
            and self.conn.state is State.OPEN
            and not self.transport.is_closing()
        )

    @property
    def stuck(self) -> bool:
        """True while the peer reads slower than it is written to, and the transport's buffer is above its mark."""
        return not self.writable.is_set()

    @property
    def unwritten(self) -> int:
        """Bytes that wait in the transport's buffer."""
        return self.transport.get_write_buffer_size()

    @property
    def write(self) -> Callable[[bytes], None]:
        return self.transport.write

    def forget_handshake(self) -> None:
        """What the browser told of itself when it came: kilobytes that nobody reads again while the socket lives."""
        headers: Any = self.scope["headers"]
        headers.clear()  # whoever else holds this list is rid of them as well
        del self.request, self.response

    async def drained(self) -> None:
        await self.writable.wait()

    def hang_up(self, ending: Ending) -> None:
        """Sends the close frame without waiting, and drops the connection if the peer does not follow."""
        if not self.open:
            return
        self._tell_gone()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": ending.code, "reason": ending.reason})
        self.conn.send_close(ending.code, ending.reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:  # else the peer's own close frame would never be read
            self.read_paused = False
            self.transport.resume_reading()
        # abort, not close: behind a peer that never reads, close would wait for its buffer for ever.
        self.close_timer = self.loop.call_later(CLOSING_SECONDS, self.transport.abort)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            extensions: Any = self.scope["extensions"]
            extensions[EXTENSION] = self
            # The kernel's own buffer would hide megabytes before back-pressure is seen.
            connection = self.transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.listener is not None:
            self.listener.stalled()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.listener is not None:
            self.listener.resumed()

    def connection_lost(self, exc: Exception | None) -> None:
        self._tell_gone()
        super().connection_lost(exc)

    def handle_ping(self) -> None:
        if self.stuck:  # pongs that nobody reads would pile up
            self.conn.data_to_send()
        else:
            super().handle_ping()

    def handle_close(self, event: Any) -> None:
        self._tell_gone()
        super().handle_close(event)

    def handle_parser_exception(self) -> None:
        self._tell_gone()
        super().handle_parser_exception()

    def shutdown(self) -> None:
        self._tell_gone()
        if self.handshake_complete and not self.close_sent and self.conn.state is not State.OPEN:
            self.transport.close()  # the peer is leaving: to uvicorn's goodbye websockets would say InvalidState
        else:
            super().shutdown()

    def _tell_gone(self) -> None:
        listener, self.listener = self.listener, None
        if listener is not None:
            listener.gone()
