"""The audit of a business case: each stated figure against the one that its own flows give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from steering.cases.business import BusinessCase, Scenario, Stated
from steering.errors import Problem
from steering.finance.audit_notes import list_notes
from steering.finance.metrics import Metrics
from steering.finance.model import assumptions_of, evaluate, evaluate_all

Verdict = Literal["undefined", "sign", "right", "rounded", "wrong"]
Value = float | bool | tuple[float, ...]
# A figure this close to the computed one, relative to it, is a rounded one.
ROUNDED = 0.05
# What a figure may differ by, relative to itself, for reasons of binary arithmetic.
EXACTLY = 1e-9


@dataclass(frozen=True, kw_only=True)
class AuditFinding:
    """A stated figure, what its own flows give, and the verdict. `at` is what was changed, by flat key."""

    metric: str
    scenario: str | None
    at: dict[str, float] | None
    stated: Value
    computed: Value | None
    verdict: Verdict
    explanation: str | None
    source: str | None

    @property
    def holds(self) -> bool:
        """Whether the figure can stand as it is."""
        return self.verdict in ("right", "rounded")

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain JSON values."""
        named = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in named.items()}


@dataclass(frozen=True, kw_only=True)
class Audit:
    """A business case worked out: convention, metrics, those of each scenario, and a finding per stated figure."""

    timing: str
    period: str | None
    discount_rate: float
    metrics: Metrics
    scenarios: Mapping[str, Metrics]
    findings: tuple[AuditFinding, ...]
    notes: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every stated figure is right or rounded."""
        return all(finding.holds for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """What `audit --json` prints."""
        return {
            "convention": {"timing": self.timing, "period": self.period, "discount_rate": self.discount_rate},
            "metrics": self.metrics.as_dict(),
            "scenarios": {name: metrics.as_dict() for name, metrics in self.scenarios.items()},
            "findings": [finding.as_dict() for finding in self.findings],
            "notes": list(self.notes),
        }


Explain = Callable[[BusinessCase, Stated], str | None]


def audit_business_case(
    case: BusinessCase, warnings: tuple[Problem, ...] = (), explain: Explain | None = None
) -> Audit:
    """The audit of a business case as it is written, adoption and costs as planned.

    `explain` is asked, for each figure that does not hold, for the convention or slip that reproduces it.
    """
    known = evaluate_all(case)
    scenarios = {name: metrics for name, metrics in known.items() if name is not None}
    return Audit(
        timing="dates" if case.days else case.timing,
        period=None if case.days else case.period,
        discount_rate=assumptions_of(case).rate,
        metrics=known[None],
        scenarios=scenarios,
        findings=tuple(_make_finding(case, stated, known, explain) for stated in case.stated),
        notes=(*list_notes(case, known), *(str(warning) for warning in warnings)),
    )


def _make_finding(
    case: BusinessCase, stated: Stated, known: Mapping[str | None, Metrics], explain: Explain | None
) -> AuditFinding:
    metrics = evaluate(case, stated.scenario, stated.at) if stated.at else known[stated.scenario]
    computed: Value | None = getattr(metrics, stated.metric)
    result = assess_figure(stated.value, computed)
    needed = explain is not None and result not in ("right", "rounded")
    return AuditFinding(
        metric=stated.metric,
        scenario=stated.scenario,
        at=flatten_change(stated.at) if stated.at else None,
        stated=_plain_value(stated.value),
        computed=computed,
        verdict=result,
        explanation=explain(case, stated) if explain is not None and needed else None,
        source=stated.source,
    )


def _plain_value(value: Decimal | bool | tuple[Decimal, ...]) -> Value:
    if isinstance(value, tuple):
        return tuple(float(part) for part in value)
    return value if isinstance(value, bool) else float(value)


def flatten_change(change: Scenario) -> dict[str, float]:
    """What a change changes, by flat key: `benefits`, `costs`, `lines.<id>`, `drivers.<name>`, `discount_rate`."""
    factors = {"benefits": change.benefits, "costs": change.costs}
    changes = {name: float(factor) for name, factor in factors.items() if factor != 1}
    changes |= {f"lines.{name}": float(factor) for name, factor in change.lines.items()}
    changes |= {f"drivers.{name}": float(value) for name, value in change.drivers.items()}
    return changes if change.discount_rate is None else changes | {"discount_rate": float(change.discount_rate)}


def assess_figure(stated: Decimal | bool | tuple[Decimal, ...], computed: Value | None) -> Verdict:
    """The first verdict that fits: undefined, other sign, right as exactly as it was written, rounded, wrong."""
    if computed is None:
        return "undefined"
    if isinstance(computed, bool) or isinstance(stated, bool):
        return "right" if stated == computed else "wrong"
    if isinstance(computed, tuple):
        return _assess_several(stated if isinstance(stated, tuple) else (stated,), computed)
    return "wrong" if isinstance(stated, tuple) else _assess_one(stated, computed)


def _assess_several(stated: tuple[Decimal, ...], computed: tuple[float, ...]) -> Verdict:
    """The worst verdict of any, in ascending order; wrong where their numbers differ."""
    if len(stated) != len(computed):
        return "wrong"
    order: tuple[Verdict, ...] = ("sign", "wrong", "rounded", "right")
    verdicts = {_assess_one(one, other) for one, other in zip(sorted(stated), computed, strict=True)}
    return next((one for one in order if one in verdicts), "right")


def _assess_one(stated: Decimal, computed: float) -> Verdict:
    distance = abs(float(stated) - computed)
    if float(stated) * computed < 0:
        return "sign"
    if distance <= half_step(stated) + EXACTLY * abs(computed):
        return "right"
    return "rounded" if distance <= ROUNDED * abs(computed) * (1 + EXACTLY) else "wrong"


def half_step(stated: Decimal) -> float:
    """Half of the last decimal place that was written: 0.05 for 13.7."""
    exponent = stated.as_tuple().exponent
    return float(Decimal(5).scaleb(int(exponent) - 1))
