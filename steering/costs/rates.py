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
        """Commitment coverage: the share of all usage that commitments pay for; eligibility is not known here."""
        used = self.usage_effective - self.commitment_unused
        return self.commitment_used / used if used > 0 else None

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
