"""A measurement as a row of the results: what, how much, against what, and whether the target is met."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of bench/results.md. `ratio` is measured over against, both from the same run."""

    what: str
    measured: str
    against: str
    ratio: float | None
    target: float | None
    note: str = ""

    @property
    def verdict(self) -> str:
        """`met`, `missed`, or nothing where no target is set."""
        if self.ratio is None or self.target is None:
            return ""
        return "met" if self.ratio <= self.target else "**missed**"


def paired(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 5) -> tuple[float, float, float]:
    """Seconds of two workloads run in turn (A B A B), as medians, and the median of the ratios pair by pair."""
    ours(), theirs()
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(rounds)]
    first, second = zip(*pairs, strict=True)
    ratio = statistics.median(a / b for a, b in pairs)
    return statistics.median(first), statistics.median(second), ratio


def percentile(run: Callable[[], object], share: float, rounds: int = 200) -> float:
    """Seconds that this share of runs stays under, after one run that is not counted."""
    run()
    times = sorted(_seconds(run) for _ in range(rounds))
    return times[min(round(share * rounds), rounds - 1)]


def table(rows: list[Row]) -> str:
    """The rows as Markdown, with the machine they were measured on."""
    lines = [
        f"Measured on {platform.machine()}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}.",
        "",
        "| what | measured | against | ratio | target | |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
        target = f"{row.target:g}" if row.target is not None else ""
        lines.append(f"| {row.what} | {row.measured} | {row.against} | {ratio} | {target} | {row.verdict} {row.note} |")
    return "\n".join(lines)


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
