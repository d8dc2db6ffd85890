"""Whether a client that comes back gets exactly what it missed, or must take a fresh snapshot (protocol: recovery)."""

from server.channels.protocol import Recovery, Subscribed
from server.channels.tail import Tail


def answer(asked: Recovery, epoch: str, top: int, tail: Tail) -> Subscribed:
    """A recovery is whole or not at all: the position's epoch is ours, it is not ahead of the log, the tail covers it."""
    if not asked.recover:
        return Subscribed(top, epoch)
    missed = tail.after(asked.offset)
    if asked.epoch not in ("", epoch) or asked.offset > top or missed is None:
        return Subscribed(top, epoch, was_recovering=True)
    return Subscribed(asked.offset, epoch, recovered=True, was_recovering=True, publications=missed)
