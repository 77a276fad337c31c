"""Pain points, the dearest first, and what they cost together."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from steering.cases.dossier.current_state import PainPoint


def rank_pain_points(pains: Iterable[PainPoint]) -> tuple[PainPoint, ...]:
    """Return pain points by their cost a year, the dearest first; those without one come last."""
    return tuple(sorted(pains, key=lambda pain: (pain.cost_a_year is None, -cost_of(pain))))


def cost_of(pain: PainPoint) -> Decimal:
    """Return what a pain point costs a year, 0 where nobody says."""
    return pain.cost_a_year.value if pain.cost_a_year else Decimal(0)


def add_up_costs(pains: Iterable[PainPoint]) -> Decimal:
    """Return what pain points cost a year together, in whole units of the case's currency."""
    return sum((cost_of(pain) for pain in pains), Decimal(0))
