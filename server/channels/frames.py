"""Unmasked, unfragmented WebSocket frames, made once for everybody (RFC 6455, section 5.2)."""

import struct

TEXT = 0x81
BINARY = 0x82


def text_frame(payload: bytes) -> bytes:
    return _head(TEXT, len(payload)) + payload


def binary_frame(payload: bytes) -> bytes:
    return _head(BINARY, len(payload)) + payload


def _head(opcode: int, size: int) -> bytes:
    if size < 126:
        return bytes((opcode, size))
    if size < 65536:
        return struct.pack("!BBH", opcode, 126, size)
    return struct.pack("!BBQ", opcode, 127, size)
