"""NPV against the discount rate: what there is to see where a case has several rates of return, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from steering.cases.business import BusinessCase, Scenario
from steering.finance.model import AS_PLANNED, Links
from steering.finance.valuation import valuation

LEAST, MOST = 0.30, 10.0
"""Rates go up to 30 % at least and to 1,000 % at most."""
STEPS = 120


@dataclass(frozen=True, kw_only=True)
class Profile:
    """NPV, in the file's unit, at rising annual discount rates."""

    rates: tuple[float, ...]
    npv: tuple[float, ...]


def profile(
    case: BusinessCase,
    roots: Sequence[float],
    held: Sequence[float],
    scenario: str | None = None,
    *changes: Scenario,
    links: Links = AS_PLANNED,
) -> Profile:
    """NPV from 0 to twice the highest rate of return, and as far as the rates that these are held against.

    Both are among the rates as far as they lie within. What overflows is left out.
    """
    last = min(max(2 * max(roots, default=0.0), LEAST, *held), MOST)
    within = [rate for rate in (*roots, *held) if 0 <= rate <= last]
    rates = np.unique(np.concatenate((np.linspace(0.0, last, STEPS + 1), within)))
    npv = valuation(case, scenario, *changes, links=links).npv({"discount_rate": rates}, {}, len(rates))
    known = np.isfinite(npv)
    return Profile(rates=tuple(rates[known].tolist()), npv=tuple(npv[known].tolist()))
