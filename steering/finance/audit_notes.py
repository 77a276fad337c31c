"""What an audit notes beside its verdicts: contradictions, several rates of return, what was taken as planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from steering.cases.business import Basis, BusinessCase, Stated
from steering.cases.resolve import choose
from steering.catalog.business_metrics import METRICS
from steering.finance.convention_notes import list_convention_notes
from steering.finance.metrics import Metrics
from steering.finance.model import assumptions_of, compute_npv, project_flows
from steering.finance.tax import compute_tax
from steering.finance.variants import is_zero_at_every_rate
from steering.formatting import format_number, join_words, pluralise

MetricsByScenario = Mapping[str | None, Metrics]
SUMS = {"total_costs": "cost", "total_benefits": "benefit"}
# Above these, NPV is positive.
ABOVE_ZERO = {name: metric.break_even for name, metric in METRICS.items() if metric.break_even is not None}


def list_notes(case: BusinessCase, known: MetricsByScenario) -> Iterator[str]:
    """Yield every note on a business case, as sentences."""
    for scenario, metrics in known.items():
        yield from _rates(case, scenario, metrics)
    yield from _sums(case, known)
    yield from _always_positive(case, known)
    yield from _contradictions(case)
    yield from list_convention_notes(case)
    yield from _losses(case)
    yield from _as_planned(case)
    yield from _limits(case, known)


def _where(scenario: str | None) -> str:
    return "In the base" if scenario is None else f"In the scenario {scenario}"


def _percent(rate: float) -> str:
    return f"{format_number(rate * 100)}%"


def _rates(case: BusinessCase, scenario: str | None, metrics: Metrics) -> Iterator[str]:
    roots = metrics.irr_roots or ()
    if len(roots) > 1:
        rates = join_words([_percent(root) for root in roots])
        advice = f"Only {_percent(metrics.irr)} is above -99%." if metrics.irr is not None else "Judge it by its NPV."
        yield f"{_where(scenario)} NPV is 0 at {pluralise(len(roots), 'rate')}: {rates}. {advice}"
    elif not roots and is_zero_at_every_rate(case, scenario):
        yield (
            f"{_where(scenario)} costs and benefits cancel out at every moment: NPV is 0 at every rate, "
            "so there is no one internal rate of return."
        )
    elif not roots:
        yield f"{_where(scenario)} NPV is 0 at no rate, so there is no internal rate of return. Judge it by its NPV."


def _plain(case: BusinessCase, metric: str, basis: Basis = "unadjusted") -> Iterator[Stated]:
    """Stated figures of a metric for the base or a scenario as it is, on one basis, in the option that is asked for."""
    own = (metric, None, basis, None, None)
    return (each for each in case.stated if (each.metric, each.at, each.basis, each.option, each.against) == own)


def _sums(case: BusinessCase, known: MetricsByScenario) -> Iterator[str]:
    for metric, kind in SUMS.items():
        for stated in _plain(case, metric):
            total = getattr(known[stated.scenario], metric)
            if total is None or isinstance(stated.value, (bool, tuple)) or abs(float(stated.value) - total) <= 1e-9:
                continue
            yield (
                f"{_where(stated.scenario)} the {kind}s come to {format_number(total)}; "
                f"{format_number(float(stated.value))} is stated{_at(stated)}."
            )


def _at(stated: Stated) -> str:
    return f" ({stated.source})" if stated.source else ""


def _always_positive(case: BusinessCase, known: MetricsByScenario) -> Iterator[str]:
    claims = [stated for stated in _plain(case, "positive_in_all_scenarios") if stated.value is True]
    if not claims:
        return
    for stated in _plain(case, "npv"):
        if isinstance(stated.value, Decimal) and stated.value <= 0:
            where = "the base" if stated.scenario is None else f"the scenario {stated.scenario}"
            detail = f"as {format_number(float(stated.value))} in {where}{_at(stated)}"
            yield f"NPV is stated as positive in all scenarios{_at(claims[0])}, and {detail}."
    for scenario, metrics in known.items():
        if metrics.npv is not None and metrics.npv <= 0:
            yield (
                f"NPV is stated as positive in all scenarios{_at(claims[0])}. "
                f"{_where(scenario)} it is {format_number(metrics.npv)}."
            )


def _contradictions(case: BusinessCase) -> Iterator[str]:
    """Yield stated figures that contradict each other for any flows."""
    for worth in (*_plain(case, "npv"), *_plain(case, "npv", "risk_adjusted")):
        if not isinstance(worth.value, Decimal):
            continue
        rate = assumptions_of(case, worth.scenario).rate
        limits = ABOVE_ZERO | {"irr": Decimal(str(rate))}
        for metric, limit in limits.items():
            for other in _plain(case, metric, worth.basis):
                if other.scenario != worth.scenario or not isinstance(other.value, Decimal):
                    continue
                if (worth.value > 0 and other.value < limit) or (worth.value < 0 and other.value > limit):
                    yield (
                        f"{_where(worth.scenario)} an NPV of {format_number(float(worth.value))}{_at(worth)} "
                        f"and {metric} at "
                        f"{format_number(float(other.value))}{_at(other)} contradict each other."
                    )


def _losses(case: BusinessCase) -> Iterator[str]:
    """Yield the losses that are carried forward and find no profit."""
    bill, choice = compute_tax(project_flows(case)), choose(case.as_written)
    if bill is None:
        return
    if bill.unused_loss:
        own = f" in {choice.option.label}" if choice.option else ""
        yield f"Losses of {format_number(float(bill.unused_loss))}{own} find no later profit, so they lower no tax."
    if bill.unused_loss_against and choice.against:
        left, name = format_number(float(bill.unused_loss_against)), choice.against.label
        yield (
            f"Losses of {left} in {name} by itself find no later profit, so they lower no tax, and avoiding them is "
            "not taxed: tax against it is lower than on the profit of the difference. Where the company has other "
            "profit that they lower, write `losses: offset`; to carry losses forward on the difference, write what is "
            "avoided as a benefit of the other options."
        )


def _as_planned(case: BusinessCase) -> Iterator[str]:
    adoption_lines = [line for line in case.lines if line.scales_with == "adoption"]
    cost_lines = [line for line in case.lines if line.follows_cost]
    if adoption_lines:
        verb = "follows" if len(adoption_lines) == 1 else "follow"
        yield f"{pluralise(len(adoption_lines), 'line')} {verb} adoption; the audit uses the planned adoption."
    if cost_lines:
        verb = "follows" if len(cost_lines) == 1 else "follow"
        yield f"{pluralise(len(cost_lines), 'line')} {verb} the cost data; the audit uses the planned costs."
    if case.has_risk_adjustments:
        found = compute_npv(case, risk_adjusted=True)
        if found is not None:
            yield f"With the lines' risk adjustments NPV is {format_number(found)}."


def _limits(case: BusinessCase, known: MetricsByScenario) -> Iterator[str]:
    if not case.apart:
        yield "Only net flows are given, so what needs costs and benefits apart does not exist."
    for scenario, metrics in known.items():
        if metrics.npv is None:
            yield f"{_where(scenario)} NPV is beyond what can be computed, so it and what follows from it do not exist."
