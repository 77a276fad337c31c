"""Why a stated figure is not right: the convention or slip that reproduces it as exactly as it was written.

A figure that was written too coarsely to tell slips apart is left alone; where several fit, all of them are said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from steering.cases.business import BusinessCase, Stated
from steering.catalog.business_metrics import METRICS, MONTHS
from steering.finance.error_patterns import ERROR_PATTERNS, Explanation, StatedFigure, fits, format_metric
from steering.finance.model import evaluate
from steering.finance.stated_figure import build_stated_figure
from steering.finance.variants import VariantFigures, is_zero_at_every_rate, variant_of
from steering.finance.verdicts import EXACTLY, ROUNDED, assess_figure
from steering.formatting import format_number, join_words

# A published business case, as an example of what an audit finds.
PUBLISHED = Path(__file__).parents[2] / "data" / "audits" / "published-business-case.yaml"
# A figure whose last decimal place is more than this share of it either way fits too much to tell anything.
TELLING = 0.025
WHOLE_MONTH = 1.0
# Fits that are said; of more, there is a count.
MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a figure is not the computed one, in a sentence or two; `reproduces` where that gives exactly the figure."""

    text: str
    reproduces: bool = False


def explain_figure(stated: Stated, figures: VariantFigures) -> Reason | None:
    """Return why one stated figure of a case is not the computed one; None where nothing explains it."""
    if isinstance(stated.value, bool):
        return _explain_not_positive(stated, figures)
    if METRICS[stated.metric].several or isinstance(stated.value, tuple):
        return None
    claim = build_stated_figure(stated, stated.value, figures)
    if claim.value is None:
        return _explain_absence(figures.case_of(variant_of(figures.case, stated)), stated)
    if not _is_telling(claim):
        return None
    if matches := matching_patterns(claim):
        return Reason(text=_format_explanation(claim, matches), reproduces=True)
    return _explain_by_timing(stated, claim, figures) or _explain_total(claim)


def _is_telling(claim: StatedFigure) -> bool:
    """Return whether a figure was written exactly enough to tell slips apart; whole months are."""
    half = 0.5 * 10.0**-claim.places
    return half <= TELLING * abs(float(claim.stated)) or (claim.metric in MONTHS and half <= WHOLE_MONTH / 2)


def matching_patterns(claim: StatedFigure) -> Sequence[Explanation]:
    """Return the slips that give the stated figure and not the computed one, the simplest first."""
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
    figure = format_metric(float(claim.stated), claim.metric)
    if len(matches) == 1:
        return f"{figure} is {matches[0].clause}."
    more = f"; or one of {len(matches) - MOST_NAMED} others" if len(matches) > MOST_NAMED else ""
    clauses = "; or ".join(reading.clause for reading in matches[:MOST_NAMED])
    return f"{figure} fits more than one slip, and the figure alone does not tell which: it is {clauses}{more}."


def _explain_by_timing(stated: Stated, claim: StatedFigure, figures: VariantFigures) -> Reason | None:
    """Return the timing that gives the figure, and whether it also gives the NPV stated with it."""
    value = float(claim.stated)
    by_timing = {timing: figure for timing, figure in claim.by_timing().items() if figure is not None}
    timing = min(by_timing, key=lambda name: abs(by_timing[name] - value), default=None)
    if timing is None or abs(by_timing[timing] - value) > ROUNDED * abs(value):
        return None
    near = format_metric(by_timing[timing], claim.metric)
    text = f"{format_metric(value, claim.metric)} is near what timing `{timing}` gives, {near}"
    npv = figures.metric("npv", variant_of(figures.case, stated).by(timing=timing))
    beside = _npv_beside(figures.case, stated)
    if claim.metric == "npv" or npv is None or beside is None or assess_figure(beside, npv) in ("right", "rounded"):
        return Reason(text=f"{text}.")
    number = format_number(float(beside))
    return Reason(text=f"{text}; NPV is then {format_number(npv)}, and {number} is stated: no one timing gives both.")


def _npv_beside(case: BusinessCase, stated: Stated) -> Decimal | None:
    """Return the NPV that is stated for the same scenario with the same changes."""
    for other in case.stated:
        about = (other.metric, other.scenario, other.at, other.basis, other.option, other.against)
        own = ("npv", stated.scenario, stated.at, stated.basis, stated.option, stated.against)
        if about == own and isinstance(other.value, Decimal):
            return other.value
    return None


def _explain_total(claim: StatedFigure) -> Reason | None:
    """Return where a total is not the sum of its lines: what is in none of them, or in them beyond it."""
    if claim.metric not in ("total_costs", "total_benefits") or claim.value is None:
        return None
    difference = float(claim.stated) - claim.value
    where = "is in no line" if difference > 0 else "of the lines is not in it"
    return Reason(text=f"The lines add up to {format_number(claim.value)}; {format_number(abs(difference))} {where}.")


def _explain_absence(case: BusinessCase, stated: Stated) -> Reason | None:
    """Explain why the figure does not exist."""
    if stated.metric != "irr":
        absent = METRICS[stated.metric].absent_because
        return Reason(text=absent) if absent else None
    changes = [stated.at] if stated.at else []
    if is_zero_at_every_rate(case, stated.scenario, *changes, risk_adjusted=stated.risk_adjusted):
        return Reason(
            text="Costs and benefits cancel out at every moment: NPV is 0 at every rate, and none is the return."
        )
    metrics = evaluate(case, stated.scenario, *changes, risk_adjusted=stated.risk_adjusted)
    if not metrics.irr_roots:
        return Reason(text="NPV is 0 at no rate, so there is no internal rate of return.")
    rates = join_words([format_metric(root, "irr") for root in metrics.irr_roots])
    npv = format_metric(metrics.npv, "npv")
    return Reason(text=f"NPV is 0 at {rates}, so no one rate is the return; NPV is {npv}.")


def _explain_not_positive(stated: Stated, figures: VariantFigures) -> Reason | None:
    """Return the scenarios in which NPV is not positive, as computed and as the same document states it."""
    if stated.value is not True or stated.at is not None:
        return None
    case, variant = figures.case, variant_of(figures.case, stated)
    npvs = {name: figures.metric("npv", variant.by(scenario=name)) for name in (None, *case.scenarios)}
    losses = [
        f"{format_number(npv)} in {'the base' if name is None else f'the scenario {name}'}"
        for name, npv in npvs.items()
        if npv is not None and npv <= 0
    ]
    below = [
        format_number(float(other.value))
        for other in case.stated
        if (other.metric, other.basis, other.at) == ("npv", stated.basis, None)
        and (other.option, other.against) == (stated.option, stated.against)
        and isinstance(other.value, Decimal)
        and other.value <= 0
    ]
    beside = f" The document itself states {join_words(below)}." if below else ""
    return Reason(text=f"NPV is {join_words(losses)}.{beside}") if losses else None
