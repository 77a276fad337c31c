"""Whose review of which run is on the Review page, and by which rubric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from components import session
from components.markdown import plain
from components.person import find_account
from steering.actors import Participant
from steering.cases.rubrics import Rubric, list_rubrics
from steering.formatting import format_clock, format_moment, pluralise
from steering.rehearsal.review_acts import LONGEST_NAME, ReviewDesk, hash_rubric
from steering.rehearsal.review_tables import ROLE_WORDS
from steering.rehearsal.reviews import ROLES, Release, ReviewList, ReviewScore, Role, RunReview, list_reviews
from steering.rehearsal.runs import Run
from steering.state.case_snapshot import CaseSnapshot

PLACE = "review"
# In the address: the run that is reviewed.
RUN = "run"
# How many runs can be chosen from: the newest, those of reference, and the one that the address names.
OFFERED = 200
AS: Mapping[Role, str] = {**ROLE_WORDS, "self": "Presenter"}


@dataclass(frozen=True, kw_only=True)
class ReviewVisit:
    """A run, what was said of it, and who looks at it: `desk` is where they act."""

    run: Run
    review: RunReview
    rubric: Rubric
    role: Role
    desk: ReviewDesk
    # Why some of what was said of it can't be read, as sentences.
    faults: tuple[str, ...] = ()

    @property
    def is_learner(self) -> bool:
        """Whether it is whoever rehearsed who looks at it."""
        return self.role == "self"

    @property
    def own_score(self) -> ReviewScore | None:
        """The newest score of whoever looks at it."""
        return self.review.score_of(self.rubric.id, self.desk.by.key)

    @property
    def visible_scores(self) -> tuple[ReviewScore, ...]:
        """The scores that whoever looks at it may see, by whichever version of the rubric."""
        if self.is_learner:
            return self.review.scores_for_learner(self.rubric.id)
        return self.review.scores_for_reviewer(self.rubric.id, self.desk.by.key)

    @property
    def comparable_scores(self) -> tuple[ReviewScore, ...]:
        """Those of them that are by the rubric as it is now."""
        current = hash_rubric(self.rubric)
        return tuple(score for score in self.visible_scores if score.rubric_sha256 == current)


@dataclass(kw_only=True)
class _ReviewerState:
    """What a visitor chose last: who reviews, as what, by which rubric. A field that is not drawn would forget it."""

    name: str = ""
    role: Role = ROLES[0]
    rubric: str = ""


def render_bar(snapshot: CaseSnapshot, runs: Sequence[Run], references: ReviewList, *, by_rubric: bool) -> ReviewVisit:
    """Draw which run is reviewed, as whom, and where it is scored `by_rubric`, by which one."""
    case, state = snapshot.context.case, session.session_value("reviewer", _ReviewerState)
    rubrics = {rubric.id: rubric for rubric in list_rubrics(case.rubrics)}
    if state.rubric not in rubrics:
        state.rubric = next(iter(rubrics))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="review-bar"):
        run = _render_runs(runs, references)
        if by_rubric:
            ids = tuple(rubrics)
            state.rubric = st.selectbox(
                "Rubric", ids, ids.index(state.rubric), format_func=lambda id: rubrics[id].title,
                key="review-rubric", width=205,
            )  # fmt: skip
        account = find_account()
        offered = offer_roles(run.person, account.key if account else "")
        state.role = st.selectbox(
            "As", offered, offered.index(state.role) if state.role in offered else 0, format_func=AS.__getitem__,
            key=f"review-role-{'-'.join(offered)}" if account else "review-role", width=130,
        )  # fmt: skip
        by = _render_signed_in(account) if account else _render_name(run, state)
    records = session.app_state().records.reviews
    desk = ReviewDesk(
        records=records, case_id=case.id, run_id=run.id, person=run.presenter, by=by, actor=session.actor()
    )
    reviews = list_reviews(records, case.id, [run.id])
    return ReviewVisit(
        run=run, review=reviews.of(run.id), rubric=rubrics[state.rubric], role=state.role, desk=desk,
        faults=reviews.faults,
    )  # fmt: skip


def offer_runs(runs: Sequence[Run], references: ReviewList) -> list[Run]:
    """Return the runs that can be chosen from, the newest first; one that goes on is not among them."""
    extra = {*references.runs, st.query_params.get(RUN, "")}
    over = (run for run in runs if run.outcome != "open")
    return [run for number, run in enumerate(over) if number < OFFERED or run.id in extra]


def _render_runs(runs: Sequence[Run], references: ReviewList) -> Run:
    requested = st.query_params.get(RUN, "")
    offered = {run.id: run for run in runs}
    ids = list(offered)
    id = st.selectbox(
        "Run",
        ids,
        ids.index(requested) if requested in offered else 0,
        format_func=lambda id: _describe(offered[id], references.of(id)),
        key="review-run",
        width=350,
    )
    if id != requested:
        st.query_params[RUN] = id
    return offered[str(id)]


def _describe(run: Run, review: RunReview) -> str:
    """`29 Nov 2026, 23:10 UTC · Ada · 18:20, partial`."""
    marks = ["partial"] * run.is_partial + [run.outcome] * (run.outcome != "finished")
    words = ", ".join((format_clock(run.seconds), *marks))
    parts = [format_moment(run.began), run.name, words]
    return " · ".join(parts + ["reference"] * review.is_reference)


def offer_roles(rehearsed: str, key: str) -> tuple[Role, ...]:
    """Return as what somebody may review a run: who rehearsed as oneself, others as what they are; "" as anybody."""
    return tuple(role for role in ROLES if not key or (role == "self") == (rehearsed == key))


def _render_signed_in(account: Participant) -> Participant:
    st.text_input("Who", account.name, disabled=True, key="review-signed-in", width=150)
    return account


def _render_name(run: Run, state: _ReviewerState) -> Participant:
    """Draw who reviews where nobody is signed in: whoever rehearsed, or a name."""
    if state.role == "self":
        st.text_input("Who", run.name, disabled=True, key=f"review-self-{run.id}", width=150)
        return run.presenter
    name = st.text_input("Who", state.name, max_chars=LONGEST_NAME, key="review-name", width=150, placeholder="Name")
    state.name = " ".join(name.split())
    return Participant(name=state.name)


def describe_release(last: Release | None, waiting: int, noun: str) -> str:
    """Return what has gone out, and how much waits: `Last released 29 Nov 2026, 15:49 UTC by Ann. 1 comment waits.`."""
    before = f"Last released {format_moment(last.at)} by {plain(last.by)}. " if last else ""
    if waiting:
        number = pluralise(waiting, noun)
        return f"{before}{number} {'waits' if waiting == 1 else 'wait'} to be released."
    return before or f"There is no {noun} to release yet."
