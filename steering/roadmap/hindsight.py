"""A roadmap as it was known at the end of an earlier month: nothing in it was written or happened later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steering.cases.roadmap import Roadmap, last_day
from steering.context.case_context import CaseContext
from steering.context.dimensions import is_look_back


def roadmap_as_of(context: CaseContext, month: str) -> Roadmap | None:
    """Return the case's roadmap; as of an earlier month, without forecasts and what happened later."""
    roadmap = context.case.roadmap
    if roadmap is None or not is_look_back(context, month):
        return roadmap
    return context.cached(("roadmap as of", month), lambda: forget_later(roadmap, last_day(month)))


def forget_later(roadmap: Roadmap, today: date) -> Roadmap:
    """Return the roadmap without forecasts, and without what happened after a day."""

    def past(day: date | None) -> date | None:
        return day if day and day <= today else None

    return replace(
        roadmap,
        phases=tuple(
            replace(
                phase,
                forecast=None,
                actual=phase.actual
                and replace(phase.actual, start=past(phase.actual.start), end=past(phase.actual.end)),
            )
            for phase in roadmap.phases
        ),
        waves=tuple(
            replace(
                wave,
                forecast=None,
                actual=wave.actual
                and replace(wave.actual, start=past(wave.actual.start), production=past(wave.actual.production)),
            )
            for wave in roadmap.waves
        ),
        milestones=tuple(
            replace(milestone, forecast=None, actual=past(milestone.actual)) for milestone in roadmap.milestones
        ),
        gates=tuple(replace(gate, released=past(gate.released)) for gate in roadmap.gates),
    )
