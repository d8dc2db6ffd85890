"""What each process says of who is there, for the others to read. One that dies says nothing more: its lease runs out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

LEASE_SECONDS = 15

StateOf = Callable[[str], bytes]
"""What this process says of a channel now; b"" for nothing."""


class Leases(Protocol):
    """Whatever cannot be done because the others are away raises OSError."""

    def begin(self, epoch: str) -> None:
        """Only processes of one `epoch`, which is one database's, see each other. The lease is taken by `renew`."""

    async def close(self) -> None:
        """Gives the lease back: from now on this process says nothing."""

    async def write(self, channels: Collection[str], state_of: StateOf) -> None: ...

    async def renew(self, everything: Callable[[], Collection[str]], state_of: StateOf) -> bool:
        """Keeps the lease for another while. False where there was none: then a new one begins, with everything in it."""

    async def others(self, channels: Sequence[str]) -> Mapping[str, Sequence[bytes]]:
        """What the other living processes say of these channels.

        Raises OSError too where this process's own lease is gone: then the others' may be gone as little as it is.
        """


class MemoryLeases:
    """One process is all there is."""

    def begin(self, epoch: str) -> None:
        pass

    async def close(self) -> None:
        pass

    async def write(self, channels: Collection[str], state_of: StateOf) -> None:
        pass

    async def renew(self, everything: Callable[[], Collection[str]], state_of: StateOf) -> bool:
        return True

    async def others(self, channels: Sequence[str]) -> Mapping[str, Sequence[bytes]]:
        return {}
