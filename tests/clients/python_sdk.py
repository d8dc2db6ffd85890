"""centrifuge-python as a subscriber, in this process."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import centrifuge
from centrifuge import CentrifugeError, ReplyError, StreamPosition

from tests.clients.answers import Refused, Unanswered
from tests.clients.subscriber import Since, Subscriber

SOONEST, LATEST = 0.02, 0.2  # seconds between two attempts: a test has no time for the usual 20


class PySubscriber(Subscriber):
    def __init__(self, url: str, token: str = "", name: str = "python", protobuf: bool = False) -> None:
        super().__init__(name)
        self.asked: set[str] = set()
        self.client = _Client(self, url, token, protobuf)
        self._protobuf = protobuf

    async def connect(self) -> None:
        await self.client.connect()

    async def subscribe(self, channel: str, since: Since | None = None, *, join_leave: bool = False) -> None:
        self.asked.add(channel)
        self.ended.pop(channel, None)
        subscription = self.client.new_subscription(
            channel,
            events=_SubscriptionTells(self, channel),
            recoverable=True,
            join_leave=join_leave,
            min_resubscribe_delay=SOONEST,
            max_resubscribe_delay=LATEST,
            get_state=self._beginning_at(since) if since else None,
        )
        await subscription.subscribe()

    async def unsubscribe(self, channel: str) -> None:
        subscription = self.client.get_subscription(channel)
        assert subscription, f"{self.name} never subscribed to {channel}"
        await subscription.unsubscribe()
        self.client.remove_subscription(subscription)

    async def asks(self, method: str, /, **fields: Any) -> Any:
        with _answered():
            return _decoded((await self.client.rpc(method, self._encoded(fields))).data)

    async def publishes(self, channel: str, **data: Any) -> None:
        with _answered():
            await self.client.publish(channel, self._encoded(data))

    async def presence(self, channel: str) -> dict[str, Any]:
        with _answered():
            clients = (await self.client.presence(channel)).clients
        return {client: _about(info) for client, info in clients.items()}

    async def presence_stats(self, channel: str) -> tuple[int, int]:
        with _answered():
            stats = await self.client.presence_stats(channel)
        return stats.num_clients, stats.num_users

    async def history(self, channel: str, limit: int, since: Since | None = None, *, reverse: bool = False) -> list[int]:
        position = StreamPosition(offset=since["offset"], epoch=since["epoch"]) if since else None
        with _answered():
            history = await self.client.history(channel, limit=limit, since=position, reverse=reverse)
        return [publication.offset for publication in history.publications]

    async def top(self, channel: str) -> int:
        with _answered():
            return int((await self.client.history(channel, limit=0)).offset)

    async def _leave(self) -> None:
        await self.client.disconnect()
        while tasks := self.client._background_tasks - {asyncio.current_task()}:
            await asyncio.gather(*tasks, return_exceptions=True)

    def _encoded(self, data: Any) -> Any:
        return json.dumps(data).encode() if self._protobuf else data

    def _beginning_at(self, since: Since) -> Callable[[str], Awaitable[StreamPosition]]:
        asked = False

        async def position(channel: str) -> StreamPosition:
            nonlocal asked
            if asked:  # the SDK asks again only after the server could not recover from where it was
                self._was_told("trouble", sentence=f"{channel} could not be recovered")
            asked = True
            return StreamPosition(offset=since["offset"], epoch=since["epoch"])

        return position


class _Client(centrifuge.Client):
    """Looks over the SDK's shoulder: pushes of channels that nobody asked for it would drop without a word."""

    def __init__(self, subscriber: PySubscriber, url: str, token: str, protobuf: bool) -> None:
        super().__init__(
            url,
            events=_ClientTells(subscriber),
            token=token,
            use_protobuf=protobuf,
            min_reconnect_delay=SOONEST,
            max_reconnect_delay=LATEST,
            proxy=None,
        )
        self._subscriber = subscriber

    async def _process_reply(self, reply: dict[str, Any]) -> None:
        asked = self._subscriber.asked
        asked.update(reply.get("connect", {}).get("subs", {}))
        channel = reply.get("push", {}).get("channel")
        if channel is not None and channel not in asked:
            self._subscriber._was_told("stray", channel=channel)
        await super()._process_reply(reply)


class _ClientTells(centrifuge.ClientEventHandler):
    """Of the connection and of the channels that the server subscribes to."""

    def __init__(self, subscriber: PySubscriber) -> None:
        self._told = subscriber._was_told

    async def on_connected(self, ctx: centrifuge.ConnectedContext) -> None:
        self._told("connected")

    async def on_connecting(self, ctx: centrifuge.ConnectingContext) -> None:
        self._told("connecting")

    async def on_disconnected(self, ctx: centrifuge.DisconnectedContext) -> None:
        self._told("disconnected", code=ctx.code, reason=ctx.reason)

    async def on_error(self, ctx: centrifuge.ErrorContext) -> None:
        self._told("error", sentence=f"{ctx.code} {ctx.error}")

    async def on_subscribed(self, ctx: centrifuge.ServerSubscribedContext) -> None:
        self._told("subscribed", **_subscribed(ctx))

    async def on_subscribing(self, ctx: centrifuge.ServerSubscribingContext) -> None:
        self._told("subscribing", channel=ctx.channel)

    async def on_unsubscribed(self, ctx: centrifuge.ServerUnsubscribedContext) -> None:
        self._told("unsubscribed", channel=ctx.channel, code=-1, reason="by the server")

    async def on_publication(self, ctx: centrifuge.ServerPublicationContext) -> None:
        self._told("publication", channel=ctx.channel, offset=ctx.pub.offset or 0, data=_decoded(ctx.pub.data))


class _SubscriptionTells(centrifuge.SubscriptionEventHandler):
    def __init__(self, subscriber: PySubscriber, channel: str) -> None:
        self._told = subscriber._was_told
        self._channel = channel

    async def on_subscribed(self, ctx: centrifuge.SubscribedContext) -> None:
        self._told("subscribed", **_subscribed(ctx))

    async def on_subscribing(self, ctx: centrifuge.SubscribingContext) -> None:
        self._told("subscribing", channel=self._channel)

    async def on_unsubscribed(self, ctx: centrifuge.UnsubscribedContext) -> None:
        self._told("unsubscribed", channel=self._channel, code=ctx.code, reason=ctx.reason)

    async def on_publication(self, ctx: centrifuge.PublicationContext) -> None:
        self._told("publication", channel=self._channel, offset=ctx.pub.offset or 0, data=_decoded(ctx.pub.data))

    async def on_join(self, ctx: centrifuge.JoinContext) -> None:
        self._told("join", channel=self._channel, client=ctx.info.client, about=_about(ctx.info))

    async def on_leave(self, ctx: centrifuge.LeaveContext) -> None:
        self._told("leave", channel=self._channel, client=ctx.info.client, about=_about(ctx.info))

    async def on_error(self, ctx: centrifuge.SubscriptionErrorContext) -> None:
        self._told("error", sentence=f"{self._channel}: {ctx.code} {ctx.error}")


def _subscribed(ctx: centrifuge.SubscribedContext | centrifuge.ServerSubscribedContext) -> dict[str, Any]:
    return {
        "channel": ctx.channel,
        "offset": ctx.stream_position.offset if ctx.stream_position else 0,
        "was_recovering": ctx.was_recovering,
        "recovered": ctx.recovered,
    }


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except ReplyError as refused:
        raise Refused(refused.code, refused.message) from None
    except CentrifugeError as trouble:
        raise Unanswered(f"{type(trouble).__name__}: {trouble}") from trouble


def _about(info: centrifuge.ClientInfo) -> Any:
    return _decoded(info.conn_info) if info.conn_info else None


def _decoded(data: Any) -> Any:
    """Over Protobuf the SDK hands over bytes."""
    return json.loads(data) if isinstance(data, bytes) else data
