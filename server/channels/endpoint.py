"""Where sockets come in: chooses the format and wires the connection up. Only the wire of our own server will do."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from server.channels.connection import Connections
from server.channels.hub import Hub
from server.channels.json_format import JsonFormat
from server.channels.protobuf_format import ProtobufFormat
from server.channels.protocol import Format
from server.channels.session import Session
from server.channels.wire import EXTENSION, Wire

JSON: Format = JsonFormat()
PROTOBUF: Format = ProtobufFormat()
SUBPROTOCOLS = {"centrifuge-protobuf": PROTOBUF, "centrifuge-json": JSON}


PATH = "/connection/websocket"


class SocketsFirst:
    """Past everything that stands around plain HTTP: a socket would keep all of it on its stack for as long as it lives."""

    def __init__(self, sockets: ASGIApp, web: ASGIApp) -> None:
        self._sockets = sockets
        self._web = web

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        is_socket = scope["type"] == "websocket" and scope["path"] == PATH
        return (self._sockets if is_socket else self._web)(scope, receive, send)


class SocketEndpoint:
    def __init__(self, hub: Hub, connections: Connections) -> None:
        self._hub = hub
        self._connections = connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        wire = scope.get("extensions", {}).get(EXTENSION)
        if not isinstance(wire, Wire):
            raise RuntimeError("Bidroom's sockets need its own server: start it with `bidroom serve`.")
        subprotocol = next((name for name in SUBPROTOCOLS if name in scope["subprotocols"]), None)
        asked = {socket.query_params.get("format"), socket.query_params.get("cf_protocol")}
        format_ = PROTOBUF if "protobuf" in asked else SUBPROTOCOLS.get(subprotocol or "", JSON)
        await socket.accept(subprotocol)
        await self._connections.serve(Session(wire, format_, self._hub), socket)
