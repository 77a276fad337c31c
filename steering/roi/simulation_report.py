"""The distribution of NPV in many simulated futures, on the selected data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steering.cases.business import Correlation
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.sampling import Points, SamplingError, draw_points
from steering.finance.simulation import (
    SimulationResult,
    UncertainInput,
    correlation_matrix,
    simulate,
    uncertain_inputs,
    usable_correlations,
)
from steering.roi.assumptions import assumptions_key, resolve_assumptions

# 2^14 futures: with scrambled Sobol points the mean is off by far less than a figure's last written decimal.
EXPONENT = 14
BARS = 40


@dataclass(frozen=True, kw_only=True)
class SimulationReport:
    """A simulation's outcome, and how many futures fall between neighbouring `edges`; 0 is an edge where it matters.

    `together` are the correlations that it keeps to.
    """

    outcome: SimulationResult
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    together: tuple[Correlation, ...] = ()

    @property
    def futures(self) -> int:
        """How many futures were simulated."""
        return len(self.outcome.npv)

    @property
    def worth_knowing(self) -> tuple[tuple[UncertainInput, float], ...]:
        """The value of perfect information on each unknown, in the file's unit, the largest first."""
        least = max(self.outcome.perfect_information / 1000, self.outcome.rounding_tolerance)
        every = zip(self.outcome.uncertain, self.outcome.partial_information, strict=True)
        return tuple(sorted(((unknown, value) for unknown, value in every if value > least), key=lambda pair: -pair[1]))


def simulation_report(context: CaseContext, filters: Filters) -> SimulationReport | None:
    """Return the simulation for these filters, cached; None where NPV does not vary or overflows."""
    key = ("roi odds", *assumptions_key(filters))
    return context.cached(key, lambda: _build_report(context, filters))


def _build_report(context: CaseContext, filters: Filters) -> SimulationReport | None:
    business = context.case.business
    if business is None:
        return None
    assumptions = resolve_assumptions(context, filters)
    change = assumptions.scenario
    inputs = uncertain_inputs(business, None, change)
    if not inputs:
        return None
    together = usable_correlations(business, inputs)
    key = ("points", tuple(unknown.id for unknown in inputs) if together else len(inputs))
    try:
        at: Points = context.cached(
            key, lambda: draw_points(len(inputs), EXPONENT, correlation=correlation_matrix(business, inputs))
        )
    except SamplingError:
        return None
    outcome = simulate(business, None, change, links=assumptions.links, at=at)
    return _spread(outcome, together)


def _spread(outcome: SimulationResult, together: tuple[Correlation, ...]) -> SimulationReport | None:
    if not np.isfinite(outcome.npv).all() or outcome.is_certain:
        return None
    low, high = float(outcome.npv.min()), float(outcome.npv.max())
    width = (high - low) / BARS
    if low < 0 < high:
        edges = np.arange(np.floor(low / width), np.ceil(high / width) + 1) * width
    else:
        edges = np.linspace(low, high, BARS + 1)
    counts, _ = np.histogram(outcome.npv, bins=edges)
    return SimulationReport(
        outcome=outcome, edges=tuple(edges.tolist()), counts=tuple(counts.tolist()), together=together
    )
