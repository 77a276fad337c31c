"""The controls of the Question drill: who practises, whose questions, one after another, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from components import drill_question, picture, session
from components.drill_question import Committee, DrillState
from components.markdown import plain
from components.person import render_person
from steering.actors import Participant
from steering.clock import tell_time
from steering.context.filters import Filters
from steering.formatting import format_moment, pluralise
from steering.frames.blocks import Column, Notice, Slot, TableBlock
from steering.frames.frame import Frame
from steering.rehearsal.drill import (
    PastAnswer,
    QuestionProgress,
    build_progress,
    count_progress,
    next_question,
    read_answer,
)
from steering.rehearsal.question import DrillQuestion
from steering.rehearsal.questions import IN_A_ROW, derive_questions, list_personas, pick_committee
from steering.rehearsal.spacing import Grade
from steering.state.case_snapshot import CaseSnapshot

DRILL, COMMITTEE, HISTORY = "One by one", "Mock committee", "History"
EVERYBODY = "Everybody"
# From which severity on questions are asked.
LEVELS = {"All": 0, "50 and more": 50, "70 and more": 70}
# Answers that the history shows, the last ones first.
SHOWN = 200
WORDS = {Grade.AGAIN: "Not yet", Grade.HARD: "Just", Grade.GOOD: "Good", Grade.EASY: "Sits"}


def adapt_frame(snapshot: CaseSnapshot, _: Filters, frame: Frame) -> Frame:
    """Return the page's frame with what there is to ask today."""
    questions = derive_questions(snapshot.context)
    if not questions:
        return frame
    number = pluralise(len(questions), "question")
    return replace(frame, message=f"{number[:1].upper()}{number[1:]} from today's data", detail=frame.detail)


def render_drill(snapshot: CaseSnapshot, _: Filters, __: Slot) -> None:
    """Draw the drill of whoever practises in this browser."""
    every = derive_questions(snapshot.context)
    if not every:
        text = "Nothing is asked: this case has no weak point that its data shows."
        picture.render_blocks(Notice(text=text, remedy="Bring data, or write questions.yaml."), key="nothing-asked")
        return
    state = session.session_value("drill", DrillState)
    case, records = snapshot.context.case.id, session.app_state().records.drill
    mode, questions = _render_bar(state, every, records.people(case))
    answers = records.list(case, state.person.key)
    progress = build_progress(every, answers)
    if mode == HISTORY:
        _render_history([read_answer(answer) for answer in reversed(answers[-SHOWN:])])
        return
    now = tell_time()
    left, right = st.columns((7, 3), gap="medium")
    with left:
        if mode == COMMITTEE:
            _render_committee(state, case, questions)
        else:
            _render_single(state, case, [item for item in progress if item.question in questions], now)
    with right:
        _render_progress(progress, now)


def _render_bar(
    state: DrillState, every: Sequence[DrillQuestion], people: Sequence[Participant]
) -> tuple[str, tuple[DrillQuestion, ...]]:
    """Draw who practises, whose questions and how hard ones; return the mode and the questions chosen."""
    mode = st.radio(
        "Drill", (DRILL, COMMITTEE, HISTORY), horizontal=True, label_visibility="collapsed", key="drill-mode"
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="drill-bar"):
        persona = st.selectbox("Who asks", (EVERYBODY, *list_personas(every)), key="drill-persona", width=280)
        level = st.selectbox("Severity", tuple(LEVELS), key="drill-level", width=150)
        person = render_person("Who practises", people, key="drill-person")
    chosen = (str(mode), str(persona), str(level))
    if (chosen, person) != (state.chosen, state.person):
        # Another choice asks another question.
        state.begin_anew(chosen, person)
    least = LEVELS[str(level)]
    return str(mode), tuple(
        question for question in every if question.severity >= least and persona in (EVERYBODY, question.persona)
    )


def _render_single(state: DrillState, case: str, progress: Sequence[QuestionProgress], now: dt.datetime) -> None:
    """Draw the question that is due next, or the one that is being answered."""
    prompt = next((item for item in progress if item.question.id == state.question_id), None)
    if prompt is None:
        prompt = next_question(progress, now)
        if prompt is None:
            _render_rest(progress)
            return
        state.ask(prompt.question.id, now)
    mark = "new" if prompt.last is None else "the answer has changed" if prompt.changed else "again"
    drill_question.render_question(state, case, prompt.question, mark)


def _render_rest(progress: Sequence[QuestionProgress]) -> None:
    due = min((item.card.due for item in progress if item.card), default=None)
    back = f"The first one is back on {format_moment(due)}." if due else "Choose others above."
    st.success(f"Nothing is due. {back}", icon=":material/check_circle:")


def _render_committee(state: DrillState, case: str, questions: Sequence[DrillQuestion]) -> None:
    """Draw ten questions in a row, or how they went."""
    committee = state.committee
    if committee is None:
        number = min(IN_A_ROW, len(questions))
        st.markdown(
            f"**{pluralise(number, 'question')} in a row**, the members in turns, each with the hardest first. "
            "What a good answer has is told after each."
        )
        selection = pick_committee(questions)
        st.button(
            "Begin", type="primary", icon=":material/play_arrow:", key="drill-begin", disabled=not selection,
            on_click=_begin_committee, args=(state, [question.id for question in selection]),
        )  # fmt: skip
        return
    by_id = {question.id: question for question in questions}
    if state.result is None:
        while not committee.is_over and committee.current not in by_id:
            # The data has changed in the middle, and nobody would ask this any more.
            committee.skip()
        if committee.is_over:
            _render_result(state, committee, questions)
            return
        if state.question_id != committee.current:
            state.ask(committee.current, tell_time())
    if prompt := by_id.get(state.question_id):
        number = committee.position - (state.result is not None)
        drill_question.render_question(state, case, prompt, f"{number} of {len(committee.ids)}")


def _begin_committee(state: DrillState, ids: Sequence[str]) -> None:
    state.question_id, state.seconds, state.result = "", None, None
    state.committee = Committee(ids=tuple(ids))


def _render_result(state: DrillState, committee: Committee, questions: Sequence[DrillQuestion]) -> None:
    """Draw how ten questions went, one by one."""
    passed = sum(result.passed for _, result, _ in committee.results)
    seconds = sum(seconds for _, _, seconds in committee.results)
    texts = {question.id: question for question in questions}
    st.subheader(f"{passed} of {len(committee.results)} would do in the room, in {_minutes(seconds)}", anchor=False)
    rows = tuple(
        (texts[id].persona, texts[id].text, WORDS[result.grade], round(seconds))
        for id, result, seconds in committee.results
        if id in texts
    )
    columns = (
        Column(label="Who asked"),
        Column(label="Question"),
        Column(label="How it went"),
        Column(label="Seconds", kind="count"),
    )
    table = TableBlock(id="committee", title="Ten in a row", columns=columns, rows=rows, empty="No question was asked.")
    picture.render_blocks(table, key="drill-result")
    st.button("Another ten", icon=":material/replay:", key="drill-again", on_click=_forget_committee, args=(state,))


def _forget_committee(state: DrillState) -> None:
    state.question_id, state.committee = "", None


def _render_progress(progress: Sequence[QuestionProgress], now: dt.datetime) -> None:
    """Draw how many questions of each persona sit."""
    with st.container(border=True, gap="small", key="drill-progress"):
        sitting = sum(item.sits for item in progress)
        st.markdown(f"**{sitting} of {len(progress)} sit**")
        for counts in count_progress(progress, now):
            text = f"{counts.sitting} of {counts.total} sit, {counts.answered} answered, {counts.due} due"
            st.progress(counts.sitting / counts.total, f"{plain(counts.persona)}  \n:small[:gray[{text}]]")


def _render_history(answers: Sequence[PastAnswer]) -> None:
    columns = (
        Column(label="When"),
        Column(label="Who asked"),
        Column(label="Question"),
        Column(label="Said"),
        Column(label="Answer then"),
        Column(label="How it went"),
        Column(label="Seconds", kind="count"),
    )
    rows = tuple(
        (
            format_moment(answer.at),
            answer.persona,
            answer.question,
            answer.said,
            answer.answer,
            WORDS[answer.grade],
            round(answer.seconds),
        )
        for answer in answers
    )
    table = TableBlock(
        id="drill-history",
        title="Answers, the last first",
        columns=columns,
        rows=rows,
        empty="Nothing was answered yet.",
    )
    picture.render_blocks(table, key="drill-history")


def _minutes(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02d} minutes"
