"""The claims of a scene against the data and the model as they are in the scene's own state."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steering.cases.storyboard import Claim, Scene
from steering.conditions import WORDS, Observe, State, Verdict, evaluate
from steering.errors import did_you_mean
from steering.figures import bare, written
from steering.metrics import observer
from steering.room import Filters, Room
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
    kpi = room.case.kpis.get(claim.metric)
    if verdict.observed is None or not verdict.bounds:
        near = "" if kpi else did_you_mean(claim.metric, list(room.case.kpis))
        return verdict.reason + (near if "no metric named" in verdict.reason else "")
    currency = room.case.charter.currency

    def said(value: float) -> str:
        return written(value, kpi.unit, kpi.decimals, currency=currency) if kpi else bare(value)

    bounds = " and ".join(said(bound) for bound in verdict.bounds)
    tolerance = f", with a tolerance of {claim.tolerance}" if claim.tolerance else ""
    name = kpi.name if kpi else claim.metric
    verb = "" if verdict.state is State.HOLDS else "not "
    return f"{name}: {said(verdict.observed)}, {verb}{WORDS[claim.op]} {bounds}{tolerance}."
