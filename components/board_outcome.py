"""What the architecture review board decided, drawn: the outcome, its reasons, its conditions, and where gaps close."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import picture
from components.markdown import badge_heading, plain
from steering.formatting import pluralise
from steering.frames.blocks import Column, TableBlock
from steering.review.board import BoardOutcome
from steering.review.board_question import BoardQuestion
from steering.status import Status

# Reasons that are shown one below the other; the table has them all.
SHOWN = 12


def render_outcome(questions: Sequence[BoardQuestion], outcome: BoardOutcome) -> None:
    """Draw the outcome with its reasons, then conditions, advice, and the places in the case's files."""
    st.subheader(_headline(outcome), anchor=False)
    if outcome.reasons:
        more = len(outcome.reasons) - SHOWN
        lines = [f"- {plain(reason)}" for reason in outcome.reasons[:SHOWN]]
        lines += [f"- and {more} more"] if more > 0 else []
        st.markdown("**Why**\n\n" + "\n".join(lines))
    blocks = [
        *([_build_conditions(outcome)] if outcome.conditions else []),
        *([_build_advice(outcome.advice)] if outcome.advice else []),
        *([_build_places(questions)] if questions else []),
    ]
    if blocks:
        picture.render_blocks(*blocks, key="board-outcome")
    else:
        st.markdown("The case leaves nothing open that the board asks about.")


def _headline(outcome: BoardOutcome) -> str:
    heading = badge_heading(outcome.status)
    if outcome.status is Status.RETURNED:
        return f"{heading} for {pluralise(len(outcome.reasons), 'reason')}"
    return f"{heading}, {len(outcome.conditions)} in all" if outcome.conditions else heading


def _build_conditions(outcome: BoardOutcome) -> TableBlock:
    return TableBlock(
        id="board-conditions",
        title="Conditions" if outcome.status is Status.CONDITIONAL else "Commitments made",
        columns=(
            Column(label="Condition", kind="words"),
            Column(label="Who closes it"),
            Column(label="By", kind="day"),
            Column(label="Asked by"),
        ),
        rows=tuple(
            (item.question.sentence, item.owner, item.by.isoformat(), item.question.role) for item in outcome.conditions
        ),
    )


def _build_advice(advice: Sequence[BoardQuestion]) -> TableBlock:
    return TableBlock(
        id="board-advice",
        title="Advice",
        columns=(Column(label="What the board read", kind="words"), Column(label="Asked by")),
        rows=tuple((question.gap, question.role) for question in advice),
    )


def _build_places(questions: Sequence[BoardQuestion]) -> TableBlock:
    """Build where each gap can be closed, so that the board does not ask about it again."""
    return TableBlock(
        id="board-places",
        title="Where to close the gaps",
        columns=(
            Column(label="File"),
            Column(label="Row", kind="count"),
            Column(label="Key"),
            Column(label="What to do", kind="words"),
            Column(label="Found", kind="words"),
            Column(label="Asked by", minor=True),
        ),
        rows=tuple(
            (place.file, place.row, place.column, place.remedy, place.found, question.role)
            for question in questions
            for place in question.places
        ),
        empty="No gap has a place in the case's files.",
    )
