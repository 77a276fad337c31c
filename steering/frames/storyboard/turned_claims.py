"""The claims of a storyboard that turned since an earlier moment, and why."""

from __future__ import annotations

from steering.conditions import ConditionState
from steering.context.case_context import CaseContext
from steering.context.dimensions import default_month
from steering.context.filters import Filters
from steering.formatting import pluralise
from steering.frames.blocks import Choice, Statement, Statements
from steering.frames.moments import build_moment_choice, describe_moment
from steering.since.claims import TurnedClaim, list_turned_claims
from steering.since.report import since_report
from steering.since.split import LABELS


def build_turned_claims(context: CaseContext, filters: Filters) -> tuple[Choice | Statements, ...]:
    """Build the choice of a moment and the claims that turned since, those that hold no more first."""
    view = Filters(as_of=default_month(context), since=filters.since)
    report = since_report(context, view)
    choice = build_moment_choice(context, view)
    if report is None:
        return choice
    key = ("claims turned", report.moment, view.as_of)
    claims = context.cached(key, lambda: list_turned_claims(report.states))
    ranked = sorted(claims, key=lambda turned: turned.after.state is ConditionState.HOLDS)
    since = describe_moment(report.moment)
    title = f"{pluralise(len(claims), 'claim')} changed since {since}" if claims else f"Claims since {since}"
    findings = tuple(map(_build_claim, ranked))
    empty = "No claim has changed."
    return (*choice, Statements(id="since-claims", title=title, findings=findings, empty=empty))


def _build_claim(turned: TurnedClaim) -> Statement:
    before, after = turned.before.state.word.lower(), turned.after.state.word.lower()
    return Statement(
        text=turned.after.claim.says,
        figure=after,
        detail=f"{LABELS[turned.cause]}. {turned.after.reason}",
        meta=f"{before} then · scene {turned.scene.id}",
    )
