"""One question of the drill: asked, answered by a figure or aloud, and judged beside the answer and its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from components import actions, session
from components.markdown import plain
from steering.actors import Participant
from steering.clock import tell_time
from steering.rehearsal.drill import SECONDS_ALLOWED, AnswerResult, GivenAnswer, judge_answer, record_answer
from steering.rehearsal.figures import FigureOutcome
from steering.rehearsal.question import DrillQuestion, Place
from steering.rehearsal.spacing import Grade

PLACE = "drill"
SCRIPT = """\
const { default: drill } = await import(new URL('live/drill.js', document.baseURI));
export default drill;
"""
HTML = '<div class="drill-clock" role="timer"></div>'
CSS = """\
.drill-clock { font-variant-numeric: tabular-nums; white-space: nowrap; color: var(--st-gray-text-color) }
.drill-clock.late { color: var(--st-orange-text-color); font-weight: 600 }
"""
SAID, VOICE = "I have said it aloud", ":material/record_voice_over:"
ALOUD = "Say it as you would in the room, then judge it by its points."
EXAMPLES: Mapping[str, str] = {"money": "4.9M", "share": "46%", "months": "14.9"}


@dataclass(kw_only=True)
class Committee:
    """Ten questions in a row: their ids, and how each one went, with the seconds that it took."""

    ids: tuple[str, ...]
    results: list[tuple[str, AnswerResult, float]] = field(default_factory=list)
    skipped: int = 0

    @property
    def position(self) -> int:
        """The place of the question that is asked, from 1."""
        return len(self.results) + self.skipped + 1

    @property
    def current(self) -> str:
        """The question that is asked."""
        return self.ids[self.position - 1]

    @property
    def is_over(self) -> bool:
        """Whether all have been asked."""
        return len(self.results) + self.skipped >= len(self.ids)

    def skip(self) -> None:
        """Pass over a question that there is no more."""
        self.skipped += 1


@dataclass(kw_only=True)
class DrillState:
    """Where a visitor is: the question, since when, whether they judge themselves, and how the answer went."""

    person: Participant = field(default_factory=lambda: Participant(name=""))
    chosen: tuple[str, ...] = ()
    question_id: str = ""
    began: dt.datetime = field(default_factory=tell_time)
    # The seconds that the answer took, once it was said aloud.
    seconds: float | None = None
    result: AnswerResult | None = None
    committee: Committee | None = None
    # Counts questions, so that each has fields of its own.
    edition: int = 0

    def begin_anew(self, chosen: tuple[str, ...], person: Participant) -> None:
        """Let go of what is being asked, for another choice or another person."""
        self.chosen, self.person = chosen, person
        self.question_id, self.seconds, self.result, self.committee = "", None, None, None

    def ask(self, id: str, now: dt.datetime) -> None:
        """Ask a question from now on."""
        self.question_id, self.began, self.seconds, self.result = id, now, None, None
        self.edition += 1

    @property
    def elapsed(self) -> float:
        """The seconds since the question was asked."""
        return max((tell_time() - self.began).total_seconds(), 0.0)


def render_question(state: DrillState, case: str, question: DrillQuestion, mark: str) -> None:
    """Draw a question as far as it has come: asked, said aloud, or judged."""
    with st.container(border=True, gap="small", key="drill-question"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(question.persona)}**  :small[:gray[severity {question.severity} · {plain(mark)}]]")
            if state.result is None and state.seconds is None:
                _render_clock(state)
        st.subheader(plain(question.text), anchor=False)
        actions.show_flash(PLACE)
        if state.result is not None:
            _render_judgement(state, question, state.result)
        elif state.seconds is not None:
            _render_points(state, case, question)
        else:
            _render_answer(state, case, question)


def _render_clock(state: DrillState) -> None:
    with st.container(width="content"):
        clock = st.components.v2.component("steerco_drill", html=HTML, css=CSS, js=SCRIPT, isolate_styles=False)
        clock(
            key="drill-clock",
            data={"question": f"{state.edition}", "elapsed": state.elapsed, "allowed": SECONDS_ALLOWED},
        )


def _render_answer(state: DrillState, case: str, question: DrillQuestion) -> None:
    """Draw the field for a figure, and the way to say it aloud."""
    if not question.figure:
        st.button(
            SAID, type="primary", icon=VOICE, key="drill-aloud", shortcut="a", help=ALOUD,
            on_click=_say_aloud, args=(state,),
        )  # fmt: skip
        return
    key, example = f"drill-figure-{state.edition}", EXAMPLES.get(question.figure.unit, "27")
    with st.container(key="drill-answer"), st.form(f"drill-form-{state.edition}", border=False):
        st.text_input("Your figure", key=key, placeholder=f"such as {example}", width=340)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(
                "Answer", type="primary", key="drill-submit", on_click=_answer, args=(state, case, question, key)
            )
            st.form_submit_button(SAID, icon=VOICE, key="drill-aloud", help=ALOUD, on_click=_say_aloud, args=(state,))


def _answer(state: DrillState, case: str, question: DrillQuestion, key: str) -> None:
    """Judge the figure that was typed; an empty field is no answer yet, and what is none may be typed again."""
    text = str(session.widget(key) or "")
    given = GivenAnswer(seconds=state.elapsed, figure=text)
    result = judge_answer(question, given) if text.strip() else None
    if result and result.outcome is FigureOutcome.UNREADABLE:
        actions.flash_at(PLACE).failed = result.text
    elif result:
        actions.run_action(PLACE, _record, state, case, question, given)


def _say_aloud(state: DrillState) -> None:
    state.seconds = state.elapsed


def _render_points(state: DrillState, case: str, question: DrillQuestion) -> None:
    """Draw the answer with the points of a good one, to be ticked by whoever said it."""
    st.markdown(plain(question.answer))
    with st.form(f"drill-points-{state.edition}", border=False):
        st.markdown("**Which of these did you say?**")
        keys = [f"drill-point-{state.edition}-{index}" for index in range(len(question.points))]
        for key, point in zip(keys, question.points, strict=True):
            st.checkbox(plain(point), key=key)
        st.form_submit_button(
            "Done", type="primary", key="drill-judge", on_click=_judge_aloud, args=(state, case, question, keys)
        )


def _judge_aloud(state: DrillState, case: str, question: DrillQuestion, keys: list[str]) -> None:
    points = frozenset(index for index, key in enumerate(keys) if session.widget(key))
    given = GivenAnswer(seconds=state.seconds or 0.0, points=points)
    actions.run_action(PLACE, _record, state, case, question, given)


def _record(state: DrillState, case: str, question: DrillQuestion, given: GivenAnswer) -> str:
    if state.result is not None or state.question_id != question.id:
        return ""  # A second click, or one on a question that has gone.
    records = session.app_state().records.drill
    state.result = record_answer(records, case, state.person, question, given, tell_time(), session.actor())
    state.seconds = given.seconds
    if state.committee and not state.committee.is_over:
        state.committee.results.append((question.id, state.result, given.seconds))
    return ""


def _render_judgement(state: DrillState, question: DrillQuestion, result: AnswerResult) -> None:
    """Draw how the answer went, the answer, what a good one has, and the ways on."""
    text = f"{plain(result.text)} It took {round(state.seconds or 0)} s."
    if result.passed:
        slow = ", longer than a committee waits" if result.grade is Grade.HARD and result.outcome else ""
        st.success(text.removesuffix(".") + slow + ".", icon=":material/check_circle:")
    elif result.outcome in (FigureOutcome.WRONG_SCALE, FigureOutcome.WRONG_SIGN):
        st.warning(text, icon=":material/warning:")
    else:
        st.error(text, icon=":material/error:")
    st.markdown(plain(question.answer))
    points = "\n".join(f"- {plain(point)}" for point in question.points)
    st.markdown(f"**A good answer has**\n\n{points}")
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Next", type="primary", icon=":material/arrow_forward:", key="drill-next", shortcut="n",
            on_click=_go_on, args=(state,),
        )  # fmt: skip
        st.button(
            "Show me", icon=":material/visibility:", key="drill-show", shortcut="s",
            on_click=_show, args=(question.place,), help="Open the page at the place that shows it",
        )  # fmt: skip


def _go_on(state: DrillState) -> None:
    state.question_id, state.seconds, state.result = "", None, None


def _show(place: Place) -> None:
    query = {**dict(place.query), "focus": place.focus, "at": place.block}
    session.go_to(place.page, {name: value for name, value in query.items() if value})
