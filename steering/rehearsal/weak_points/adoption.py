"""Where adoption is weak: teams that stand still, and teams that fell back."""

from __future__ import annotations

from collections.abc import Iterator

from steering.adoption.progress import STALLED_AFTER, find_regressed_teams, find_stalled_teams, query_teams
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import join_words, pluralise
from steering.rehearsal.question import (
    CTO,
    LEFT_OVER,
    SCIENCE,
    DrillQuestion,
    Place,
    Subject,
    build_figure,
    build_source,
    compute_severity,
)


def find_questions(context: CaseContext, filters: Filters) -> Iterator[DrillQuestion]:
    """Yield what is asked about teams that do not move on."""
    if not context.has("adoption"):
        return
    teams = query_teams(context, filters)
    started = sum(team.stage != "not_started" for team in teams) or 1
    stalls = find_stalled_teams(teams, context.case.charter.adoption, filters.as_of)
    relapses = find_regressed_teams(teams)
    source = build_source(context, "stalled", "adoption")
    place = Place(page="adoption", block="stalled", query=(("as_of", filters.as_of),))
    if stalls:
        longest = f"{stalls[0].team.team}, {stalls[0].text}"
        number = pluralise(len(stalls), "team")
        yield DrillQuestion(
            id=f"{Subject.ADOPTION}:stalled",
            persona=SCIENCE,
            subject=Subject.ADOPTION,
            severity=compute_severity(len(stalls) / started, LEFT_OVER),
            text=f"How many teams have stood still for {STALLED_AFTER} months or more, and which one the longest?",
            answer=f"{len(stalls)}; the longest: {longest}.",
            points=(f"The number: {number}.", f"The longest: {longest}.", "What each of them waits for, and whom."),
            place=place,
            source=source,
            figure=build_figure(len(stalls), "count", str(len(stalls))),
        )
    if relapses:
        names = join_words([team.team for team in relapses[:3]])
        yield DrillQuestion(
            id=f"{Subject.ADOPTION}:regressed",
            persona=CTO,
            subject=Subject.ADOPTION,
            severity=compute_severity(len(relapses) / started, LEFT_OVER),
            text="Has any team fallen back behind a stage that it had reached? Which, and why?",
            answer=f"{pluralise(len(relapses), 'team')}: {names}.",
            points=(f"Name them: {names}.", "Why they fell back.", "Whether that can happen to the next waves."),
            place=Place(page="adoption", block="kept", query=(("as_of", filters.as_of),)),
            source=source,
        )
