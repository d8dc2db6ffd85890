"""What Python can do at best: a handshake of its own, one frame for all, one `transport.write` each. `bare.py PORT`"""

import asyncio
import base64
import hashlib
import sys
from typing import cast

import uvloop

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Peer(asyncio.Protocol):
    subscribers: dict["Peer", asyncio.Transport] = {}  # noqa: RUF012

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.buffer = bytearray()
        self.upgraded = False

    def connection_lost(self, exc: Exception | None) -> None:
        self.subscribers.pop(self, None)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.upgraded:
            self._upgrade()
        while self.upgraded and self._take_frame():
            pass

    def _upgrade(self) -> None:
        head, end, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        if not end:
            return
        headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        key = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key")).split(b": ")[1]
        assert headers[b"upgrade"] == b"websocket"
        accept = base64.b64encode(hashlib.sha1(key + GUID).digest())
        self.transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        self.upgraded, self.buffer = True, bytearray(rest)
        if head.startswith(b"GET /subscribe"):
            self.subscribers[self] = self.transport

    def _take_frame(self) -> bool:
        buffer = self.buffer
        if len(buffer) < 6:
            return False
        size, start = buffer[1] & 127, 2
        if size == 126:
            size, start = int.from_bytes(buffer[2:4]), 4
        if len(buffer) < start + 4 + size:
            return False
        mask = buffer[start : start + 4]
        payload = bytes(byte ^ mask[i & 3] for i, byte in enumerate(buffer[start + 4 : start + 4 + size]))
        opcode = buffer[0] & 15
        del buffer[: start + 4 + size]
        if opcode == 1:
            self._publish(payload)
        else:
            self.transport.close()
        return True

    def _publish(self, payload: bytes) -> None:
        size = len(payload)
        head = bytes((0x81, size)) if size < 126 else bytes((0x81, 126)) + size.to_bytes(2)
        frame = head + payload
        for transport in self.subscribers.values():
            transport.write(frame)


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Peer, "127.0.0.1", int(sys.argv[1]), backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
