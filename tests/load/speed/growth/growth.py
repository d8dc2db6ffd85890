"""Figures by what was measured and what grew, as tables that show at once how it grows."""

from collections import defaultdict
from statistics import median

from tests.load.measuring import table

TIMES = (1, 4, 16)


class Growth:
    def __init__(self) -> None:
        self._measured: dict[str, dict[str, dict[int, list[float]]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(list))
        )

    def add(self, measure: str, what: str, times: int, figure: float) -> None:
        """`what` grew so many times. Of several rounds the median is shown."""
        self._measured[measure][what][times].append(figure)

    def tables(self) -> str:
        return "\n\n".join(f"### {measure}\n\n{table(self._rows(measure))}" for measure in self._measured)

    def _rows(self, measure: str) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        for what, grown in self._measured[measure].items():
            figures = [median(grown[times]) for times in TIMES]
            shown = {f"{times} ×": _shown(figure) for times, figure in zip(TIMES, figures, strict=True)}
            ratios = " / ".join(f"×{figure / figures[0]:.1f}" if figures[0] else "–" for figure in figures)
            rows.append({"what grows": what, **shown, "grows with it": ratios})
        return rows


def _shown(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"
