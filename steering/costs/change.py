"""Why the cost of usage changed from one month to the next: rate, volume and mix, which add up to the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steering import months
from steering.context.case_context import CaseContext
from steering.costs.scope import Scope
from steering.warehouse.rows import rows_as


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """Cost and quantity of a provider's service in a unit, in two months."""

    provider: str
    service: str
    unit: str
    cost_before: float
    cost_now: float
    quantity_before: float
    quantity_now: float

    @property
    def comparable(self) -> bool:
        """Whether it has a unit and was used in both months, so that a rate exists in both."""
        return bool(self.unit) and self.quantity_before > 0 and self.quantity_now > 0


@dataclass(frozen=True, kw_only=True)
class Decomposition:
    """A change of cost in its parts, in the scope's currency.

    `rate`: other prices for what is used now. `volume`: more or less of everything. `mix`: another share of
    dearer things. `begun` and `ended`: what is used in one of the months only, or has no unit.
    """

    before: float
    now: float
    rate: float
    volume: float
    mix: float
    begun: float
    ended: float


def decompose(found: Sequence[Quantity]) -> Decomposition:
    """Price-volume-mix over services that share a unit, summed over the units.

    For a service k with quantity q and rate p = cost / q, and Q the quantity of its unit over all services:
    rate = (p1 - p0) q1, volume = p0 q0 (Q1 / Q0 - 1), mix = p0 (q1 - q0 Q1 / Q0). Their sum is c1 - c0.
    """
    both = [one for one in found if one.comparable]
    rate = volume = mix = 0.0
    for one in both:
        peers = [peer for peer in both if peer.unit == one.unit]
        growth = sum(peer.quantity_now for peer in peers) / sum(peer.quantity_before for peer in peers)
        price = one.cost_before / one.quantity_before
        rate += one.cost_now - price * one.quantity_now
        volume += one.cost_before * (growth - 1)
        mix += price * (one.quantity_now - one.quantity_before * growth)
    rest = [one for one in found if not one.comparable]
    return Decomposition(
        before=sum(one.cost_before for one in found),
        now=sum(one.cost_now for one in found),
        rate=rate,
        volume=volume,
        mix=mix,
        begun=sum(max(one.cost_now - one.cost_before, 0.0) for one in rest),
        ended=sum(min(one.cost_now - one.cost_before, 0.0) for one in rest),
    )


def quantities(context: CaseContext, scope: Scope) -> tuple[Quantity, ...]:
    """Usage of the chosen month and the one before, by provider, service and unit."""
    before = months.add_months(scope.as_of, -1)
    return rows_as(context.query("cost_quantities", **scope.parameters, before=before), Quantity)
