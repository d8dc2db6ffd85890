"""How it is usually written: `await socket.send_text(message)` for one subscriber after the other. Run by uvicorn."""

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

subscribers: set[WebSocket] = set()


async def subscribe(socket: WebSocket) -> None:
    await socket.accept()
    subscribers.add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        pass
    finally:
        subscribers.discard(socket)


async def publish(socket: WebSocket) -> None:
    await socket.accept()
    async for message in socket.iter_text():
        for subscriber in list(subscribers):
            await subscriber.send_text(message)


app = Starlette(routes=[WebSocketRoute("/subscribe", subscribe), WebSocketRoute("/publish", publish)])
