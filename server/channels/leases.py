"""What each process says of who is there, for the others to read. One that dies says nothing more: its lease runs out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

StateOf = Callable[[str], bytes]
"""What this process says of a channel now; b"" for nothing."""


class Leases(Protocol):
    """Whatever cannot be done because the others are away raises OSError."""

    async def open(self, epoch: str) -> None:
        """Takes this process's own lease. Only processes of one `epoch`, which is one database's, see each other."""

    async def close(self) -> None:
        """Gives the lease back: from now on this process says nothing."""

    async def write(self, channels: Collection[str], state_of: StateOf) -> None: ...

    async def renew(self) -> bool:
        """Keeps the lease for another while. False where it had run out, and everything must be written again."""

    async def others(self, channels: Sequence[str]) -> Mapping[str, Sequence[bytes]]:
        """What the other living processes say of these channels."""


class MemoryLeases:
    """One process is all there is."""

    async def open(self, epoch: str) -> None:
        pass

    async def close(self) -> None:
        pass

    async def write(self, channels: Collection[str], state_of: StateOf) -> None:
        pass

    async def renew(self) -> bool:
        return True

    async def others(self, channels: Sequence[str]) -> Mapping[str, Sequence[bytes]]:
        return {}
