"""The Centrifuge protocol's codes: errors in replies, closings of a connection, ends of a subscription."""

from typing import NamedTuple


class Refused(Exception):
    """A command that gets an error reply. Clients try again by themselves where `temporary` is set."""

    def __init__(self, code: int, sentence: str, temporary: bool = False) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.temporary = temporary


class Internal(Refused):
    def __init__(self) -> None:
        super().__init__(100, "That did not work, and that is on us. Please try again.", temporary=True)


class UnknownChannel(Refused):
    def __init__(self) -> None:
        super().__init__(102, "There is no such kind of channel.")


class PermissionDenied(Refused):
    def __init__(self) -> None:
        super().__init__(103, "This channel does not exist, or is not yours to follow.")


class AlreadySubscribed(Refused):
    def __init__(self) -> None:
        super().__init__(105, "This connection is subscribed to the channel already.")


class LimitExceeded(Refused):
    def __init__(self, most: int) -> None:
        super().__init__(106, f"One connection may follow {most} channels.")


class BadRequest(Refused):
    def __init__(self, sentence: str) -> None:
        super().__init__(107, sentence)


class NotAvailable(Refused):
    def __init__(self) -> None:
        super().__init__(108, "This is not available here.")


class UnrecoverablePosition(Refused):
    def __init__(self) -> None:
        super().__init__(112, "The log cannot be recovered from this position. Please take a fresh snapshot.")


class Ending(NamedTuple):
    """A closing of the connection or of one subscription. Clients come back by themselves unless `code` says not to.

    Connections: 3000 to 3499 come back, 3500 to 3999 do not. Subscriptions: below 2500 ended, from 2500 on resubscribe.
    """

    code: int
    reason: str


SHUTDOWN = Ending(3001, "shutdown")
SERVER_ERROR = Ending(3004, "internal server error")
SLOW = Ending(3008, "slow")
INSUFFICIENT_STATE = Ending(3010, "insufficient state")
NO_PONG = Ending(3012, "no pong")
TOO_MANY = Ending(3013, "too many requests")
INVALID_TOKEN = Ending(3500, "invalid token")
SESSION_ENDED = Ending(3500, "session ended")
BAD_REQUEST = Ending(3501, "bad request")
STALE = Ending(3502, "stale")

NO_LONGER_ALLOWED = Ending(2100, "no longer allowed")


class ProtocolBroken(Exception):
    """What was sent is not the protocol; the connection is closed with `ending`."""

    def __init__(self, ending: Ending = BAD_REQUEST) -> None:
        super().__init__(ending.reason)
        self.ending = ending
