"""The Centrifuge client protocol's requests, validated, and its replies as data. Formats turn them into bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from server.channels.codes import BadRequest, Ending, Refused
from server.channels.notices import ClientInfo, Notice
from server.storage.event_log import Publication

METHODS = (
    "connect",
    "subscribe",
    "unsubscribe",
    "publish",
    "presence",
    "presence_stats",
    "history",
    "rpc",
    "send",
    "refresh",
    "sub_refresh",
    "ping",
)
"""In the order in which the reference looks for them when a command carries several."""

REJECT_UNRECOVERABLE = 2
"""Flag bit of a client that would rather be refused (112) than get `recovered: false`."""

MOST_CHANNEL_BYTES = 255
MOST_COMMANDS_IN_A_FRAME = 256


@dataclass(frozen=True, slots=True)
class ClientCommand:
    """One command of a frame. A pong has no method, and an rpc's data is JSON in bytes."""

    id: int
    method: str
    fields: dict[str, Any]


def _channel_name(name: str) -> str:
    if not 0 < len(name.encode("utf-8", "replace")) <= MOST_CHANNEL_BYTES:
        raise ValueError(f"between 1 and {MOST_CHANNEL_BYTES} bytes")
    return name


ChannelName = Annotated[str, AfterValidator(_channel_name)]
Offset = Annotated[int, Field(ge=0, le=2**53 - 1)]


class Request(BaseModel):
    """Unknown fields are ignored: newer clients send more."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class StreamPosition(Request):
    offset: Offset = 0
    epoch: str = ""


class Recovery(StreamPosition):
    """Where a client left off, for the subscriptions that the server makes for it."""

    recover: bool = False


class Connect(Request):
    token: str = ""
    subs: dict[str, Recovery] = {}


class Subscribe(Recovery):
    channel: ChannelName
    flag: int = 0
    join_leave: bool = False
    type: int = 0


class OfChannel(Request):
    """A command that says nothing but which channel: unsubscribe, presence, presence_stats."""

    channel: ChannelName


class Publish(OfChannel):
    """`data` is JSON in both formats. The rest is for kinds of channel that there are none of here."""

    data: bytes = b"{}"
    type: int = 0
    key: str = ""
    removed: bool = False


class History(Request):
    channel: ChannelName
    limit: int = 0
    since: StreamPosition | None = None
    reverse: bool = False


class Rpc(Request):
    """`data` is JSON in both formats."""

    method: str = ""
    data: bytes = b"{}"


Q = TypeVar("Q", bound=Request)


def parsed(request: type[Q], fields: dict[str, Any]) -> Q:
    """Refuses 107 and names the first field that is wrong."""
    try:
        return request.model_validate(fields)
    except ValidationError as trouble:
        first = trouble.errors(include_url=False, include_context=False, include_input=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        raise BadRequest(f"{path}: {first['msg']}") from None


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The answer to a subscribe. After a successful recovery `offset` is the position asked for, else the log's top."""

    offset: int
    epoch: str
    recovered: bool = False
    was_recovering: bool = False
    publications: Sequence[Publication] = ()


class Format(Protocol):
    """One of the protocol's two encodings. A message is one reply or push; a frame carries several, ready for the socket."""

    name: str

    def commands(self, frame: str | bytes) -> list[ClientCommand]:
        """Raises ProtocolBroken."""

    def frame(self, messages: Sequence[bytes]) -> bytes: ...

    def publication(self, publication: Publication) -> bytes: ...

    def notice(self, notice: Notice) -> bytes: ...

    def unsubscribed(self, channel: str, ending: Ending) -> bytes: ...

    def ping(self) -> bytes: ...

    def error(self, id: int, refused: Refused) -> bytes: ...

    def connected(self, id: int, result: dict[str, Any], subs: dict[str, Subscribed]) -> bytes: ...

    def subscribed(self, id: int, result: Subscribed) -> bytes: ...

    def history(self, id: int, publications: Sequence[Publication], top: int, epoch: str) -> bytes: ...

    def presence(self, id: int, clients: Sequence[ClientInfo]) -> bytes: ...

    def presence_stats(self, id: int, clients: int, users: int) -> bytes: ...

    def rpc(self, id: int, data: bytes) -> bytes: ...

    def empty(self, id: int, method: str) -> bytes: ...
