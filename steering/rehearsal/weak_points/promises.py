"""Where promises are weak: claims of the storyboard, conditions of gates, and conditions of past decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steering import months
from steering.cases.storyboard import ClaimSpec, Scene
from steering.conditions import ConditionResult, ConditionState, describe_requirement, evaluate_condition
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.decisions import ConditionCheck, Review, reviews
from steering.formatting import format_money, join_words
from steering.metrics.format import condition_label, format_metric, metric_label
from steering.metrics.lookup import observer
from steering.rehearsal.metrics import find_persona, measure, measure_gap, place_of
from steering.rehearsal.question import (
    CFO,
    PROMISE,
    DrillQuestion,
    Place,
    Subject,
    build_figure,
    build_source,
    compute_severity,
)
from steering.roadmap.gates import ConditionProgress, GateResult, GateStanding
from steering.roadmap.view import RoadmapView, roadmap_view
from steering.status import Status
from steering.storyboard.views import address
from steering.storyboard.views import filters as scene_filters

# How hard it is to answer for what is so or not so, or can't be known.
UNKNOWN_SEVERITY = 50


def find_questions(context: CaseContext, filters: Filters) -> Iterator[DrillQuestion]:
    """Yield what is asked about promises that are not kept."""
    story = context.case.storyboard
    for scene in story.scenes if story else ():
        if isinstance(scene, Scene):
            yield from _ask_about_claims(context, scene)
    view = roadmap_view(context, filters)
    for gate in view.gates if view else ():
        if view and gate.standing is GateStanding.BREACHED:
            yield _ask_about_gate(context, view, gate, filters)
            yield from (_ask_about_condition(context, gate, check, filters) for check in gate.unmet_conditions)
    for review in reviews(context, filters):
        for check in review.conditions:
            if check.status is Status.BREACHED:
                yield _ask_about_decision(context, review, check, filters)


def _ask_about_claims(context: CaseContext, scene: Scene) -> Iterator[DrillQuestion]:
    """Ask about each sentence of a scene that the data does not support, in the scene's own state."""
    observe = observer(context, scene_filters(context, scene)) if scene.claims else None
    for number, claim in enumerate(scene.claims, start=1):
        assert observe is not None  # there are claims
        verdict = evaluate_condition(claim, observe)
        if verdict.state is not ConditionState.HOLDS:
            yield _ask_about_claim(context, scene, number, claim, verdict)


def _ask_about_claim(
    context: CaseContext, scene: Scene, number: int, claim: ClaimSpec, verdict: ConditionResult
) -> DrillQuestion:
    figure = measure(context, claim.metric, verdict.observed)
    is_broken = verdict.observed is not None and bool(verdict.bounds)
    stands = _describe_state(context, claim.metric, verdict)
    return DrillQuestion(
        id=f"{Subject.CLAIM}:{scene.id}:{number}",
        persona=find_persona(context, claim.metric),
        subject=Subject.CLAIM,
        # A sentence that is not true is asked about however close it is: half of the scale is for how far it is off.
        severity=(50 + _severity(verdict) // 2) if is_broken else UNKNOWN_SEVERITY,
        text=f"Your demo says: “{claim.says}”. Is that still so? What is the figure?",
        answer=f"No. {condition_label(context, claim)}: {stands}." if is_broken else f"It can't be shown. {stands}",
        points=(
            "Say plainly that the sentence no longer holds."
            if is_broken
            else "Say plainly what is missing to show it.",
            f"The figure: {figure.text}." if figure else "What would have to be known.",
            "The sentence that can be said instead.",
        ),
        place=place_of(context, claim.metric, address(context, scene)),
        source=build_source(context, claim.metric, *_datasets(context, claim.metric)),
        figure=figure,
    )


def _ask_about_gate(context: CaseContext, view: RoadmapView, gate: GateResult, filters: Filters) -> DrillQuestion:
    """Ask how much money hangs on a gate whose conditions do not hold."""
    amount, currency = float(gate.amount), context.case.charter.currency
    text = format_money(amount, currency)
    names = [_name(context, check) for check in gate.unmet_conditions]
    return DrillQuestion(
        id=f"{Subject.GATE}:{gate.gate.id}",
        persona=CFO,
        subject=Subject.GATE,
        # Of all the money of the gates; a tenth of it at risk is tolerated.
        severity=compute_severity(amount / (float(view.funding.total) or 1.0), PROMISE),
        text=f"{gate.gate.name} is breached. How much money is at risk, and which conditions are not met?",
        answer=f"{text}. Not met: {join_words(names)}.",
        points=(f"The amount: {text}.", *(f"Not met: {name}." for name in names), "What is needed to pass, and when."),
        place=Place(
            page="roadmap",
            # The tile is of all gates together.
            block="at-risk" if gate.amount == view.funding.at_risk else "gates",
            query=(("as_of", filters.as_of),),
        ),
        source=build_source(context, "gates", "adoption", "kpi", "cost"),
        figure=build_figure(amount, "money", text),
    )


def _ask_about_condition(
    context: CaseContext, gate: GateResult, check: ConditionProgress, filters: Filters
) -> DrillQuestion:
    metric, verdict = check.condition.metric or "", check.verdict
    stands = _describe_state(context, metric, verdict)
    figure = measure(context, metric, verdict.observed)
    bounds = [format_metric(context, metric, bound) for bound in verdict.bounds]
    return DrillQuestion(
        id=f"{Subject.GATE}:{gate.gate.id}:{metric}",
        persona=find_persona(context, metric),
        subject=Subject.GATE,
        # What is so or not so is missed as a whole, by no distance.
        severity=_severity(verdict) if figure else UNKNOWN_SEVERITY,
        text=f"A condition of {gate.gate.name} is “{_name(context, check)}”"
        + (
            f": {metric_label(context, metric)} {describe_requirement(check.condition, bounds)}. Where is it today?"
            if figure
            else ". It is not met. Why should we release the money?"
        ),
        answer=f"{_name(context, check)}: {stands}.",
        points=(
            f"The figure: {figure.text}." if figure else "That the condition is not met.",
            "When it will be met, on which forecast.",
            "What we ask for instead: a smaller release, a later date, or a condition that is weaker and why.",
        ),
        place=Place(page="roadmap", block="conditions", query=(("as_of", filters.as_of),)),
        source=build_source(context, metric, *_datasets(context, metric)),
        figure=figure,
    )


def _ask_about_decision(context: CaseContext, review: Review, check: ConditionCheck, filters: Filters) -> DrillQuestion:
    decision, term = review.decision, check.term
    metric, verdict = term.metric or "", check.when_due or check.now
    verdict = check.now if check.now.observed is not None else verdict
    figure = measure(context, metric, verdict.observed)
    return DrillQuestion(
        id=f"{Subject.DECISION}:{decision.id}:{term.id}",
        persona=find_persona(context, metric),
        subject=Subject.DECISION,
        severity=50 + _severity(verdict) // 2,
        text=f"In {months.format_month(f'{decision.decided_on:%Y-%m}')} we decided “{decision.title}” on a condition: "
        f"{term.text or term.label} Did you keep it? What is the figure?",
        answer=f"No. {metric_label(context, metric)}: {_describe_state(context, metric, verdict)}.",
        points=(
            "Say plainly that the condition is breached.",
            f"The figure: {figure.text}." if figure else "What the condition asks for.",
            "What follows for the decision that was taken on it.",
        ),
        place=Place(page="decisions", block=f"conditions-{decision.id}", query=(("as_of", filters.as_of),)),
        source=build_source(context, metric, *_datasets(context, metric)),
        figure=figure,
    )


def _describe_state(context: CaseContext, metric: str, verdict: ConditionResult) -> str:
    """Return where a figure stands, and which bound it misses."""
    if verdict.observed is None or not verdict.bounds:
        return verdict.reason
    bounds = join_words([format_metric(context, metric, bound) for bound in verdict.bounds])
    return f"{format_metric(context, metric, verdict.observed)}, against {bounds}"


def _severity(verdict: ConditionResult) -> int:
    if verdict.observed is None or not verdict.bounds:
        return UNKNOWN_SEVERITY
    return compute_severity(measure_gap(verdict.observed, verdict.bounds), PROMISE)


def _name(context: CaseContext, check: ConditionProgress) -> str:
    return check.condition.label or condition_label(context, check.condition)


def _datasets(context: CaseContext, metric: str) -> tuple[str, ...]:
    kpis: Mapping[str, object] = context.case.kpis
    if metric not in kpis:
        return ("adoption", "cost")
    return ("adoption",) if context.case.kpis[metric].measure else ("kpi",)
