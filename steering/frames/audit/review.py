"""The blocks of the financial review: each question with its answer, and every place to correct or to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import pluralise
from steering.frames.audit.today import TodayFigure, contradict_review
from steering.frames.blocks import Column, TableBlock
from steering.review.checklist import ChecklistItem, tally
from steering.review.financial import financial
from steering.review.subject import ReviewSubject, subject_of

# Places that a question's own row names; the second table has all of them.
SHOWN = 2


def build_case_review(
    context: CaseContext, filters: Filters, today: Sequence[TodayFigure], *, id: str
) -> tuple[TableBlock, ...]:
    """The checklist of a case's own business case, with what today's data says against it; nothing without one."""
    paper = subject_of(context.case)
    return build_review(paper, contradict_review(context, filters, paper, today), id=id) if paper else ()


def build_review(
    paper: ReviewSubject, contradictions: Mapping[str, str] | None = None, *, id: str
) -> tuple[TableBlock, ...]:
    """The checklist of a business case, and its places where there are any; `id` keeps two on a page apart.

    `contradictions` are what today's data says against an answer, by the id of its question.
    """
    items = financial(paper)
    return (_build_checklist(items, contradictions or {}, id), *_build_place_table(items, id))


def _build_checklist(items: tuple[ChecklistItem, ...], contradictions: Mapping[str, str], id: str) -> TableBlock:
    return TableBlock(
        id=f"review-{id}",
        title="Financial review of the plan",
        columns=(
            Column(label="Answer", kind="status"),
            Column(label="Question"),
            Column(label="Why"),
            Column(label="Where"),
            Column(label="What to do"),
        ),
        rows=tuple(
            (
                item.state.value,
                item.question,
                _describe_reason(item, contradictions.get(item.id)),
                _format_places(item),
                _format_remedies(item),
            )
            for item in items
        ),
        note=f"{tally(items)}. {_count_contradictions(contradictions)}"
        "What a person has to judge can't be told from the file alone.",
    )


def _describe_reason(item: ChecklistItem, contradiction: str | None) -> str:
    return f"As planned: {item.why} On today's data: {contradiction}" if contradiction else item.why


def _count_contradictions(contradictions: Mapping[str, str]) -> str:
    if not contradictions:
        return ""
    answers, verb = ("1 answer", "is") if len(contradictions) == 1 else (f"{len(contradictions)} answers", "are")
    return f"On today's data {answers} {verb} another, which Why says beside it. "


def _build_place_table(items: tuple[ChecklistItem, ...], id: str) -> tuple[TableBlock, ...]:
    places = [(item, place) for item in items for place in item.places]
    if not places:
        return ()
    table = TableBlock(
        id=f"review-places-{id}",
        title="What to correct, and what to look at",
        columns=(
            Column(label="Answer", kind="status"),
            Column(label="Where"),
            Column(label="Found"),
            Column(label="Expected"),
            Column(label="What to do"),
        ),
        rows=tuple(
            (item.state.value, place.place, place.found, place.expected, place.remedy) for item, place in places
        ),
    )
    return (table,)


def _format_places(item: ChecklistItem) -> str | None:
    return _join_first([place.place for place in item.places], "; ", "place")


def _format_remedies(item: ChecklistItem) -> str | None:
    """The different things to do."""
    return _join_first(list(dict.fromkeys(place.remedy for place in item.places)), " ", "thing")


def _join_first(texts: list[str], apart: str, noun: str) -> str | None:
    more = len(texts) - SHOWN
    last = [f"and {pluralise(more, f'more {noun}', f'more {noun}s')}"] if more > 0 else []
    return apart.join([*texts[:SHOWN], *last]) or None
