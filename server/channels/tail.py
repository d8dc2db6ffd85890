"""The last part of a channel's log, kept in memory while somebody listens: it serves reconnects and catching up."""

from collections import deque
from collections.abc import Iterable

from server.storage.event_log import Publication

MOST_BYTES = 256 * 1024


class Tail:
    """Consecutive publications up to the channel's top. `start` is the offset before the first one."""

    __slots__ = ("_publications", "_size", "start")

    def __init__(self, top: int, publications: Iterable[Publication] = ()) -> None:
        self._publications = deque(publications)
        self._size = sum(len(each.body) for each in self._publications)
        self.start = self._publications[0].offset - 1 if self._publications else top

    def add(self, publication: Publication) -> None:
        self._publications.append(publication)
        self._size += len(publication.body)
        while self._size > MOST_BYTES and len(self._publications) > 1:
            dropped = self._publications.popleft()
            self._size -= len(dropped.body)
            self.start = dropped.offset

    def after(self, offset: int) -> list[Publication] | None:
        """What follows an offset, or None where the tail does not reach back that far."""
        if offset < self.start:
            return None
        missed = []
        for publication in reversed(self._publications):
            if publication.offset <= offset:
                break
            missed.append(publication)
        missed.reverse()
        return missed
