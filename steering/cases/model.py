"""The facts of a case as frozen values. What a file may say is exactly what is written here."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from steering.cases.sourced import Sourced as Sourced
from steering.cases.sourced import SourcedFigure as SourcedFigure
from steering.conditions import Condition
from steering.field_types import STRICT, Count, Currency, Day, Identifier, Label, Month, Number, Whole, Words
from steering.formatting import Unit

# From which a team may count as adopted: every stage but the first, at which all teams are.
Stage = Literal["onboarding", "pilot", "production", "scaled"]
Combine = Literal["ratio", "sum", "last"]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Horizon:
    """The span of the roll-out: its first month and its length in months."""

    start: Month
    months: Annotated[Whole, Field(ge=1, le=240)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FundingAsk:
    """The ask and its promises, which are compared with the other pages.

    `without` is the scenario that does without it, `gate` the one that releases it.
    """

    title: Label
    amount: Sourced
    purpose: Words
    decide_by: Day | None = None
    done_by: Month | None = None
    within_budget: bool = False
    without: Label | None = None
    gate: Identifier | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PendingDecision:
    """A question that the committee must answer today."""

    id: Identifier
    question: Words
    recommendation: Words | None = None
    owner: Label | None = None
    due: Day | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WavePlan:
    """A group of teams that start in the same month. `plan`: month -> cumulative teams adopted by its end."""

    id: Label
    name: Label
    start: Month
    teams: Annotated[Whole, Field(ge=1, le=100_000)]
    plan: dict[Month, Count]

    def count_planned(self, month: str) -> int:
        """Return teams of this wave planned to have adopted by the end of a month; the last figure holds on."""
        return max((teams for by, teams in self.plan.items() if by <= month), default=0)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AdoptionPlan:
    """When teams are planned to adopt the platform."""

    waves: Annotated[tuple[WavePlan, ...], Field(min_length=1)]
    counts_from: Stage = "production"
    justification: Words | None = None

    @property
    def teams(self) -> int:
        """All teams of all waves: the ceiling of adoption."""
        return sum(wave.teams for wave in self.waves)

    def count_planned(self, month: str) -> int:
        """Return teams planned to have adopted by the end of a month."""
        return sum(wave.count_planned(month) for wave in self.waves)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Envelope:
    """An amount of the budget for a span of months, both included."""

    from_: Annotated[Month, Field(alias="from")]
    to: Month
    amount: Sourced


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Budget:
    """The budget envelope."""

    envelope: tuple[Envelope, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Target:
    """A KPI's value aimed at for the end of a month."""

    by: Month
    value: Number


@dataclass(frozen=True, kw_only=True, config=STRICT)
class StatusRule:
    """The first condition that holds gives the status; where neither does, the KPI is off track."""

    green: Condition
    amber: Condition | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Change:
    """A change of a KPI's definition: values before the month can't be compared with those from it on."""

    from_: Annotated[Month, Field(alias="from")]
    what: Words


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Kpi:
    """A key performance indicator: everything that is known of it, in one block of `metrics.yaml`."""

    id: Identifier
    name: Label
    definition: Words
    unit: Unit
    better: Literal["higher", "lower"]
    kind: Literal["leading", "lagging"]
    combine: Combine
    status: StatusRule
    owner: Label
    source: Words
    question: Words | None = None
    formula: Words | None = None
    decimals: Annotated[Whole, Field(ge=0, le=6)] | None = None
    measure: Label | None = None
    baseline: Sourced | None = None
    targets: tuple[Target, ...] = ()
    between: Literal["linear", "step"] = "linear"
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Charter:
    """The content of `case.yaml`."""

    title: Label
    organisation: Label
    currency: Currency
    as_of: Month
    horizon: Horizon
    narrative: Words | None = None
    last_committee: Month | None = None
    team_tag: Label = "team"
    ask: FundingAsk | None = None
    decisions: tuple[PendingDecision, ...] = ()
    adoption: AdoptionPlan | None = None
    budget: Budget | None = None
    headlines: tuple[Identifier, ...] = ()
    needs_approval: bool = False
