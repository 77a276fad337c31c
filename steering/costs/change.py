"""Why the cost of usage changed from service month to the next: rate, volume and mix, which add up to the change."""

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
    dearer things. `begun` and `ended`: what is used in service of the months only, or has no unit.
    """

    before: float
    now: float
    rate: float
    volume: float
    mix: float
    started: float
    stopped: float


def decompose(services: Sequence[Quantity]) -> Decomposition:
    """Price-volume-mix over services that share a unit, summed over the units.

    For a service k with quantity q and rate p = cost / q, and Q the quantity of its unit over all services:
    rate = (p1 - p0) q1, volume = p0 q0 (Q1 / Q0 - 1), mix = p0 (q1 - q0 Q1 / Q0). Their sum is c1 - c0.
    """
    both = [service for service in services if service.comparable]
    rate = volume = mix = 0.0
    for service in both:
        peers = [peer for peer in both if peer.unit == service.unit]
        growth = sum(peer.quantity_now for peer in peers) / sum(peer.quantity_before for peer in peers)
        price = service.cost_before / service.quantity_before
        rate += service.cost_now - price * service.quantity_now
        volume += service.cost_before * (growth - 1)
        mix += price * (service.quantity_now - service.quantity_before * growth)
    rest = [service for service in services if not service.comparable]
    return Decomposition(
        before=sum(service.cost_before for service in services),
        now=sum(service.cost_now for service in services),
        rate=rate,
        volume=volume,
        mix=mix,
        started=sum(max(service.cost_now - service.cost_before, 0.0) for service in rest),
        stopped=sum(min(service.cost_now - service.cost_before, 0.0) for service in rest),
    )


def query_quantities(context: CaseContext, scope: Scope) -> tuple[Quantity, ...]:
    """Usage of the chosen month and the service before, by provider, service and unit."""
    before = months.add_months(scope.as_of, -1)
    return rows_as(context.query("cost_quantities", **scope.parameters, before=before), Quantity)
