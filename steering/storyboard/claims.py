"""The claims of a scene against the data and the model as they are in the scene's own state."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steering.cases.storyboard import Claim, Scene
from steering.catalog.business_metrics import METRICS
from steering.conditions import WORDS, Observe, State, Verdict, evaluate
from steering.context.case_context import Filters, Room
from steering.errors import did_you_mean
from steering.metrics import format
from steering.metrics.lookup import observer
from steering.storyboard.views import filters


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A claim and how it stands: holds, broken or unknown, with the reason as a sentence."""

    claim: Claim
    state: State
    reason: str


def checked(room: Room, scene: Scene) -> tuple[Checked, ...]:
    """Every claim of a scene, checked in the scene's state."""
    if not scene.claims:
        return ()
    observe = _observer(room, filters(room, scene))
    return tuple(_checked(room, claim, observe) for claim in scene.claims)


def _observer(room: Room, state: Filters) -> Observe:
    """What is known in a state; claims are about the whole organisation, so many scenes share one."""
    whole = replace(state, unit=None, focus=None)
    return room.once(("storyboard observer", whole), lambda: observer(room, whole))


def _checked(room: Room, claim: Claim, observe: Observe) -> Checked:
    verdict = evaluate(claim, observe)
    return Checked(claim=claim, state=verdict.state, reason=_reason(room, claim, verdict))


def _reason(room: Room, claim: Claim, verdict: Verdict) -> str:
    if verdict.observed is None or not verdict.bounds:
        known = [*room.case.kpis, *METRICS]
        return verdict.reason + ("" if claim.metric in known else did_you_mean(claim.metric, known))
    seen = format.written(room, claim.metric, verdict.observed)
    bounds = [format.written(room, claim.metric, bound) for bound in verdict.bounds]
    if seen in bounds and verdict.state is State.BROKEN:
        return f"{format.named(room, claim.metric)}: {verdict.reason}."  # the difference is beyond the decimals shown
    asked = f"{WORDS[claim.op]} {' and '.join(bounds)}" + (f", within {claim.tolerance}" if claim.tolerance else "")
    stands = asked if verdict.state is State.HOLDS else f"where {asked} is claimed"
    return f"{format.named(room, claim.metric)}: {seen}, {stands}."
