"""Cost anomalies by a stated rule: a day far over the mean of the four weeks before it."""

from __future__ import annotations

from dataclasses import dataclass

from steering.context.case_context import CaseContext
from steering.costs.scope import Scope
from steering.warehouse.answer import rows_as

# A day is an anomaly when it is more than this share over the mean of the 28 days before.
OVER = 0.25
# With fewer days observed before it, a day is not judged.
MIN_DAYS = 14
# Below this amount over the mean, in the billing currency, a day is not worth a call.
LEAST = 100.0
RULE = f"over {OVER:.0%} above the mean of the 28 days before, by at least {LEAST:.0f}, with {MIN_DAYS} days observed"


@dataclass(frozen=True, kw_only=True)
class Anomaly:
    """A day on which a team's cost for a service was far over its mean; amounts in the scope's currency."""

    team: str | None
    service: str
    provider: str
    date: str
    effective: float
    mean: float
    excess: float


def find_anomalies(context: CaseContext, scope: Scope) -> tuple[Anomaly, ...]:
    """Return the anomalies of the chosen month, the largest excess first."""
    rows = context.query("cost_anomalies", **scope.parameters, over=OVER, observed=MIN_DAYS, least=LEAST)
    return rows_as(rows, Anomaly)
