"""The protocol's JSON format: text frames, one message a line."""

import json
from collections.abc import Sequence
from functools import lru_cache
from types import NoneType
from typing import Any

from server.channels.codes import Ending, ProtocolBroken, Refused
from server.channels.frames import text_frame
from server.channels.notices import ClientInfo, Kind, Notice
from server.channels.protocol import METHODS, MOST_COMMANDS_IN_A_FRAME, ClientCommand, Subscribed
from server.storage.event_log import Publication

WITH_DATA = frozenset({"rpc", "publish"})


def _dumps(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@lru_cache(maxsize=10_000)
def _push_head(channel: str) -> bytes:
    return b'{"push":{"channel":' + _dumps(channel) + b',"pub":{"data":'


class JsonFormat:
    name = "json"

    def commands(self, frame: str | bytes) -> list[ClientCommand]:
        lines = frame.strip("\n").split("\n") if isinstance(frame, str) else []
        if not lines or len(lines) > MOST_COMMANDS_IN_A_FRAME:
            raise ProtocolBroken
        return [self._command(line) for line in lines]

    def _command(self, line: str) -> ClientCommand:
        try:
            command = json.loads(line)
        except (ValueError, RecursionError):
            raise ProtocolBroken from None
        if not isinstance(command, dict):
            raise ProtocolBroken
        number = command.get("id", 0)
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**32:
            raise ProtocolBroken
        method = next((name for name in METHODS if name in command), "")
        fields = command.get(method)
        if not isinstance(fields, dict | NoneType):
            raise ProtocolBroken
        if method in WITH_DATA and fields and "data" in fields:
            # Escaped, so that half a surrogate pair reaches the validation and is refused there.
            fields["data"] = json.dumps(fields["data"]).encode()
        return ClientCommand(number, method, fields or {})

    def frame(self, messages: Sequence[bytes]) -> bytes:
        return text_frame(b"\n".join(messages))

    def publication(self, publication: Publication) -> bytes:
        head = _push_head(publication.channel)
        return b'%b%b,"offset":%d}}}' % (head, publication.body, publication.offset)

    def notice(self, notice: Notice) -> bytes:
        info = _info(notice.info)
        if notice.kind is Kind.SIGNAL:
            return b'%b%b,"info":%b}}}' % (_push_head(notice.channel), notice.body, info)
        return b'{"push":{"channel":%b,"%b":{"info":%b}}}' % (
            _dumps(notice.channel),
            notice.kind.name.lower().encode(),
            info,
        )

    def unsubscribed(self, channel: str, ending: Ending) -> bytes:
        return _dumps({"push": {"channel": channel, "unsubscribe": {"code": ending.code, "reason": ending.reason}}})

    def ping(self) -> bytes:
        return b"{}"

    def error(self, id: int, refused: Refused) -> bytes:
        error: dict[str, Any] = {"code": refused.code, "message": refused.sentence}
        if refused.temporary:
            error["temporary"] = True
        return _dumps({"id": id, "error": error})

    def connected(self, id: int, result: dict[str, Any], subs: dict[str, Subscribed]) -> bytes:
        members = b",".join(_dumps(channel) + b":" + self._subscribed(sub) for channel, sub in subs.items())
        connect = _dumps(result)[:-1] + b',"subs":{' + members + b"}}" if subs else _dumps(result)
        return b'{"id":%d,"connect":%b}' % (id, connect)

    def subscribed(self, id: int, result: Subscribed) -> bytes:
        return b'{"id":%d,"subscribe":%b}' % (id, self._subscribed(result))

    def history(self, id: int, publications: Sequence[Publication], top: int, epoch: str) -> bytes:
        listed = self._publications(publications)
        return b'{"id":%d,"history":{"publications":%b,"offset":%d,"epoch":%b}}' % (id, listed, top, _dumps(epoch))

    def presence(self, id: int, clients: Sequence[ClientInfo]) -> bytes:
        members = b",".join(_dumps(each.client) + b":" + _info(each) for each in clients)
        return b'{"id":%d,"presence":{"presence":{%b}}}' % (id, members)

    def presence_stats(self, id: int, clients: int, users: int) -> bytes:
        return _dumps({"id": id, "presence_stats": {"num_clients": clients, "num_users": users}})

    def rpc(self, id: int, data: bytes) -> bytes:
        return b'{"id":%d,"rpc":{"data":%b}}' % (id, data)

    def empty(self, id: int, method: str) -> bytes:
        return _dumps({"id": id, method: {}})

    def _subscribed(self, result: Subscribed) -> bytes:
        fields: dict[str, Any] = {"recoverable": True, "positioned": True, "epoch": result.epoch}
        fields |= {"offset": result.offset} if result.offset else {}
        fields |= {"was_recovering": True, "recovered": result.recovered} if result.was_recovering else {}
        encoded = _dumps(fields)
        if result.publications:
            encoded = encoded[:-1] + b',"publications":' + self._publications(result.publications) + b"}"
        return encoded

    def _publications(self, publications: Sequence[Publication]) -> bytes:
        return b"[" + b",".join(b'{"data":%b,"offset":%d}' % (each.body, each.offset) for each in publications) + b"]"


def _info(info: ClientInfo) -> bytes:
    encoded = _dumps({"user": info.user, "client": info.client})
    return encoded[:-1] + b',"conn_info":' + info.about + b"}" if info.about else encoded
