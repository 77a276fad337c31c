"""The rates of the FinOps Framework, divided from sums and never averaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum

from steering.context.case_context import CaseContext
from steering.costs.scope import Scope
from steering.warehouse.answer import rows_as


@dataclass(frozen=True, kw_only=True)
class ChargeKind:
    """A month's charges of one kind. `is_allocated`: with a team or marked as shared. `positive` leaves credits out.

    `eligible` says whether a commitment could have covered them, None where the data does not say.
    """

    month: str
    charge_category: str | None
    commitment_status: str | None
    eligible: bool | None
    has_commitment: bool
    is_allocated: bool
    effective: float
    billed: float
    list: float | None
    comparable: float | None
    positive: float

    @property
    def is_usage(self) -> bool:
        """Whether something was used."""
        return self.charge_category == "Usage"

    @property
    def is_coverable(self) -> bool:
        """Whether a commitment could have covered it: also what one did cover, where the charge does not say so."""
        return bool(self.eligible) or self.commitment_status == "Used"


@dataclass(frozen=True, kw_only=True)
class FinOpsRates:
    """A month's sums, in the scope's currency, and the rates that follow from them (0.28 is 28%)."""

    month: str
    effective: float
    billed: float
    usage_effective: float
    usage_list: float
    # The effective cost of the usage that has a list cost, unused commitment included.
    usage_comparable: float
    # Whether usage names a commitment without saying whether it was used.
    status_missing: bool
    commitment_used: float
    commitment_unused: float
    eligible_used: float
    eligible_usage: float | None
    allocated: float
    allocatable: float
    credits: float
    tax: float

    @property
    def effective_savings(self) -> float | None:
        """Effective savings rate: 1 - EffectiveCost / ListCost over usage charges that have both."""
        return 1 - self.usage_comparable / self.usage_list if self.usage_list > 0 else None

    @property
    def savings_basis(self) -> float | None:
        """The share of the cost of usage that the effective savings rate speaks of."""
        return self.usage_comparable / self.usage_effective if self.usage_effective > 0 else None

    @property
    def coverage(self) -> float | None:
        """Commitment coverage: the share of usage that commitments pay for.

        Of the usage that is eligible where the data says which usage is; otherwise of all usage. `has_eligibility`
        says which of the two it is. None where usage names a commitment without its status: unknown is not 0%.
        """
        if self.status_missing:
            return None
        if self.has_eligibility:
            return self.eligible_used / self.eligible_usage if self.eligible_usage else None
        used = self.usage_effective - self.commitment_unused
        return self.commitment_used / used if used > 0 else None

    @property
    def has_eligibility(self) -> bool:
        """Whether coverage is measured against eligible usage."""
        return self.eligible_usage is not None

    @property
    def utilisation(self) -> float | None:
        """Commitment utilisation: Used / (Used + Unused); None where a commitment's status is missing."""
        if self.status_missing:
            return None
        committed = self.commitment_used + self.commitment_unused
        return self.commitment_used / committed if committed > 0 else None

    @property
    def allocation(self) -> float | None:
        """Allocation coverage: the share of positive charges with a team or marked as shared; credits apart."""
        return self.allocated / self.allocatable if self.allocatable > 0 else None


def query_rates(context: CaseContext, scope: Scope) -> tuple[FinOpsRates, ...]:
    """Return the rates by month, up to the chosen month."""
    kinds = rows_as(context.query("cost_rates", **scope.parameters), ChargeKind)
    return tuple(_rates(month, tuple(of_month)) for month, of_month in groupby(kinds, lambda kind: kind.month))


def _rates(month: str, kinds: Sequence[ChargeKind]) -> FinOpsRates:
    usage = [kind for kind in kinds if kind.is_usage]
    commitment_usage = [kind for kind in kinds if kind.commitment_status == "Used"]
    has_eligibility = any(kind.eligible is not None for kind in usage)
    return FinOpsRates(
        month=month,
        effective=fsum(kind.effective for kind in kinds),
        billed=fsum(kind.billed for kind in kinds),
        usage_effective=fsum(kind.effective for kind in usage),
        usage_list=fsum(kind.list or 0.0 for kind in usage),
        usage_comparable=fsum(kind.comparable or 0.0 for kind in usage),
        status_missing=any(kind.has_commitment and kind.commitment_status is None for kind in usage),
        commitment_used=fsum(kind.effective for kind in commitment_usage),
        commitment_unused=fsum(kind.effective for kind in kinds if kind.commitment_status == "Unused"),
        eligible_used=fsum(kind.effective for kind in commitment_usage if has_eligibility),
        eligible_usage=fsum(kind.effective for kind in usage if kind.is_coverable) if has_eligibility else None,
        allocated=fsum(kind.positive for kind in kinds if kind.is_allocated),
        allocatable=fsum(kind.positive for kind in kinds),
        credits=fsum(kind.effective for kind in kinds if kind.charge_category == "Credit"),
        tax=fsum(kind.effective for kind in kinds if kind.charge_category == "Tax"),
    )
