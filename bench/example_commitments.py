"""The example's commitments: what was promised to two of its clouds, when, and which spend each of them covers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bench.example_prices import AWS, AZURE, Price, table
from bench.example_spend import Spend
from bench.example_teams import jitter

# Identifier, name, provider, role (none: GPU and CPU), first month, USD per hour or number of units, discount.
LADDER = """
sp-2025-05 | Compute plan of May 2025       | AWS       |     | 2025-05 | 18.50 | 0.28
sp-2025-08 | Compute plan of August 2025    | AWS       |     | 2025-08 | 9.00  | 0.28
sp-2025-10 | Compute plan of October 2025   | AWS       |     | 2025-10 | 9.00  | 0.29
sp-2026-02 | Compute plan of February 2026  | AWS       |     | 2026-02 | 14.00 | 0.31
sp-2026-04 | Compute plan of April 2026     | AWS       |     | 2026-04 | 10.00 | 0.32
sp-2026-05 | Compute plan of May 2026       | AWS       |     | 2026-05 | 24.00 | 0.33
sp-2026-06 | Compute plan of June 2026      | AWS       |     | 2026-06 | 20.00 | 0.33
sp-2026-07 | Compute plan of July 2026      | AWS       |     | 2026-07 | 18.00 | 0.33
sp-2026-08 | Compute plan of August 2026    | AWS       |     | 2026-08 | 44.00 | 0.34
sp-2026-09 | Compute plan of September 2026 | AWS       |     | 2026-09 | 32.00 | 0.34
sp-2026-10 | Compute plan of October 2026   | AWS       |     | 2026-10 | 44.00 | 0.35
rv-gpu-1   | 5 GPU nodes from May 2025      | Microsoft | gpu | 2025-05 | 5     | 0.30
rv-gpu-2   | 4 GPU nodes from December 2025 | Microsoft | gpu | 2025-12 | 4     | 0.32
rv-gpu-3   | 4 GPU nodes from August 2026   | Microsoft | gpu | 2026-08 | 4     | 0.36
rv-cpu-1   | 700 vCPUs from May 2026        | Microsoft | cpu | 2026-05 | 700   | 0.35
rv-cpu-2   | 500 vCPUs from August 2026     | Microsoft | cpu | 2026-08 | 500   | 0.36
rv-cpu-3   | 450 vCPUs from October 2026    | Microsoft | cpu | 2026-10 | 450   | 0.36
"""

TERM = "3 years, no upfront"
# Which part of a month's spend runs steadily enough to be covered; own tools all or not at all.
KEPT = {"shared": 0.94, "platform": 0.92, "own": 1.0}
# Below this part of what it could take, a nearly spent commitment is left as it is.
WORTH_IT = 0.3


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """One promise. With a role it is a reservation of `amount` units; without, a plan of `amount` USD per hour."""

    id: str
    name: str
    provider: str
    role: str
    start: str
    amount: Decimal
    discount: Decimal

    @property
    def category(self) -> str:
        """FOCUS: what is promised."""
        return "Usage" if self.role else "Spend"

    @property
    def kind(self) -> str:
        """What the provider calls it."""
        return "Reservation" if self.role else "Savings Plan"

    def covers(self, spend: Spend) -> bool:
        """Whether this spend is eligible."""
        return spend.provider == self.provider and spend.role in ((self.role,) if self.role else ("gpu", "cpu"))

    def quantity(self, month: str) -> Decimal:
        """What a month's purchase is of: hours of all reserved units, or hours of the plan."""
        return hours(month) * (self.amount if self.role else Decimal(1))

    def price(self, prices: Mapping[tuple[str, str], Price]) -> Decimal:
        """USD for one of them."""
        return prices[self.provider, self.role].less(self.discount) if self.role else self.amount


@dataclass(frozen=True, kw_only=True)
class Slice:
    """The part of a spend that one commitment covers, or that none does."""

    spend: Spend
    commitment: Commitment | None
    dollars: float


def hours(month: str) -> int:
    """Hours in a month."""
    return 24 * monthrange(int(month[:4]), int(month[5:]))[1]


def commitments(month: str) -> list[Commitment]:
    """Those in force in a month."""
    found = [
        Commitment(
            id=name,
            name=label,
            provider=provider,
            role=role,
            start=start,
            amount=Decimal(amount),
            discount=Decimal(discount),
        )
        for name, label, provider, role, start, amount, discount in table(LADDER)
    ]
    assert {one.provider for one in found} == {AWS, AZURE}, "the third cloud has no commitment"
    return [one for one in found if one.start <= month]


def context(commitment: Commitment, month: str, prices: Mapping[tuple[str, str], Price]) -> float:
    """USD of a month's purchase that find a use: most of it, never all."""
    used = 0.955 + 0.03 * jitter(commitment.id, month, "used")
    return float(commitment.quantity(month) * commitment.price(prices)) * used


def steadiness(spend: Spend) -> tuple[int, float]:
    """What is covered first: the shared platform, then teams on it, then own tools, always in the same order."""
    return ("shared", "platform", "own").index(spend.place), jitter(*spend.key, "steady")


def sliced(month: str, spends: Sequence[Spend], prices: Mapping[tuple[str, str], Price]) -> list[Slice]:
    """Every spend of a month, cut by the commitments that cover it."""
    left = {one: context(one, month, prices) for one in commitments(month)}
    slices = []
    for spend in sorted(spends, key=steadiness):
        wanted = spend.dollars * KEPT[spend.place]
        bare = spend.dollars
        for one in [one for one in left if one.covers(spend)]:
            taken = min(wanted, left[one])
            if wanted > 0 and taken >= WORTH_IT * wanted:
                slices.append(Slice(spend=spend, commitment=one, dollars=taken))
                left[one] -= taken
                wanted, bare = wanted - taken, bare - taken
        if bare > 0:
            slices.append(Slice(spend=spend, commitment=None, dollars=bare))
    return slices
