"""What it is worth to be able to stop at a gate: the committee has learned something, and what follows falls away."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement as repeated

import numpy as np

from steering.cases.business import BusinessCase, Scenario
from steering.catalog.drivers import DRIVERS
from steering.finance.cash_flows import AS_PLANNED, Links
from steering.finance.distributions import Floats
from steering.finance.sampling import Points
from steering.finance.simulation import simulate
from steering.finance.sobol_indices import perfect_information

# What a committee is taken to know at the gate; of these, those that vary.
SIGNAL_DRIVERS = tuple(name for name, definition in DRIVERS.items() if definition.known_at_gate)


@dataclass(frozen=True, kw_only=True)
class AbandonmentOption:
    """What it is worth today to be able to stop, in the file's unit, and how often one would.

    What was spent before the gate is spent. `at_most` is what knowing everything would be worth at the gate.
    """

    value: float
    stop_share: float
    perfect_information: float
    signals: tuple[str, ...]


def abandonment_option(
    case: BusinessCase,
    since: int,
    scenario: str | None = None,
    *changes: Scenario,
    links: Links = AS_PLANNED,
    at: Points | None = None,
) -> AbandonmentOption | None:
    """Return what it is worth to be able to do without all that falls under index `since` and later ones.

    E[max(E[rest | learned], 0)] - max(E[rest], 0), where one stops if what is expected of the rest is below 0. None
    where nothing that is learned varies, or it overflows. Raises SamplingError where points can't be made.
    """
    outcome = simulate(case, scenario, *changes, links=links, at=at, since=since)
    rows = [row for row, item in enumerate(outcome.uncertain) if item.cause == "driver" and item.id in SIGNAL_DRIVERS]
    if not rows or not np.isfinite(outcome.npv).all():
        return None
    goes = follow_policy(outcome.npv, outcome.points.unit[rows])
    rest = float(outcome.npv.mean())
    return AbandonmentOption(
        value=max(float(np.where(goes, outcome.npv, 0.0).mean()) - max(rest, 0.0), 0.0),
        stop_share=1 - float(goes.mean()),
        perfect_information=perfect_information(outcome.npv),
        signals=tuple(outcome.uncertain[row].id for row in rows),
    )


def follow_policy(rest: Floats, signals: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return whether to continue, at each point, by the regression on the other half of the points.

    The expectation is a least squares fit on cubes and products of what is learned (Longstaff and Schwartz 2001), by
    its ranks from 0 to 1, in rows: they tell as much of a wide range as of a narrow one.
    A rule that is fitted where it is valued has seen the future and is worth too much; so each half goes by the rule
    of the other, which makes the worth one that is really to be had: a little too low where the fit is not exact.
    """
    basis, half = _basis(signals), len(rest) // 2
    goes = np.empty(len(rest), dtype=np.bool_)
    for own, other in ((slice(None, half), slice(half, None)), (slice(half, None), slice(None, half))):
        weights, *_ = np.linalg.lstsq(basis[other].T @ basis[other], basis[other].T @ rest[other], rcond=None)
        goes[own] = basis[own] @ weights > 0
    return goes


def _basis(learned: Floats) -> Floats:
    """1 and each product of up to three of the ranks, which are put from -1 to 1, as columns."""
    even = 2 * learned - 1
    products = [even[list(some)].prod(axis=0) for size in (1, 2, 3) for some in repeated(range(len(even)), size)]
    return np.stack([np.ones(even.shape[1]), *products], axis=1)
