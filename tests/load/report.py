"""What a part of the bench gives back: its tables, and how its figures stand to the targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """`bound` is for ours divided by the peer's or, without a peer, for ours itself; `least` where more is better.

    A goal is what would be better still than the target before it.
    """

    measure: str
    ours: float | None
    unit: str
    bound: float
    beside: str = ""
    peers: float | None = None
    least: bool = False
    goal: bool = False

    def row(self) -> dict[str, object]:
        kind = "goal " if self.goal else ""
        bound = f"{'≥' if self.least else '≤'} {self.bound:,g} {'×' if self.beside else self.unit}".strip()
        row: dict[str, object] = {"measure": self.measure, "target": kind + bound, "beside": self.beside or "–"}
        row |= {"its figure": _shown(self.peers, self.unit), "ours": _shown(self.ours, self.unit)}
        against = self.peers if self.beside else self.bound
        if self.ours is None or not against:
            return {**row, "ratio": "–", "met": "not measured"}
        ratio = self.ours / against
        limit = self.bound if self.beside else 1.0
        met = ratio >= limit if self.least else ratio <= limit
        return {**row, "ratio": f"{ratio:.2f}", "met": "yes" if met else "**no**"}


def beside(
    measure: str, figures: Mapping[str, float], ours: str, peer: str, bound: float, unit: str, *, least: bool = False
) -> Target:
    """Of figures by name, made in the same rounds."""
    return Target(measure, figures.get(ours), unit, bound, peer, figures.get(peer), least)


@dataclass(frozen=True)
class Report:
    tables: str
    targets: Sequence[Target] = ()
    rounds: int = 1


def _shown(figure: float | None, unit: str) -> str:
    if figure is None:
        return "–"
    return (f"{figure:,.0f} {unit}" if figure >= 100 else f"{figure:.4g} {unit}").strip()
