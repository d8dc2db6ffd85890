"""Counting in fixed windows of time, in this process alone."""

import time
from collections import Counter

from limits import RateLimitItem

Whom = tuple[str, ...]


class Windows:
    """A limit's windows are the same for everybody, so that a window that is over is forgotten whole.

    Not the library's MemoryStorage: under load that one starts a thread every 10 ms to look through all that it counts.
    """

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._windows: dict[RateLimitItem, tuple[int, Counter[Whom]]] = {}

    def hit(self, limit: RateLimitItem, *whom: str) -> bool:
        """Counts one more. False where that is one too many."""
        now = int((time.monotonic() - self._began) // limit.get_expiry())
        window, counts = self._windows.get(limit, (-1, Counter()))
        if window != now:
            counts = Counter()
            self._windows[limit] = now, counts
        counts[whom] += 1
        return counts[whom] <= limit.amount
