"""Where the business case fails the financial review."""

from __future__ import annotations

from collections.abc import Iterator

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.rehearsal.question import CFO, FAULTS, DrillQuestion, Place, QuestionSource, Subject, compute_severity
from steering.review.financial import review_case

# How many places an answer names.
NAMED = 4


def find_questions(context: CaseContext, filters: Filters) -> Iterator[DrillQuestion]:
    """Yield the questions of the financial review that the case as planned fails."""
    for item in review_case(context.case):
        if item.holds:
            continue
        cures = [f"{place.place}: {place.remedy}" for place in item.places[:NAMED]]
        yield DrillQuestion(
            id=f"{Subject.REVIEW}:{item.id}",
            persona=CFO,
            subject=Subject.REVIEW,
            severity=compute_severity(max(len(item.places), 1), FAULTS),
            text=item.question,
            answer=f"No. {item.why}",
            points=("Say plainly that it does not.", item.why, *cures),
            place=Place(page="audit", block="review-own", query=(("as_of", filters.as_of),)),
            source=QuestionSource(metric=f"review.{item.id}"),
        )
