"""Where sockets come in: chooses the format and wires the connection up. Only the wire of our own server will do."""

from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from server.channels.connection import Connections
from server.channels.hub import Hub
from server.channels.json_format import JsonFormat
from server.channels.session import Session
from server.channels.wire import EXTENSION, Wire

JSON = JsonFormat()
JSON_SUBPROTOCOL = "centrifuge-json"


class SocketEndpoint:
    def __init__(self, hub: Hub, connections: Connections) -> None:
        self._hub = hub
        self._connections = connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        wire = scope.get("extensions", {}).get(EXTENSION)
        if not isinstance(wire, Wire):
            raise RuntimeError("Bidroom's sockets need its own server: start it with `bidroom serve`.")
        offered = scope.get("subprotocols", [])
        if offered and offered != [""] and JSON_SUBPROTOCOL not in offered:
            await socket.close()  # before accepting: the handshake is answered 403
            return
        await socket.accept(JSON_SUBPROTOCOL if JSON_SUBPROTOCOL in offered else None)
        await self._connections.serve(Session(wire, JSON, self._hub), socket)
