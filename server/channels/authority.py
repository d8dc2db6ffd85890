"""What the engine asks of the product, handed in by `app`. The engine itself knows no person and no rule."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from server.messages import Caller, Said


class Welcome(Protocol):
    """Who connected. `own` is the channel that the server subscribes them to, `checked` its top when they were looked up.

    `about` is what others are told of them, as JSON; empty where nobody is signed in.
    """

    @property
    def caller(self) -> Caller: ...

    @property
    def about(self) -> bytes: ...

    @property
    def now(self) -> datetime: ...

    @property
    def own(self) -> str | None: ...

    @property
    def checked(self) -> int: ...


class Authority(Protocol):
    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of channel that there are: `job` of `job:7`."""

    async def welcome(self, headers: Mapping[str, str], token: str, address: str) -> Welcome:
        """Looks up whoever connects, by the token or else by the handshake's headers.

        Refuses not_signed_in where a token was shown and no standing session belongs to it.
        """

    async def allowed(self, caller: Caller, channels: frozenset[str]) -> dict[str, int]:
        """Of these channels, those that the caller may follow, each with its top in the same snapshot."""

    def admit(self, connection: str) -> None:
        """Counts one command of a connection. Refuses too_many."""

    def signal(self, caller: Caller, about: bytes, channel: str, data: bytes) -> Said:
        """What is told to the others of a subscriber's signal, whose fields are JSON. Raises a Refusal."""

    async def call(self, caller: Caller, method: str, data: bytes) -> bytes:
        """Carries out a command or a query. Its fields and its result are JSON. Raises a Refusal."""
