"""The registry of drivers: what each is called, how far it goes, and how it moves the lines of a business case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

DriverUnit = Literal["months", "share", "number"]
# A factor multiplies amounts, a pace stretches them over time, a delay moves them back, a rate discounts them, and an
# input is one of the figures that lines are worked out from.
DriverEffect = Literal["factor", "pace", "delay", "rate", "input"]
# Which lines a driver moves: those that scale with adoption, those of one kind, those worked out from it, or all.
DriverTarget = Literal["adoption", "cost", "benefit", "input", "all"]
ScenarioKey = Literal["costs", "benefits", "discount_rate"]

MOST_MONTHS = 600
LARGEST_FACTOR = Decimal(10) ** 6
LARGEST_RATE = Decimal(1000)
EXPECTED_FACTOR = "a factor from 0 to 1,000,000, such as 0.8"
EXPECTED_RATE = "an annual rate above -1 (-100%) and up to 1000, such as 0.10"


@dataclass(frozen=True, kw_only=True)
class DriverDefinition:
    """A driver in words and figures.

    `neutral` is where it changes nothing; None is the case's own discount rate. It may be from `low` to `high`, which
    `expected` says in words. A slider goes over `slider` by `step` where the case names no range, and a break-even is
    looked for within `search`. `scenario_key` is the key with which a scenario moves the same amounts, and `subject`
    what a break-even says of it. A bridge between scenarios changes drivers by `bridge_rank`. `noun` is what a number
    counts, such as hours.
    """

    label: str
    unit: DriverUnit
    effect: DriverEffect
    moves: DriverTarget
    help: str
    neutral: Decimal | None
    low: Decimal
    high: Decimal
    expected: str
    slider: tuple[float, float]
    step: float
    search: tuple[float, float]
    bridge_rank: int
    scenario_key: ScenarioKey | None = None
    subject: str = ""
    noun: str = ""
    # Whether a committee learns it at a gate from how adoption goes.
    known_at_gate: bool = False

    @property
    def mention(self) -> str:
        """Its label within a sentence; an abbreviation stays as it is."""
        return self.label if self.label[1:2].isupper() else self.label[:1].lower() + self.label[1:]

    @property
    def needs_even_periods(self) -> bool:
        """Whether it moves amounts from period to period, which dated flows don't have."""
        return self.effect in ("pace", "delay")

    @property
    def moves_by_step(self) -> bool:
        """Whether its range moves by months or points instead of in proportion."""
        return self.effect in ("delay", "rate")

    def accepts(self, value: Decimal) -> bool:
        """Whether it may have this value; a rate of -100% would divide by zero."""
        return self.low <= value <= self.high and (self.effect != "rate" or value > -1)

    def is_moving(self, kind: str, scales: bool) -> bool:
        """Whether it moves the amounts of a line of this kind, which scales with adoption or does not."""
        return scales if self.moves == "adoption" else self.moves == kind


# The drivers that every case has, in the order in which they are offered; inputs of its own come after them.
DRIVERS: Mapping[str, DriverDefinition] = {
    "benefit_delay_months": DriverDefinition(
        label="Benefit delay",
        unit="months",
        effect="delay",
        moves="benefit",
        help="Every benefit moves back by so many months; what leaves the horizon is lost.",
        neutral=Decimal(0),
        low=Decimal(0),
        high=Decimal(MOST_MONTHS),
        expected=f"months from 0 to {MOST_MONTHS}, such as 6",
        slider=(0, 12),
        step=1,
        search=(0, 60),
        bridge_rank=4,
        subject="benefits",
        known_at_gate=True,
    ),
    "adoption_ceiling": DriverDefinition(
        label="Final adoption",
        unit="share",
        effect="factor",
        moves="adoption",
        help="Of the adoption that the scenario starts from, in every period; what scales with adoption follows.",
        neutral=Decimal(1),
        low=Decimal(0),
        high=LARGEST_FACTOR,
        expected=EXPECTED_FACTOR,
        slider=(0.5, 1.2),
        step=0.01,
        search=(0, 10),
        bridge_rank=3,
        known_at_gate=True,
    ),
    "adoption_speed": DriverDefinition(
        label="Adoption speed",
        unit="share",
        effect="pace",
        moves="adoption",
        help="At 50% adoption takes twice as long. Benefits that scale with adoption follow.",
        neutral=Decimal(1),
        low=Decimal("0.01"),
        high=Decimal(100),
        expected="a speed from 0.01 to 100, such as 0.8",
        slider=(0.5, 1.5),
        step=0.01,
        search=(0.1, 10),
        bridge_rank=2,
        known_at_gate=True,
    ),
    "cost_factor": DriverDefinition(
        label="Costs",
        unit="share",
        effect="factor",
        moves="cost",
        help="All cost lines, against the case as written.",
        neutral=Decimal(1),
        low=Decimal(0),
        high=LARGEST_FACTOR,
        expected=EXPECTED_FACTOR,
        slider=(0.7, 1.5),
        step=0.01,
        search=(0, 10),
        bridge_rank=6,
        scenario_key="costs",
        subject="costs",
    ),
    "benefit_factor": DriverDefinition(
        label="Benefits",
        unit="share",
        effect="factor",
        moves="benefit",
        help="All benefit lines, against the case as written.",
        neutral=Decimal(1),
        low=Decimal(0),
        high=LARGEST_FACTOR,
        expected=EXPECTED_FACTOR,
        slider=(0.4, 1.3),
        step=0.01,
        search=(0, 10),
        bridge_rank=5,
        scenario_key="benefits",
        subject="benefits",
    ),
    "discount_rate": DriverDefinition(
        label="Discount rate, a year",
        unit="share",
        effect="rate",
        moves="all",
        help="What the money could earn elsewhere at the same risk.",
        neutral=None,
        low=Decimal(-1),
        high=LARGEST_RATE,
        expected=EXPECTED_RATE,
        slider=(0.0, 0.3),
        step=0.005,
        search=(-0.99, 10),
        bridge_rank=1,
        scenario_key="discount_rate",
    ),
}


def in_range(name: str, value: Decimal) -> bool:
    """Whether a driver that every case has may have this value."""
    return DRIVERS[name].accepts(value)


@cache
def drivers_with(effect: DriverEffect, kind: str | None = None, scales: bool = False) -> tuple[str, ...]:
    """The names of the drivers with this effect, in order; with a kind those alone that move such a line."""
    return tuple(
        name
        for name, definition in DRIVERS.items()
        if definition.effect == effect and (kind is None or definition.is_moving(kind, scales))
    )
