"""What a process counts of its own work, for its metrics and for the tests that hold its costs."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Counts:
    """What this process has done since it started."""

    published: int = 0
    """Events that reached this process and somebody here follows."""
    signals: int = 0
    """Signals that reached this process and somebody here follows the channel."""
    delivered: int = 0
    """Events times the subscribers who got them in the shared frame."""
    served_alone: int = 0
    """Events given to one subscriber that was behind."""
    recovered: int = 0
    unrecovered: int = 0
    log_reads: int = 0
    gaps: int = 0
    closed: Counter[int] = field(default_factory=Counter)
    """Connections that the server closed, by code."""
