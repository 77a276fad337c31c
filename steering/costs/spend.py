"""Spend by month, provider and service, as effective cost (FOCUS), which spreads commitments over their use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from steering.context.case_context import CaseContext
from steering.costs.scope import Scope
from steering.warehouse.answer import rows_as


@dataclass(frozen=True, kw_only=True)
class ServiceSpend:
    """What service provider's service cost in a month, in the scope's currency."""

    month: str
    provider: str
    service: str
    effective: float
    billed: float
    list: float
    charges: int


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """What an invoice bills; of that, corrections and charges for earlier months."""

    billing_month: str
    invoice: str
    issuer: str
    billed: float
    corrections: float
    earlier: float


@dataclass(frozen=True, kw_only=True)
class TeamSpend:
    """What a team cost in a month; without a team what is shared or untagged."""

    month: str
    team: str | None
    effective: float


def query_spend(context: CaseContext, scope: Scope) -> tuple[ServiceSpend, ...]:
    """Return every provider's services by month, up to the chosen month."""
    return rows_as(context.query("cost_months", **scope.parameters), ServiceSpend)


def sum_by(services: Sequence[ServiceSpend], key: Callable[[ServiceSpend], str]) -> dict[str, float]:
    """Effective cost summed by a key, the most expensive first."""
    sums: dict[str, float] = {}
    for service in services:
        sums[key(service)] = sums.get(key(service), 0.0) + service.effective
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def sum_by_month(services: Sequence[ServiceSpend]) -> dict[str, float]:
    """Effective cost by month, in order."""
    return dict(sorted(sum_by(services, lambda service: service.month).items()))


def query_invoices(context: CaseContext, scope: Scope) -> tuple[Invoice, ...]:
    """Return every invoice up to the chosen month, the last billing period first."""
    return rows_as(context.query("cost_invoices", **scope.parameters), Invoice)


def query_team_spend(context: CaseContext, scope: Scope) -> tuple[TeamSpend, ...]:
    """Return every team's spend by month, up to the chosen month."""
    return rows_as(context.query("cost_team_months", **scope.parameters), TeamSpend)
