"""The rates of the FinOps Framework, divided from sums and never averaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum

from steering.context.case_context import CaseContext
from steering.costs.scope import Scope
from steering.warehouse.rows import rows_as


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A month's charges of one kind. `placed`: with a team or marked as shared. `positive` leaves credits out.

    `eligible` says whether a commitment could have covered them, None where the data does not say.
    """

    month: str
    charge_category: str | None
    commitment_status: str | None
    eligible: bool | None
    placed: bool
    effective: float
    billed: float
    list: float | None
    positive: float

    @property
    def usage(self) -> bool:
        """Whether something was used."""
        return self.charge_category == "Usage"

    @property
    def coverable(self) -> bool:
        """Whether a commitment could have covered it: also what one did cover, where the charge does not say so."""
        return bool(self.eligible) or self.commitment_status == "Used"


@dataclass(frozen=True, kw_only=True)
class FinOpsRates:
    """A month's sums, in the scope's currency, and the rates that follow from them (0.28 is 28 %)."""

    month: str
    effective: float
    billed: float
    usage_effective: float
    usage_list: float
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
        """Effective savings rate: 1 - EffectiveCost / ListCost over usage charges."""
        return 1 - self.usage_effective / self.usage_list if self.usage_list > 0 else None

    @property
    def coverage(self) -> float | None:
        """Commitment coverage: the share of usage that commitments pay for.

        Of the usage that is eligible for one where the data says which is; otherwise of all usage. `of_eligible`
        says which of the two it is.
        """
        if self.of_eligible:
            return self.eligible_used / self.eligible_usage if self.eligible_usage else None
        used = self.usage_effective - self.commitment_unused
        return self.commitment_used / used if used > 0 else None

    @property
    def of_eligible(self) -> bool:
        """Whether coverage is measured against eligible usage."""
        return self.eligible_usage is not None

    @property
    def utilisation(self) -> float | None:
        """Commitment utilisation: Used / (Used + Unused)."""
        committed = self.commitment_used + self.commitment_unused
        return self.commitment_used / committed if committed > 0 else None

    @property
    def allocation(self) -> float | None:
        """Allocation coverage: the share of positive charges with a team or marked as shared; credits apart."""
        return self.allocated / self.allocatable if self.allocatable > 0 else None


def rates(context: CaseContext, scope: Scope) -> tuple[FinOpsRates, ...]:
    """The rates by month, up to the chosen month."""
    kinds = rows_as(context.query("cost_rates", **scope.parameters), Kind)
    return tuple(_rates(month, tuple(of_month)) for month, of_month in groupby(kinds, lambda one: one.month))


def _rates(month: str, kinds: Sequence[Kind]) -> FinOpsRates:
    usage = [one for one in kinds if one.usage]
    used = [one for one in kinds if one.commitment_status == "Used"]
    told = any(one.eligible is not None for one in usage)
    return FinOpsRates(
        month=month,
        effective=fsum(one.effective for one in kinds),
        billed=fsum(one.billed for one in kinds),
        usage_effective=fsum(one.effective for one in usage),
        usage_list=fsum(one.list or 0.0 for one in usage),
        commitment_used=fsum(one.effective for one in used),
        commitment_unused=fsum(one.effective for one in kinds if one.commitment_status == "Unused"),
        eligible_used=fsum(one.effective for one in used if told),
        eligible_usage=fsum(one.effective for one in usage if one.coverable) if told else None,
        allocated=fsum(one.positive for one in kinds if one.placed),
        allocatable=fsum(one.positive for one in kinds),
        credits=fsum(one.effective for one in kinds if one.charge_category == "Credit"),
        tax=fsum(one.effective for one in kinds if one.charge_category == "Tax"),
    )
