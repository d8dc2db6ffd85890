"""What is framed by hand is what `protobuf` would have written, and what is counted is counted before it costs anything."""

import pytest

from server.channels import client_pb2 as pb
from server.channels import protobuf_format
from server.channels.codes import ProtocolBroken
from server.channels.protobuf_format import ProtobufFormat, varint
from server.storage.event_log import Publication

FORMAT = ProtobufFormat()


@pytest.mark.parametrize("offset", [1, 127, 128, 2**32, 2**53 - 1])
@pytest.mark.parametrize("size", [0, 1, 127, 128, 20_000])
@pytest.mark.parametrize("channel", ["market", "bidders:123456", "é" * 100])
def test_the_shared_push_is_what_the_library_writes(offset: int, size: int, channel: str) -> None:
    body = b"x" * size
    push = pb.Push(channel=channel, pub=pb.Publication(data=body, offset=offset))
    written = pb.Reply(push=push).SerializeToString()
    framed = FORMAT.publication(Publication(channel, offset, body, None))
    if size:
        assert framed == varint(len(written)) + written
    assert pb.Reply.FromString(framed[len(framed) - len_of(framed) :]) == pb.Reply(push=push)


def len_of(framed: bytes) -> int:
    length, place = protobuf_format._read_varint(framed, 0)
    assert place + length == len(framed)
    return length


def test_a_flood_of_empty_messages_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = 0

    def count(self: ProtobufFormat, encoded: bytes) -> None:
        nonlocal parsed
        parsed += 1

    monkeypatch.setattr(ProtobufFormat, "_command", count)
    with pytest.raises(ProtocolBroken):
        FORMAT.commands(b"\x00" * 262_144)
    assert parsed == 0


@pytest.mark.parametrize("frame", [b"", b"\x05", b"\x80", b"\xff" * 6, b"\x02\xff\xff", b"\x03\x22\x01\xff"])
def test_what_is_no_protobuf_is_broken(frame: bytes) -> None:
    with pytest.raises(ProtocolBroken):
        FORMAT.commands(frame)
