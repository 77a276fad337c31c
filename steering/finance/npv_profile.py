"""NPV against the discount rate: what there is to see where a case has several rates of return, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from steering.cases.business import BusinessCase, Scenario
from steering.finance.cash_flows import AS_PLANNED, Links
from steering.finance.npv_vectorised import build_npv_model

# Rates go up to 30% at least and to 1,000% at most.
LEAST, MOST = 0.30, 10.0
STEPS = 120
# Rates nearer to each other than this are the same.
CLOSE = 1e-9


@dataclass(frozen=True, kw_only=True)
class NpvProfile:
    """NPV, in the file's unit, at rising annual discount rates."""

    rates: tuple[float, ...]
    npv: tuple[float, ...]


def npv_profile(
    case: BusinessCase,
    roots: Sequence[float],
    references: Sequence[float],
    scenario: str | None = None,
    *changes: Scenario,
    links: Links = AS_PLANNED,
) -> NpvProfile:
    """Return NPV from a rate of 0 to twice the highest rate of return, hurdle rates included.

    All of them are among the rates, but for those beyond the last one. What overflows is left out.
    """
    first, last = min(0.0, *roots, *references), min(max(2 * max(roots, default=0.0), LEAST, *references), MOST)
    within = [rate for rate in (*roots, *references) if rate <= last]
    even = (rate for rate in np.linspace(first, last, STEPS + 1).tolist() if not _is_near(rate, within))
    rates = np.array(sorted({*even, *within}))
    model = build_npv_model(case, scenario, *changes, links=links)
    npv = model.npv({"discount_rate": rates}, {}, len(rates))
    npv[np.abs(npv) <= model.rounding_tolerance] = 0.0
    is_finite = np.isfinite(npv)
    return NpvProfile(rates=tuple(rates[is_finite].tolist()), npv=tuple(npv[is_finite].tolist()))


def _is_near(rate: float, others: Sequence[float]) -> bool:
    return any(abs(rate - other) < CLOSE for other in others)
