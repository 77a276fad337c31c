"""Why a stated figure is not right: the convention or slip that reproduces it as exactly as it was written.

A figure that was written too coarsely to tell slips apart is left alone; where several fit, all of them are said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from steering.cases.business import BusinessCase, Scenario, Stated, Timing
from steering.catalog.business_metrics import METRICS
from steering.finance.audit import EXACTLY, ROUNDED, Explain, assess_figure
from steering.finance.error_patterns import ERROR_PATTERNS, Explanation, StatedFigure, fits, format_metric
from steering.finance.metrics import Metrics
from steering.finance.model import CashFlows, evaluate, project_flows
from steering.finance.stated_figure import FigureAt, LineSum, build_stated_figure, sum_lines
from steering.finance.totals import TOTALS_METRICS
from steering.formatting import format_number, join_words

# A published business case, as an example of what an audit finds.
PUBLISHED = Path(__file__).parents[2] / "data" / "audits" / "published-business-case.yaml"
# A figure whose last decimal place is more than this share of it either way fits too much to tell anything.
TELLING = 0.025
# Fits that are said; of more, there is a count.
MOST_NAMED = 3


def explain(case: BusinessCase, stated: Stated) -> str | None:
    """Why one stated figure of a case is not right, in a sentence or two; None where nothing reproduces it."""
    return explainer(case)(case, stated)


def explainer(case: BusinessCase) -> Explain:
    """What explains the stated figures of a case; flows, sums and metrics are worked out once for all figures."""
    alone = replace(case, stated=(), scenarios={})
    changes: dict[str, Scenario | None] = {}

    @cache
    def flows_at(scenario: str | None, change: str) -> CashFlows:
        at = changes[change]
        return project_flows(case, scenario, *([at] if at else []))

    @cache
    def sums_at(timing: Timing, scenario: str | None, change: str) -> LineSum:
        return sum_lines(case, timing, flows_at(scenario, change))

    @cache
    def metrics_at(timing: Timing, scenario: str | None, change: str) -> Metrics:
        """Without the other scenarios, which only `positive_in_all_scenarios` needs."""
        named = [case.scenarios[scenario]] if scenario is not None else []
        at = changes[change]
        return evaluate(replace(alone, timing=timing), None, *named, *([at] if at else []))

    def figure_at(metric: str, timing: Timing, scenario: str | None, at: Scenario | None) -> float | None:
        change = repr(at)
        changes[change] = at
        if metric in TOTALS_METRICS and case.apart:
            return sums_at(timing, scenario, change).totals.metric(metric)
        found: float | None = getattr(metrics_at(timing, scenario, change), metric)
        return found

    def explained(_: BusinessCase, stated: Stated) -> str | None:
        changes[repr(stated.at)] = stated.at
        sums = sums_at(case.timing, stated.scenario, repr(stated.at))
        return _explain(case, stated, sums, figure_at)

    return explained


def _explain(case: BusinessCase, stated: Stated, sums: LineSum, figure_at: FigureAt) -> str | None:
    if isinstance(stated.value, bool):
        return _explain_not_positive(case, stated, figure_at)
    if METRICS[stated.metric].several or isinstance(stated.value, tuple):
        return None
    claim = build_stated_figure(case, stated, stated.value, sums, figure_at)
    if claim.value is None:
        return _explain_absence(case, stated)
    if not _is_telling(stated.value):
        return None
    matches = matching_patterns(claim)
    return (
        _format_explanation(claim, matches)
        if matches
        else _explain_by_timing(case, stated, claim, figure_at) or _explain_total(claim)
    )


def _is_telling(stated: Decimal) -> bool:
    return 0.5 * 10.0 ** int(stated.as_tuple().exponent) <= TELLING * abs(float(stated))


def matching_patterns(claim: StatedFigure) -> Sequence[Explanation]:
    """Every slip that gives the stated figure and not the computed one, the simplest first; equal values once."""
    matches: list[Explanation] = []
    for slip in ERROR_PATTERNS:
        for reading in slip(claim):
            value = reading.value
            if value is None or not fits(value, claim) or _is_same(value, claim.value):
                continue
            if not any(_is_same(value, other.value) for other in matches):
                matches.append(reading)
    return matches


def _is_same(value: float, other: float | None) -> bool:
    return other is not None and abs(value - other) <= EXACTLY * max(abs(value), abs(other))


def _format_explanation(claim: StatedFigure, matches: Sequence[Explanation]) -> str:
    stated = format_metric(float(claim.stated), claim.metric)
    if len(matches) == 1:
        return f"{stated} is {matches[0].clause}."
    more = f"; or one of {len(matches) - MOST_NAMED} others" if len(matches) > MOST_NAMED else ""
    clauses = "; or ".join(reading.clause for reading in matches[:MOST_NAMED])
    return f"{stated} fits more than one slip, and the figure alone does not tell which: it is {clauses}{more}."


def _explain_by_timing(case: BusinessCase, stated: Stated, claim: StatedFigure, figure_at: FigureAt) -> str | None:
    """The timing that comes near, and whether it also gives the NPV that is stated beside this figure."""
    value = float(claim.stated)
    by_timing = {timing: figure for timing, figure in claim.by_timing().items() if figure is not None}
    timing = min(by_timing, key=lambda name: abs(by_timing[name] - value), default=None)
    if timing is None or abs(by_timing[timing] - value) > ROUNDED * abs(value):
        return None
    near = format_metric(by_timing[timing], claim.metric)
    text = f"{format_metric(value, claim.metric)} is near what timing `{timing}` gives, {near}"
    npv, beside = figure_at("npv", timing, stated.scenario, stated.at), _npv_beside(case, stated)
    if claim.metric == "npv" or npv is None or beside is None or assess_figure(beside, npv) in ("right", "rounded"):
        return f"{text}."
    written = format_number(float(beside))
    return f"{text}; NPV is then {format_number(npv)}, and {written} is stated: no one timing gives both."


def _npv_beside(case: BusinessCase, stated: Stated) -> Decimal | None:
    """The NPV that is stated for the same scenario with the same changes."""
    for other in case.stated:
        same = (other.metric, other.scenario, other.at) == ("npv", stated.scenario, stated.at)
        if same and isinstance(other.value, Decimal):
            return other.value
    return None


def _explain_total(claim: StatedFigure) -> str | None:
    """Where a total is not the sum of its lines: what is in none of them, or in them beyond it."""
    if claim.metric not in ("total_costs", "total_benefits") or claim.value is None:
        return None
    difference = float(claim.stated) - claim.value
    where = "is in no line" if difference > 0 else "of the lines is not in it"
    return f"The lines add up to {format_number(claim.value)}; {format_number(abs(difference))} {where}."


def _explain_absence(case: BusinessCase, stated: Stated) -> str | None:
    """Why there is no such figure."""
    if stated.metric != "irr":
        return METRICS[stated.metric].absent_because or None
    known = evaluate(case, stated.scenario, *([stated.at] if stated.at else []))
    if not known.irr_roots:
        return "NPV is 0 at no rate, so there is no internal rate of return."
    rates = join_words([format_metric(root, "irr") for root in known.irr_roots])
    return f"NPV is 0 at {rates}, so no one rate is the return; NPV is {format_metric(known.npv, 'npv')}."


def _explain_not_positive(case: BusinessCase, stated: Stated, figure_at: FigureAt) -> str | None:
    """The scenarios in which NPV is not positive, as computed and as the same document states it."""
    if stated.value is not True or stated.at is not None:
        return None
    known = {name: figure_at("npv", case.timing, name, None) for name in (None, *case.scenarios)}
    losses = [
        f"{format_number(npv)} in {'the base' if name is None else f'the scenario {name}'}"
        for name, npv in known.items()
        if npv is not None and npv <= 0
    ]
    below = [
        format_number(float(other.value))
        for other in case.stated
        if other.metric == "npv" and other.at is None and isinstance(other.value, Decimal) and other.value <= 0
    ]
    beside = f" The document itself states {join_words(below)}." if below else ""
    return f"NPV is {join_words(losses)}.{beside}" if losses else None
