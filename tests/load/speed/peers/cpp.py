"""uWebSockets, by socketify: Python is called once a publication, all else is C++ on a loop of its own. `cpp.py PORT`"""

import sys
from typing import Any

from socketify import App, AppListenOptions, OpCode  # type: ignore[import-not-found,import-untyped,unused-ignore]


def subscribe(socket: Any) -> None:
    socket.subscribe("room")


def publish(socket: Any, message: str, opcode: int) -> None:
    app.publish("room", message, OpCode.TEXT)


app = App(lifespan=False)
app.ws("/subscribe", {"open": subscribe, "idle_timeout": 0})
app.ws("/publish", {"message": publish, "idle_timeout": 0})
app.listen(AppListenOptions(port=int(sys.argv[1]), host="127.0.0.1"), lambda _: None)
app.loop.uv_loop.run()  # app.run() would turn asyncio's loop beside it without ever waiting, and be charged for that
