"""The protocol's Protobuf format: binary frames, each message after its length as a varint.

Everything is written by `protobuf` from our own client.proto, but the push that a thousand subscribers share.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from google.protobuf.message import DecodeError, Message

from server.channels import client_pb2 as pb
from server.channels.codes import Ending, ProtocolBroken, Refused
from server.channels.frames import binary_frame
from server.channels.notices import ClientInfo, Kind, Notice
from server.channels.protocol import METHODS, MOST_COMMANDS_IN_A_FRAME, ClientCommand, Subscribed
from server.storage.event_log import Publication

MOST_VARINT_BYTES = 5


def varint(number: int) -> bytes:
    """Base 128, the low seven bits first; the high bit says that more follows."""
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited field."""
    return varint(number << 3 | 2) + varint(len(content)) + content


@lru_cache(maxsize=10_000)
def _channel_field(channel: str) -> bytes:
    return _field(2, channel.encode())


class ProtobufFormat:
    name = "protobuf"

    def commands(self, frame: str | bytes) -> list[ClientCommand]:
        if isinstance(frame, str) or not frame:
            raise ProtocolBroken
        messages = list(islice(_messages(frame), MOST_COMMANDS_IN_A_FRAME + 1))  # counted before they cost anything
        if len(messages) > MOST_COMMANDS_IN_A_FRAME:
            raise ProtocolBroken
        return [self._command(message) for message in messages]

    def _command(self, encoded: bytes) -> ClientCommand:
        try:
            command = pb.Command.FromString(encoded)
        except DecodeError:
            raise ProtocolBroken from None
        method = next((name for name in METHODS if command.HasField(name)), "")
        return ClientCommand(command.id, method, _fields(getattr(command, method)) if method else {})

    def frame(self, messages: Sequence[bytes]) -> bytes:
        return binary_frame(b"".join(messages))

    def publication(self, publication: Publication) -> bytes:
        # Reply.push = Push.channel, Push.pub = Publication.data, Publication.offset.
        pub = _field(4, publication.body) + (b"\x30" + varint(publication.offset) if publication.offset else b"")
        push = _field(4, _channel_field(publication.channel) + _field(4, pub))
        return varint(len(push)) + push

    def notice(self, notice: Notice) -> bytes:
        info = _info(notice.info)
        match notice.kind:
            case Kind.SIGNAL:
                push = pb.Push(channel=notice.channel, pub=pb.Publication(data=notice.body, info=info))
            case Kind.JOIN:
                push = pb.Push(channel=notice.channel, join=pb.Join(info=info))
            case Kind.LEAVE:
                push = pb.Push(channel=notice.channel, leave=pb.Leave(info=info))
        return _sized(pb.Reply(push=push))

    def unsubscribed(self, channel: str, ending: Ending) -> bytes:
        unsubscribe = pb.Unsubscribe(code=ending.code, reason=ending.reason)
        return _sized(pb.Reply(push=pb.Push(channel=channel, unsubscribe=unsubscribe)))

    def ping(self) -> bytes:
        return b"\x00"

    def error(self, id: int, refused: Refused) -> bytes:
        error = pb.Error(code=refused.code, message=refused.sentence, temporary=refused.temporary)
        return _sized(pb.Reply(id=id, error=error))

    def connected(self, id: int, result: dict[str, Any], subs: dict[str, Subscribed]) -> bytes:
        members = {channel: _subscribed(sub) for channel, sub in subs.items()}
        return _sized(pb.Reply(id=id, connect=pb.ConnectResult(**result, subs=members)))

    def subscribed(self, id: int, result: Subscribed) -> bytes:
        return _sized(pb.Reply(id=id, subscribe=_subscribed(result)))

    def history(self, id: int, publications: Sequence[Publication], top: int, epoch: str) -> bytes:
        history = pb.HistoryResult(publications=_publications(publications), offset=top, epoch=epoch)
        return _sized(pb.Reply(id=id, history=history))

    def presence(self, id: int, clients: Sequence[ClientInfo]) -> bytes:
        # Present though it may be empty, which some SDKs insist on.
        reply = pb.Reply(id=id, presence=pb.PresenceResult(presence={each.client: _info(each) for each in clients}))
        return _sized(reply)

    def presence_stats(self, id: int, clients: int, users: int) -> bytes:
        return _sized(pb.Reply(id=id, presence_stats=pb.PresenceStatsResult(num_clients=clients, num_users=users)))

    def rpc(self, id: int, data: bytes) -> bytes:
        return _sized(pb.Reply(id=id, rpc=pb.RPCResult(data=data)))

    def empty(self, id: int, method: str) -> bytes:
        reply = pb.Reply(id=id)
        getattr(reply, method).SetInParent()  # present though empty, which some SDKs insist on
        return _sized(reply)


def _messages(frame: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(frame):
        length, place = _read_varint(frame, place)
        if place + length > len(frame):
            raise ProtocolBroken
        yield frame[place : place + length]
        place += length


def _read_varint(frame: bytes, place: int) -> tuple[int, int]:
    number = 0
    for shift in range(MOST_VARINT_BYTES):
        if place == len(frame):
            break
        byte = frame[place]
        place += 1
        number |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            return number, place
    raise ProtocolBroken


def _fields(message: Message) -> dict[str, Any]:
    """What was set, by name; messages within become dicts, maps of them too."""
    fields: dict[str, Any] = {}
    for descriptor, value in message.ListFields():
        if isinstance(value, Message):
            fields[descriptor.name] = _fields(value)
        elif descriptor.message_type is not None:
            fields[descriptor.name] = {key: _fields(value[key]) for key in value}
        else:
            fields[descriptor.name] = value
    return fields


def _info(info: ClientInfo) -> pb.ClientInfo:
    return pb.ClientInfo(user=info.user, client=info.client, conn_info=info.about)


def _subscribed(result: Subscribed) -> pb.SubscribeResult:
    return pb.SubscribeResult(
        recoverable=True,
        positioned=True,
        epoch=result.epoch,
        offset=result.offset,
        recovered=result.recovered,
        was_recovering=result.was_recovering,
        publications=_publications(result.publications),
    )


def _publications(publications: Sequence[Publication]) -> list[pb.Publication]:
    return [pb.Publication(data=each.body, offset=each.offset) for each in publications]


def _sized(reply: pb.Reply) -> bytes:
    encoded = reply.SerializeToString()
    return varint(len(encoded)) + encoded
