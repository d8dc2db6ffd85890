"""Events whose audience may know that something happened, and not by whom."""

from datetime import datetime

from server.messages import Author, Event


class Unsigned(Event):
    """Carries neither `by` nor `key`, whoever did it: the public must not learn from a count who has bid."""

    def stamped(self, at: datetime, by: Author | None, key: str | None) -> bytes:
        return super().stamped(at, None, None)
