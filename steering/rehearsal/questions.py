"""The questions of the drill: what each subject's weak points make people ask, the hardest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.rehearsal.question import LEAST, PERSONAS, DrillQuestion, Subject
from steering.rehearsal.weak_points import (
    adoption,
    business_case,
    costs,
    evidence,
    promises,
    review,
    scorecard,
    written,
)
from steering.storyboard.views import default_filters

# Questions that a mock committee asks in a row.
IN_A_ROW = 10
# Of these, how many may be about one subject while there are others.
OF_ONE_SUBJECT = 2

SOURCES = (
    business_case.find_questions,
    promises.find_questions,
    scorecard.find_questions,
    costs.find_questions,
    adoption.find_questions,
    evidence.find_questions,
    review.find_questions,
    written.find_questions,
)


def derive_questions(context: CaseContext) -> tuple[DrillQuestion, ...]:
    """Return every question that the case as it stands gives rise to, the hardest first. Cached with the context."""
    return context.cached("drill questions", lambda: _derive(context))


def list_personas(questions: Sequence[DrillQuestion]) -> tuple[str, ...]:
    """Return who asks: the four of every case that have something to ask, then those of the case itself."""
    asking = {question.persona for question in questions}
    return (*(name for name in PERSONAS if name in asking), *sorted(asking - {*PERSONAS}))


def pick_committee(questions: Sequence[DrillQuestion], personas: Sequence[str] = ()) -> tuple[DrillQuestion, ...]:
    """Return ten questions for a mock committee: its members take turns, each with the hardest that is left.

    Two of one subject are enough while there are others: a committee does not ask the same thing ten times.
    """
    members = personas or list_personas(questions)
    left = {name: [question for question in questions if question.persona == name] for name in members}
    selection: list[DrillQuestion] = []
    subjects: Counter[Subject] = Counter()
    while len(selection) < IN_A_ROW and any(left.values()):
        for name in members:
            if left[name] and len(selection) < IN_A_ROW:
                fresh = (item for item in left[name] if subjects[item.subject] < OF_ONE_SUBJECT)
                question = next(fresh, left[name][0])
                left[name].remove(question)
                subjects[question.subject] += 1
                selection.append(question)
    return tuple(selection)


def _derive(context: CaseContext) -> tuple[DrillQuestion, ...]:
    filters = default_filters(context)
    # A sort is stable: where two are as hard, the subjects' own order decides.
    questions = sorted(_find_all(context, filters), key=lambda question: -question.severity)
    # What somebody took the trouble to write is asked however easy it is.
    return tuple(item for item in questions if item.severity >= LEAST or item.subject is Subject.WRITTEN)


def _find_all(context: CaseContext, filters: Filters) -> Iterator[DrillQuestion]:
    for find_questions in SOURCES:
        yield from find_questions(context, filters)
