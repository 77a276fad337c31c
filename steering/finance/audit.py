"""The audit of a business case: each stated figure against the one that its own flows give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from steering.cases.business import Basis, BusinessCase, Scenario, Stated
from steering.errors import Problem
from steering.finance.audit_notes import list_notes
from steering.finance.explain import explain_figure
from steering.finance.metrics import Metrics
from steering.finance.model import assumptions_of, evaluate, evaluate_all
from steering.finance.options import OptionFigures, list_options
from steering.finance.variants import VariantFigures, variant_of
from steering.finance.verdicts import Value, Verdict, assess_figure


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
    basis: Basis
    option: str | None = None
    against: str | None = None

    @property
    def holds(self) -> bool:
        """Whether the figure can stand as it is."""
        return self.verdict in ("right", "rounded")

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain JSON values; its basis and options only where those are not the usual ones."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name in ("option", "against"):
            if values[name] is None:
                del values[name]
        if self.basis == "unadjusted":
            del values["basis"]
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


@dataclass(frozen=True, kw_only=True)
class Audit:
    """The audit of a business case: its convention, metrics, those of each scenario, and a finding per stated figure.

    Risk-adjusted metrics are there where a line has an adjustment.
    """

    timing: str
    period: str | None
    discount_rate: float
    metrics: Metrics
    scenarios: Mapping[str, Metrics]
    risk_adjusted: Metrics | None
    risk_adjusted_scenarios: Mapping[str, Metrics]
    findings: tuple[AuditFinding, ...]
    notes: tuple[str, ...]
    options: OptionFigures | None = None

    @property
    def holds(self) -> bool:
        """Whether every stated figure is right or rounded."""
        return all(finding.holds for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return what `audit --json` prints."""
        return {
            "convention": {"timing": self.timing, "period": self.period, "discount_rate": self.discount_rate},
            "metrics": self.metrics.as_dict(),
            "scenarios": {name: metrics.as_dict() for name, metrics in self.scenarios.items()},
            **self._risk_adjusted(),
            **({"options": list_options(self.options)} if self.options else {}),
            "findings": [finding.as_dict() for finding in self.findings],
            "notes": list(self.notes),
        }

    def _risk_adjusted(self) -> dict[str, Any]:
        if self.risk_adjusted is None:
            return {}
        scenarios = {name: metrics.as_dict() for name, metrics in self.risk_adjusted_scenarios.items()}
        return {"risk_adjusted": {"metrics": self.risk_adjusted.as_dict(), "scenarios": scenarios}}


MetricsByScenario = Mapping[str | None, Metrics]


def audit_business_case(case: BusinessCase, warnings: tuple[Problem, ...] = ()) -> Audit:
    """Return the audit of a business case as it is written, adoption and costs as planned."""
    metrics = evaluate_all(case)
    risk_adjusted = evaluate_all(case, risk_adjusted=True) if case.has_risk_adjustments else None
    figures = VariantFigures(case)
    return Audit(
        timing="dates" if case.days else case.timing,
        period=None if case.days else case.period,
        discount_rate=assumptions_of(case).rate,
        metrics=metrics[None],
        scenarios=_scenarios(metrics),
        risk_adjusted=risk_adjusted[None] if risk_adjusted else None,
        risk_adjusted_scenarios=_scenarios(risk_adjusted) if risk_adjusted else {},
        findings=tuple(
            _make_finding(figure, (risk_adjusted or metrics) if figure.risk_adjusted else metrics, figures)
            for figure in case.stated
        ),
        options=OptionFigures(case) if case.as_written.options else None,
        notes=(*list_notes(case, metrics), *(str(warning) for warning in warnings)),
    )


def _scenarios(known: MetricsByScenario) -> dict[str, Metrics]:
    return {name: metrics for name, metrics in known.items() if name is not None}


def _make_finding(stated: Stated, known: MetricsByScenario, figures: VariantFigures) -> AuditFinding:
    metrics = known[stated.scenario]
    if stated.at or stated.option or stated.against:
        case, changes = figures.case_of(variant_of(figures.case, stated)), (stated.at,) if stated.at else ()
        metrics = evaluate(case, stated.scenario, *changes, risk_adjusted=stated.risk_adjusted)
    value: Value | None = getattr(metrics, stated.metric)
    verdict = assess_figure(stated.value, value)
    reason = None if verdict == "right" else explain_figure(stated, figures)
    if verdict == "rounded" and reason:
        # Near is not right where a slip gives exactly what is stated; what only comes near explains nothing then.
        verdict, reason = ("wrong", reason) if reason.reproduces else ("rounded", None)
    return AuditFinding(
        metric=stated.metric,
        scenario=stated.scenario,
        at=flatten_change(stated.at) if stated.at else None,
        stated=_plain_value(stated.value),
        computed=value,
        verdict=verdict,
        explanation=reason.text if reason else None,
        source=stated.source,
        basis=stated.basis,
        option=stated.option,
        against=stated.against,
    )


def _plain_value(value: Decimal | bool | tuple[Decimal, ...]) -> Value:
    if isinstance(value, tuple):
        return tuple(float(part) for part in value)
    return value if isinstance(value, bool) else float(value)


def flatten_change(change: Scenario) -> dict[str, float]:
    """Flatten a change: `benefits`, `costs`, `discount_rate`, and `lines.<id>`, `drivers.<name>`, `inputs.<name>`."""
    factors = {"benefits": change.benefits, "costs": change.costs}
    changes = {name: float(factor) for name, factor in factors.items() if factor != 1}
    changes |= {f"lines.{name}": float(factor) for name, factor in change.lines.items()}
    changes |= {f"drivers.{name}": float(value) for name, value in change.drivers.items()}
    changes |= {f"inputs.{name}": float(value) for name, value in change.inputs.items()}
    return changes if change.discount_rate is None else changes | {"discount_rate": float(change.discount_rate)}
