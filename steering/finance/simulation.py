"""The simulation of a business case: NPV in many scenarios at once, and what they come to.

Lines are linear: scenarios are points times what the lines are worth. Delay, speed and the discount rate are not; where
they are uncertain, what a unit under each index is worth is worked out for all points at once, exactly as the model
does one by one. Risk adjustments take no part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from steering.cases.business import BusinessCase, Correlation, Driver, Scenario
from steering.cases.business_terms import CaseInput
from steering.catalog.drivers import DRIVERS
from steering.finance.cash_flows import AS_PLANNED, Links, lines_of
from steering.finance.distributions import CELLS, Distribution, Floats, quantile_table
from steering.finance.model import assumptions_of
from steering.finance.npv_vectorised import NpvModel, build_npv_model, movable_inputs
from steering.finance.sampling import Points, draw_points
from steering.finance.sobol_indices import (
    SobolIndices,
    partial_information,
    perfect_information,
    sobol_indices,
    two_point_sets,
)

EXPONENT = 17
# A range of the discount rate that moves downwards ends there, short of the -100% at which it would divide by 0.
LEAST_RATE = Fraction(-99, 100)


@dataclass(frozen=True, kw_only=True)
class UncertainInput:
    """A driver, an input or a line, by its id, whose figure is uncertain; a line's by a factor around 1."""

    id: str
    cause: Literal["driver", "input", "line"]
    distribution: Distribution


@dataclass(frozen=True, kw_only=True)
class SimulationResult:
    """NPV in all scenarios, in the file's unit, and what each uncertain figure is in them, from 0 to 1 by rank.

    What is not above `trifle` is rounding.
    """

    npv: Floats
    uncertain: tuple[UncertainInput, ...]
    points: Points
    rounding_tolerance: float

    @property
    def is_certain(self) -> bool:
        """Whether NPV does not vary by more than rounding."""
        return float(np.ptp(self.npv)) <= self.rounding_tolerance

    @property
    def percentiles(self) -> tuple[float, float, float]:
        """P10, P50 and P90: NPV is below them in 10, 50 and 90% of the scenarios."""
        low, middle, high = np.quantile(self.npv, (0.1, 0.5, 0.9)).tolist()
        return low, middle, high

    @property
    def mean(self) -> float:
        """The expected NPV."""
        return float(self.npv.mean())

    @property
    def loss_share(self) -> float:
        """The share of scenarios with an NPV below 0."""
        return float(np.count_nonzero(self.npv < 0)) / len(self.npv)

    @property
    def paying_share(self) -> float:
        """The share of scenarios with an NPV above 0."""
        return float(np.count_nonzero(self.npv > 0)) / len(self.npv)

    def share_below(self, npv: float) -> float:
        """Return the share of scenarios with a lower NPV."""
        return float(np.count_nonzero(self.npv < npv)) / len(self.npv)

    @property
    def perfect_information(self) -> float:
        """The most that knowing everything beforehand is worth: EVPI."""
        return perfect_information(self.npv)

    @property
    def partial_information(self) -> tuple[float, ...]:
        """The most that knowing each uncertain figure beforehand is worth: EVPI of each alone."""
        return partial_information(self.npv, self.points.unit[: len(self.uncertain)])


def uncertain_inputs(case: BusinessCase, scenario: str | None = None, *changes: Scenario) -> tuple[UncertainInput, ...]:
    """Return every driver, input and line that has a range, in the file's order, drivers first, then inputs.

    The whole range of a driver goes with it where a scenario or a change moves it, whatever its distribution: that of a
    factor, and every lognormal one, in proportion, that of a delay or a rate by the same step; as far as the driver may
    go. A lognormal one that no longer lies above 0 is certain. The range of an input, a triangular one, goes with it in
    proportion.
    """
    assumed = assumptions_of(case, scenario, *changes)
    stands = assumed.drivers
    inputs = [
        UncertainInput(
            id=name,
            cause="driver",
            distribution=_shift_distribution(name, driver, Fraction(case.driver(name)), stands[name]),
        )
        for name, driver in case.drivers.items()
    ]
    for name in movable_inputs(case, assumed):
        spread = _input_distribution(case.inputs[name], assumed.inputs[name])
        inputs.append(UncertainInput(id=name, cause="input", distribution=spread))
    for line in lines_of(case):
        spread = Distribution(low=float(line.low), likely=1.0, high=float(line.high), shape=line.distribution)
        inputs.append(UncertainInput(id=line.id, cause="line", distribution=spread))
    return tuple(item for item in inputs if not item.distribution.is_certain)


def _input_distribution(given: CaseInput, stands: Fraction) -> Distribution:
    """Return the spread of an input that is moved from its value in the case to where it stands now."""
    base = Fraction(given.value or 0)
    ends = [Fraction(end) * stands / base for end in (given.low, given.high) if end is not None]
    low, high = min(stands, *ends, stands), max(stands, *ends, stands)
    return Distribution(low=float(low), likely=float(stands), high=float(high), shape="triangular")


def _shift_distribution(name: str, driver: Driver, base: Fraction, stands: Fraction) -> Distribution:
    """Return the spread of a driver that stands at `base` in the case and is moved to where it stands now."""
    ends = [Fraction(end) for end in (driver.low, driver.high) if end is not None]
    whole = ends if driver.distribution == "lognormal" and len(ends) == 2 else [*ends, base]
    by_step = (DRIVERS[name].moves_by_step and driver.distribution != "lognormal") or base <= 0
    least = min(LEAST_RATE, stands) if DRIVERS[name].effect == "rate" else Fraction(DRIVERS[name].low)
    low, high = (
        float(min(max(end + stands - base if by_step else end * stands / base, least), Fraction(DRIVERS[name].high)))
        for end in (min(whole), max(whole))
    )
    return Distribution(low=low, likely=float(stands), high=high, shape=driver.distribution)


def usable_correlations(case: BusinessCase, inputs: Sequence[UncertainInput]) -> tuple[Correlation, ...]:
    """Return the stated correlations between figures that are uncertain in this scenario."""
    ids = {pair.id for pair in inputs}
    return tuple(pair for pair in case.correlations if ids.issuperset(pair.between))


def correlation_matrix(case: BusinessCase, inputs: Sequence[UncertainInput]) -> Floats | None:
    """Return the matrix of the stated rank correlations; None where the case states none."""
    stated = usable_correlations(case, inputs)
    if not stated:
        return None
    rows, matrix = {item.id: row for row, item in enumerate(inputs)}, np.eye(len(inputs))
    for item in stated:
        first, second = (rows[name] for name in item.between)
        matrix[first, second] = matrix[second, first] = float(item.rank)
    return matrix


def simulate(
    case: BusinessCase,
    scenario: str | None = None,
    *changes: Scenario,
    links: Links = AS_PLANNED,
    at: Points | None = None,
    since: int = 0,
    risk_adjusted: bool = False,
) -> SimulationResult:
    """NPV in 2^17 scenarios, or at points made before, which saves most of the time and have their own correlations.

    With `since` it is what flows under that index and later ones are worth today; risk-adjusted, each line has its own
    adjustment in every scenario.
    Raises SamplingError where points can't be made.
    """
    inputs = uncertain_inputs(case, scenario, *changes)
    sample = at or draw_points(len(inputs), EXPONENT, correlation=correlation_matrix(case, inputs))
    model = build_npv_model(case, scenario, *changes, links=links, since=since, risk_adjusted=risk_adjusted)
    values = [sample.lookup(row, quantile_table(item.distribution)) for row, item in enumerate(inputs)]
    npv = _npv_at(model, inputs, values, sample.count)
    return SimulationResult(npv=npv, uncertain=inputs, points=sample, rounding_tolerance=model.rounding_tolerance)


def _npv_at(model: NpvModel, inputs: Sequence[UncertainInput], values: Sequence[Floats] | Floats, count: int) -> Floats:
    pairs = list(zip(inputs, values, strict=True))
    drivers, moved, lines = (
        {item.id: value for item, value in pairs if item.cause == cause} for cause in ("driver", "input", "line")
    )
    return model.npv(drivers, lines, count, moved)


def variance_shares(
    case: BusinessCase,
    scenario: str | None = None,
    *changes: Scenario,
    links: Links = AS_PLANNED,
    exponent: int = 12,
    most: int | None = None,
) -> tuple[tuple[UncertainInput, ...], SobolIndices]:
    """Return what is uncertain, and its Sobol indices for NPV as if all figures were independent of each other.

    With `most` only of so many figures, those that NPV goes with most. Raises SamplingError where points can't be made.
    """
    inputs = uncertain_inputs(case, scenario, *changes)
    tables = [quantile_table(item.distribution) for item in inputs]
    places = np.linspace(0.0, 1.0, CELLS + 1)
    model = build_npv_model(case, scenario, *changes, links=links)

    def read(unit: Floats) -> Floats:
        return np.array([np.interp(row, places, known) for row, known in zip(unit, tables, strict=True)])

    def outcome(values: Floats) -> Floats:
        return _npv_at(model, inputs, values, values.shape[1])

    base, other = two_point_sets(len(inputs), exponent)
    indices = sobol_indices(outcome, read(base), read(other), most)
    return tuple(inputs[row] for row in indices.rows), indices
