"""The claims of a scene against the data and the model as they are in the scene's own state."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steering.cases.storyboard import ClaimSpec, Scene
from steering.catalog.business_metrics import CONDITION_METRICS
from steering.conditions import ConditionResult, ConditionState, Observer, describe_requirement, evaluate_condition
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.errors import did_you_mean
from steering.metrics import format
from steering.metrics.lookup import observer
from steering.storyboard.views import filters


@dataclass(frozen=True, kw_only=True)
class CheckedClaim:
    """A claim and how it stands: holds, broken or unknown, with the reason as a sentence."""

    claim: ClaimSpec
    state: ConditionState
    reason: str


def check_claims(context: CaseContext, scene: Scene, *, as_of: str | None = None) -> tuple[CheckedClaim, ...]:
    """Every claim of a scene, checked in the scene's state; `as_of` is the month of a scene that names none."""
    if not scene.claims:
        return ()
    state = filters(context, scene)
    observe = _observer(context, state if as_of is None or scene.view.as_of else replace(state, as_of=as_of))
    return tuple(_check_claim(context, claim, observe) for claim in scene.claims)


def _observer(context: CaseContext, state: Filters) -> Observer:
    """What is known in a state; claims are about the whole organisation, so many scenes share one."""
    all_units = replace(state, unit=None, focus=None)
    return context.cached(("storyboard observer", all_units), lambda: observer(context, all_units))


def _check_claim(context: CaseContext, claim: ClaimSpec, observe: Observer) -> CheckedClaim:
    verdict = evaluate_condition(claim, observe)
    return CheckedClaim(claim=claim, state=verdict.state, reason=_reason(context, claim, verdict))


def _reason(context: CaseContext, claim: ClaimSpec, verdict: ConditionResult) -> str:
    if verdict.observed is None or not verdict.bounds:
        names = [*context.case.kpis, *CONDITION_METRICS]
        return verdict.reason + ("" if claim.metric in names else did_you_mean(claim.metric, names))
    seen = format.format_metric(context, claim.metric, verdict.observed)
    bounds = [format.format_metric(context, claim.metric, bound) for bound in verdict.bounds]
    if seen in bounds and verdict.state is ConditionState.BROKEN:
        # The difference is beyond the decimals shown.
        return f"{format.condition_label(context, claim)}: {verdict.reason}."
    request = describe_requirement(claim, bounds)
    stands = request if verdict.state is ConditionState.HOLDS else f"where {request} is claimed"
    return f"{format.condition_label(context, claim)}: {seen}, {stands}."
