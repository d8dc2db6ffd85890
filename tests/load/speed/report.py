"""Targets as ratios to a peer of the same rounds, and whether they were met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.load.measuring import table


@dataclass(frozen=True)
class Target:
    """Ours must be at most `most` times the peer's; where `least` is given, at least so many times."""

    what: str
    figures: Mapping[str, float]
    ours: str
    peer: str
    most: float = 0.0
    least: float = 0.0

    def row(self) -> dict[str, object]:
        bound = f"≤ {self.most:g}" if self.most else f"≥ {self.least:g}"
        row: dict[str, object] = {"what": self.what, "beside": self.peer, "target": bound}
        if not (self.figures.get(self.peer) and self.figures.get(self.ours)):
            return {**row, "ratio": "–", "met": "not measured"}
        ratio = self.figures[self.ours] / self.figures[self.peer]
        met = ratio <= self.most if self.most else ratio >= self.least
        return {**row, "ratio": f"{ratio:.2f}", "met": "yes" if met else "**no**"}


def targets(asked: Sequence[Target]) -> str:
    return table([target.row() for target in asked])
