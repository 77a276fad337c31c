"""The blocks of the financial review: each question with its answer, and every place to correct or to look at."""

from __future__ import annotations

from steering.cases.case import Case
from steering.formatting import pluralise
from steering.frames.blocks import Column, TableBlock
from steering.review.checklist import ChecklistItem, tally
from steering.review.financial import financial
from steering.review.subject import ReviewSubject, subject_of

# Places that a question's own row names; the second table has all of them.
SHOWN = 2


def build_case_review(case: Case, *, id: str) -> tuple[TableBlock, ...]:
    """The checklist of a case's own business case; nothing where it has none."""
    paper = subject_of(case)
    return build_review(paper, id=id) if paper else ()


def build_review(paper: ReviewSubject, *, id: str) -> tuple[TableBlock, ...]:
    """The checklist of a business case, and its places where there are any; `id` keeps two on a page apart."""
    items = financial(paper)
    return (_build_checklist(items, id), *_build_place_table(items, id))


def _build_checklist(items: tuple[ChecklistItem, ...], id: str) -> TableBlock:
    return TableBlock(
        id=f"review-{id}",
        title="Financial review",
        columns=(
            Column(label="Answer", kind="status"),
            Column(label="Question"),
            Column(label="Why"),
            Column(label="Where"),
            Column(label="What to do"),
        ),
        rows=tuple(
            (item.state.value, item.question, item.why, _format_places(item), _format_remedies(item)) for item in items
        ),
        note=f"{tally(items)}. What a person has to judge can't be told from the file alone.",
    )


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
