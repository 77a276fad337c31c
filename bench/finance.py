"""The business case: the simulation against one read of its points, and the command `audit` against its imports."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.rows import Row, paired
from steering.cases.business import BusinessCase
from steering.cases.business_file import parse_business_case
from steering.finance.distributions import Floats
from steering.finance.sampling import draw_points
from steering.finance.sensitivity import compute_tornado
from steering.finance.simulation import EXPONENT, SimulationResult, simulate, uncertain_inputs

ROOT = Path(__file__).parents[1]
FLOORS, MILLISECONDS, IMPORTS = 10, 30, 2
ROUNDS = 15
# Bytes that no processor's cache holds: reading them leaves nothing else in it.
BEYOND = 256 * 2**20
HEAD = "discount_rate: 0.10\nperiod: quarter\nperiods: 12\nlines:\n"
BENDING = """\
  benefit_delay_months: {value: 0, low: 0, high: 9}
  adoption_speed: {value: 1, low: 0.6, high: 1.2}
  discount_rate: {value: 0.10, low: 0.06, high: 0.16}
"""
AUDITED = ROOT / "data" / "cases" / "halden" / "business_case.yaml"


def case(lines: int, drivers: str = "") -> BusinessCase:
    """A case of 12 quarters with so many uncertain lines and these drivers."""
    each = [
        f"  - {{id: line{index}, kind: {'cost' if index % 2 else 'benefit'}, low: 0.8, high: 1.3, "
        f"values: [{', '.join(str((index + 2) * (period + 1) / 10) for period in range(13))}]"
        f"{'' if index % 2 else ', scales_with: adoption'}}}\n"
        for index in range(lines)
    ]
    text = HEAD + "".join(each) + (f"drivers:\n{drivers}" if drivers else "")
    found, _ = parse_business_case(text.encode(), "business_case.yaml")
    return found


def measure() -> list[Row]:
    """Rows for the simulation with 8 uncertain figures, and for the command."""
    return [
        *_simulated("8 lines", case(8)),
        *_simulated("5 lines, delay, pace and rate", case(5, BENDING)),
        _audit(),
    ]


def _simulated(what: str, business: BusinessCase) -> list[Row]:
    at = draw_points(len(uncertain_inputs(business)), EXPONENT)

    def ours() -> object:
        found: SimulationResult = simulate(business, at=at)
        return found.percentiles, found.loss_share, found.mean, compute_tornado(business)

    other = np.zeros(BEYOND // 8)
    pairs = [(_after(other, ours), _after(other, at.unit.sum)) for _ in range(ROUNDS + 1)][1:]
    mine, floor = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(first / second for first, second in pairs)
    name = f"2^{EXPONENT} scenarios of 8 uncertain figures ({what}): P10, P50, P90, loss and tornado"
    size = at.unit.nbytes / 2**20
    return [
        Row(
            what=name,
            measured=f"{mine * 1000:.1f} ms",
            against=f"one read of the points' {size:.0f} MiB from memory: {floor * 1000:.1f} ms",
            ratio=ratio,
            target=FLOORS,
        ),
        Row(
            what=name,
            measured=f"{mine * 1000:.1f} ms",
            against=f"{MILLISECONDS} ms",
            ratio=mine * 1000 / MILLISECONDS,
            target=1,
        ),
    ]


def _after(other: Floats, run: Callable[[], object]) -> float:
    """Seconds of a run that finds nothing of its own in the processor's caches."""
    other.sum()
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _audit() -> Row:
    ours = [sys.executable, "-m", "steering", "audit", str(AUDITED)]
    theirs = [sys.executable, "-c", "import yaml, numpy"]
    mine, floor, ratio = paired(lambda: _run(ours), lambda: _run(theirs), ROUNDS)
    return Row(
        what="python -m steering audit of the example's business case",
        measured=f"{mine * 1000:.0f} ms",
        against=f"python -c 'import yaml, numpy': {floor * 1000:.0f} ms",
        ratio=ratio,
        target=IMPORTS,
    )


def _run(command: list[str]) -> None:
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
