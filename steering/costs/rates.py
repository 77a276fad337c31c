"""The rates of the FinOps Framework, divided from sums and never averaged."""

from __future__ import annotations

from dataclasses import dataclass

from steering.costs.scope import Scope
from steering.facts import facts
from steering.room import Room


@dataclass(frozen=True, kw_only=True)
class Rates:
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


def rates(room: Room, scope: Scope) -> tuple[Rates, ...]:
    """The rates by month, up to the chosen month."""
    return facts(room.ask("cost_rates", **scope.parameters), Rates)
