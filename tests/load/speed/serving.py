"""`bidroom serve` with two doors that only the bench knows: what is said there is told to everybody who follows job 1.

`/publish` commits an event of 200 bytes through the log, as any command does, durable before it is delivered.
`/hand-over` gives one of the same size to the bus as if it had just been committed: the delivery and nothing else.
"""

import asyncio
import json
import os
from itertools import count
from typing import Literal

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from server.app import App, create_app
from server.channels.serving import Server
from server.messages import NOBODY, Event
from server.settings import Settings
from server.storage.event_log import Publication
from server.storage.tx import Tx

CHANNEL = "job:1"
BYTES = 200


class Told(Event):
    type: Literal["speed.told"] = "speed.told"
    mark: str
    text: str


def tell(tx: Tx, mark: str, channel: str = CHANNEL) -> None:
    bare = len(Told(mark=mark, text="").stamped(tx.now, None, None))
    tx.emit(channel, Told(mark=mark, text="x" * (BYTES - bare)))


class Doors:
    def __init__(self, parts: App, one_writer: bool) -> None:
        self._one_writer = one_writer
        self._database = parts.storage.database
        self._log_reader = parts.storage.log_reader
        self._going: set[asyncio.Task[None]] = set()

    async def publish(self, socket: WebSocket) -> None:
        await socket.accept()
        async for said in socket.iter_text():
            write = self._database.write(NOBODY, tell, json.loads(said)["mark"])
            if self._one_writer:
                going = asyncio.create_task(write)
                self._going.add(going)
                going.add_done_callback(self._going.discard)
            else:  # several write at once, and the client wants the order in which it asked
                await write

    async def hand_over(self, socket: WebSocket) -> None:
        await socket.accept()
        top = (await self._log_reader.tops([CHANNEL])).get(CHANNEL, 0)
        numbers = count(top + 1)
        async for said in socket.iter_text():
            self._database.publish([Publication(CHANNEL, next(numbers), said.encode(), None)])


def main() -> None:
    settings = Settings.read(os.environ)
    parts = create_app(settings)
    doors = Doors(parts, one_writer=settings.sqlite_path is not None)
    parts.web.router.routes[:0] = [WebSocketRoute("/publish", doors.publish), WebSocketRoute("/hand-over", doors.hand_over)]
    parts.storage.prepare()
    Server(parts.asgi, parts.connections, settings.host, settings.port, settings.closing_seconds).run()


if __name__ == "__main__":
    main()
