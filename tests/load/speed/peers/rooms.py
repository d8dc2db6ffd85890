"""python-socketio: everybody in one room, to which an event is emitted. REDIS names the Redis of several processes."""

import os
from typing import Any

import socketio  # type: ignore[import-not-found,import-untyped,unused-ignore]

redis = os.environ.get("REDIS")
manager = socketio.AsyncRedisManager(redis) if redis else None
server = socketio.AsyncServer(async_mode="asgi", client_manager=manager, transports=["websocket"])


async def connect(client: str, environ: dict[str, Any]) -> None:
    if "publishes" not in environ["QUERY_STRING"]:
        await server.enter_room(client, "room")


async def publish(client: str, message: Any) -> None:
    await server.emit("told", message, room="room")


server.on("connect", connect)
server.on("publish", publish)
app = socketio.ASGIApp(server)
