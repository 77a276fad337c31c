"""What runs show on Dry run: one run, two side by side, or all of a person, each as its charts, tables and words."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components import feedback, picture, practice_plan, session, voice
from steering.actors import Participant
from steering.cases.case import Case
from steering.context.case_context import CaseContext
from steering.formatting import format_clock, format_moment
from steering.rehearsal.comparison_report import build_comparison_report
from steering.rehearsal.history import RunList
from steering.rehearsal.practice import Practice
from steering.rehearsal.practice_report import PAGE, build_practice_report, build_run_table
from steering.rehearsal.run_report import build_run_report
from steering.rehearsal.runs import Run, describe_outcome

ONE, TWO, ALL = "One run", "Two runs", "All runs"
# The parameter of an address that opens a run.
QUERY = "run"
# How many of the newest runs a list offers; an older one is opened by its number.
OFFERED = 50
ALONE = "There is one run so far. Two can be compared once there is another."
NONE = "No run yet. Begin one above: it is told here scene by scene, and each further run beside it."


@dataclass(kw_only=True)
class RunViewState:
    """What a visitor looks at. `opened` is the run of the address that was opened last; `edition` counts these.

    `page` is that of the list of all runs, 0 for the newest.
    """

    opened: str = ""
    edition: int = 0
    page: int = 0


def render_runs(context: CaseContext, person: Participant, runs: RunList) -> None:
    """Draw what the runs of a person show; those of others can be chosen."""
    state = session.session_value("run-view", RunViewState)
    opened = _open_link(state, runs)
    if not runs.runs:
        st.caption(NONE)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="run-bar"):
        view = st.segmented_control(
            "Runs", (ONE, TWO, ALL), default=ONE, required=True, key=f"run-view-{state.edition}"
        )
        whose = _choose_person(opened.presenter if opened else person, runs, state)
        practice = runs.practice(whose.key)
        if practice.complete:
            practice_plan.render_link(context, whose)
    if not practice.runs:
        st.caption(NONE)
    elif view == TWO:
        _render_two(practice, state)
    elif view == ALL:
        _render_all(context.case, practice, state)
    else:
        _render_one(context.case, practice, opened, state)


def _open_link(state: RunViewState, runs: RunList) -> Run | None:
    """Return the run that the address names; the first time, the choices begin anew with it."""
    id = st.query_params.get(QUERY, "")
    run = next((run for run in runs.runs if run.id == id), None)
    if run and id != state.opened:
        state.opened, state.edition = id, state.edition + 1
    return run


def _choose_person(person: Participant, runs: RunList, state: RunViewState) -> Participant:
    """Draw whose runs are shown, where there are several people; return who that is."""
    people = {person.key: person, **{key: practice.runs[0].presenter for key, practice in runs.by_person.items()}}
    if len(people) == 1:
        return person
    # Whoever gives another name above looks at the runs of that name.
    key = st.selectbox(
        "Whose runs", list(people), format_func=lambda key: people[key].label,
        key=f"run-person-{state.edition}-{person.key}", width=220,
    )  # fmt: skip
    return people[str(key)]


def _render_one(case: Case, practice: Practice, opened: Run | None, state: RunViewState) -> None:
    first = practice.numbers.get(opened.id, 0) if opened else 0
    run = _choose_run("Run", practice, first or len(practice.runs), f"run-one-{state.edition}-{len(practice.runs)}")
    if run:
        picture.render_blocks(*build_run_report(run, practice), key="run-report")
        feedback.render_feedback_button(case, run, practice)
        st.page_link("review.py", label="Review this run", icon=":material/rate_review:", query_params={QUERY: run.id})
        voice.render_voice(run)


def _render_two(practice: Practice, state: RunViewState) -> None:
    if len(practice.runs) < 2:
        st.caption(ALONE)
        return
    newest = len(practice.runs)
    with st.container(horizontal=True, gap="small", key="run-pair"):
        one = _choose_run("Run", practice, newest, f"run-later-{state.edition}-{newest}")
        other = _choose_run("Beside", practice, newest - 1, f"run-earlier-{state.edition}-{newest}")
    if one is None or other is None:
        return
    if one.id == other.id:
        st.caption("This is the same run twice. Choose another one.")
        return
    labels = {run.id: f"Run {practice.numbers[run.id]}" for run in (one, other)}
    picture.render_blocks(*build_comparison_report(one, other, labels), key="run-comparison")


def _render_all(case: Case, practice: Practice, state: RunViewState) -> None:
    picture.render_blocks(*build_practice_report(practice), key="run-practice")
    pages = -(-len(practice.runs) // PAGE)
    state.page = min(state.page, pages - 1)
    first = state.page * PAGE
    shown = practice.runs[first : first + PAGE]
    picture.render_blocks(build_run_table(practice, shown), key="run-list")
    if pages > 1:
        _render_pager(state, len(practice.runs) - first, len(shown), pages)
    if practice.runs:
        feedback.render_table_buttons(case.id, practice.runs, practice.runs[0].person)


def _render_pager(state: RunViewState, newest: int, count: int, pages: int) -> None:
    """Draw the way from one page of the list to the next."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="run-pager"):
        st.button(
            "Newer", icon=":material/chevron_left:", key="run-newer", disabled=state.page == 0,
            on_click=_turn, args=(state, -1),
        )  # fmt: skip
        st.markdown(f"Runs {newest - count + 1:,} to {newest:,}")
        st.button(
            "Older", icon=":material/chevron_right:", icon_position="right", key="run-older",
            disabled=state.page == pages - 1, on_click=_turn, args=(state, 1),
        )  # fmt: skip


def _turn(state: RunViewState, step: int) -> None:
    state.page += step


def _choose_run(label: str, practice: Practice, number: int, key: str) -> Run | None:
    """Draw the choice of a run, of the newest or by its number; return it."""
    numbers = list(dict.fromkeys((*range(len(practice.runs), max(len(practice.runs) - OFFERED, 0), -1), number)))
    labels = {f"{offer}": _name_run(practice, offer) for offer in numbers}
    more = len(practice.runs) > OFFERED
    help = f"The last {OFFERED} are listed. Type the number of an earlier one." if more else None
    choice = st.selectbox(
        label, list(labels), index=numbers.index(number), format_func=lambda value: labels.get(value, value),
        accept_new_options=more, help=help, key=key, width=420,
    )  # fmt: skip
    run = practice.find(parse_run_number(f"{choice}"))
    if run is None:
        st.caption(f"There is no such run. Type a number from 1 to {len(practice.runs):,}.")
    return run


def parse_run_number(text: str) -> int:
    """Return the number of a run as somebody typed it: `37`, `Run 37`, `1,204`; 0 for anything else."""
    digits = text.lower().removeprefix("run").strip().replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _name_run(practice: Practice, number: int) -> str:
    run = practice.find(number)
    assert run is not None
    best = ", the best" if run is practice.best else ""
    text = f"{format_moment(run.began)}, {format_clock(run.seconds)}, {describe_outcome(run).lower()}"
    return f"Run {number}: {text}{best}"
