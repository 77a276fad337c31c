"""The architecture review board played through: its roles ask one after another, then it decides, with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import streamlit as st

from components import actions, board_outcome, picture, session
from components.markdown import plain
from steering.context.dated_case import DatedCase
from steering.formatting import format_day, join_words, pluralise
from steering.frames.blocks import Column, TableBlock
from steering.review.board import (
    LONGEST_OWNER,
    RULE,
    Commitment,
    ask_board,
    check_commitment,
    decide,
    last_commitment_day,
)
from steering.review.board_question import ROLES, BoardQuestion, BoardSubject, Weight
from steering.state.case_snapshot import CaseSnapshot

PLACE = "board"


@dataclass(kw_only=True)
class BoardState:
    """How far a visitor has come: the questions asked of them, what they committed to, whether they have answered."""

    ids: tuple[str, ...] = ()
    position: int = 0
    has_answered: bool = False
    commitments: dict[str, Commitment] = field(default_factory=dict)
    # Counts rounds, so that each has fields of its own.
    edition: int = 0

    def begin(self, ids: tuple[str, ...]) -> None:
        """Begin a round with these questions."""
        self.ids, self.position, self.has_answered, self.commitments = ids, 0, False, {}
        self.edition += 1

    def go_on(self) -> None:
        """Ask the next question."""
        self.position, self.has_answered = self.position + 1, False


def render_board(snapshot: CaseSnapshot) -> None:
    """Draw the board as far as it has come: who asks, a question, or the outcome."""
    paper = DatedCase(context=snapshot.context, filters=snapshot.default_filters)
    questions = ask_board(paper.context, paper.filters)
    state = session.session_value("board", BoardState)
    by_id = {question.id: question for question in questions}
    while state.position < len(state.ids) and state.ids[state.position] not in by_id:
        # The data has changed in the middle, and nobody would ask this any more.
        state.go_on()
    if not state.ids:
        _render_table_of_roles(state, paper, questions)
    elif state.position < len(state.ids):
        _render_question(state, paper, by_id[state.ids[state.position]])
    else:
        board_outcome.render_outcome(questions, decide(questions, state.commitments))
        st.button(
            "Begin again", icon=":material/replay:", key="board-again",
            on_click=state.begin, args=(tuple(by_id),), disabled=not by_id,
        )  # fmt: skip


def _render_table_of_roles(state: BoardState, paper: DatedCase, questions: Sequence[BoardQuestion]) -> None:
    """Draw who sits on the board, how much each has to ask, and by which rule they decide."""
    if not questions:
        board_outcome.render_outcome(questions, decide(questions, {}))
        return
    counts = {weight: sum(question.weight is weight for question in questions) for weight in Weight}
    parts = [f"{count} {_verb(weight, count)}" for weight, count in counts.items() if count]
    st.markdown(
        f"A board of {len(ROLES)} roles has read the case as of {format_day(paper.today)}, and has "
        f"**{pluralise(len(questions), 'question')}**: {join_words(parts)}."
    )
    columns = (
        Column(label="Who asks"),
        Column(label="About"),
        *(Column(label=weight.value.capitalize(), kind="count") for weight in Weight),
    )
    rows = tuple(_build_row(subject, questions) for subject in ROLES)
    table = TableBlock(id="board-roles", title="The board", columns=columns, rows=rows, note=RULE)
    picture.render_blocks(table, key="board-roles")
    st.button(
        "Begin", type="primary", icon=":material/play_arrow:", key="board-begin",
        on_click=state.begin, args=(tuple(question.id for question in questions),),
    )  # fmt: skip


def _build_row(subject: BoardSubject, questions: Sequence[BoardQuestion]) -> tuple[str | int, ...]:
    """Build who asks, about what, and how many questions of each weight."""
    counts = [sum(item.subject is subject and item.weight is weight for item in questions) for weight in Weight]
    return (ROLES[subject], subject.value.capitalize(), *counts)


def _verb(weight: Weight, count: int) -> str:
    """`1 returns the case`, `2 return the case`: what follows the number."""
    first, _, rest = weight.value.partition(" ")
    plural = {"returns": "return", "becomes": "become", "is": "are"}[first]
    return f"{first if count == 1 else plural} {rest}"


def _render_question(state: BoardState, paper: DatedCase, question: BoardQuestion) -> None:
    """Draw a question with the gap that it comes from, then what a good answer has and what is promised."""
    with st.container(border=True, gap="small", key="board-question"):
        count = f"{state.position + 1} of {len(state.ids)}"
        st.markdown(f"**{plain(question.role)}**  :small[:gray[{count} · {question.weight.value}]]")
        st.subheader(plain(question.text), anchor=False)
        st.markdown(f"The board has read: {plain(question.gap)}")
        actions.show_flash(PLACE)
        if state.has_answered:
            _render_points(question)
            if question.weight is Weight.CONDITION:
                _render_commitment(state, paper, question)
        with st.container(horizontal=True, gap="small"):
            _render_ways_on(state, question)


def _render_points(question: BoardQuestion) -> None:
    points = "\n".join(f"- {plain(point)}" for point in question.points)
    st.markdown(f"**A good answer has**\n\n{points}")
    for place in question.places[:1]:
        st.markdown(f":small[:gray[To close it: {plain(place.place)}. {plain(place.remedy)}]]")
    if question.weight is Weight.RETURNS:
        st.markdown("No promise closes this: the case comes back once it is there.")


def _render_commitment(state: BoardState, paper: DatedCase, question: BoardQuestion) -> None:
    """Draw the form in which a gap becomes a condition: who closes it, and by when."""
    key = f"board-{state.edition}-{state.position}"
    first = paper.today + timedelta(days=1)
    st.markdown(f"**The condition:** {plain(question.sentence)}")
    with st.form(f"{key}-form", border=False), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        owner = question.owner if len(question.owner) <= LONGEST_OWNER else ""
        st.text_input("Who closes it", owner, key=f"{key}-owner", max_chars=LONGEST_OWNER, width=340)
        st.date_input(
                "By", None, min_value=first, max_value=max(last_commitment_day(paper.context), first),
                format="YYYY-MM-DD", key=f"{key}-by", width=160,
            )  # fmt: skip
        st.form_submit_button(
            "Commit", type="primary", key="board-commit", on_click=_commit, args=(state, paper, question, key)
        )


def _render_ways_on(state: BoardState, question: BoardQuestion) -> None:
    if not state.has_answered:
        st.button(
            "I have said it aloud", type="primary", icon=":material/record_voice_over:", key="board-aloud",
            shortcut="a", on_click=_say_aloud, args=(state,),
            help="Say it as you would to the board, then see what a good answer has.",
        )  # fmt: skip
    elif question.weight is Weight.CONDITION:
        st.button("No commitment", key="board-none", on_click=state.go_on)
    else:
        st.button(
            "Next", type="primary", icon=":material/arrow_forward:", key="board-next", shortcut="n",
            on_click=state.go_on,
        )  # fmt: skip
    st.button(
        "Show me", icon=":material/visibility:", key="board-show", shortcut="s",
        on_click=_show, args=(question,), help="Open the page at the place that shows it",
    )  # fmt: skip


def _say_aloud(state: BoardState) -> None:
    state.has_answered = True


def _commit(state: BoardState, paper: DatedCase, question: BoardQuestion, key: str) -> None:
    """Take a commitment, or say why it is none. A second click finds another question and does nothing."""
    if state.ids[state.position : state.position + 1] != (question.id,):
        return
    day = session.widget(f"{key}-by")
    owner = " ".join(str(session.widget(f"{key}-owner") or "").split())
    commitment = Commitment(owner=owner, by=day if isinstance(day, date) else None)
    if fault := check_commitment(commitment, paper):
        actions.flash_at(PLACE).failed = fault
        return
    state.commitments[question.id] = commitment
    state.go_on()


def _show(question: BoardQuestion) -> None:
    session.go_to(question.page, {"at": question.place} if question.place else {})
