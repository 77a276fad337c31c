"""The Cohorts page: a cohort is made, copied and put away, and chosen to work on its members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from components import cohort_members, cohort_overview, cohort_proposals, cohort_variants, cohort_workspaces, session
from components.actions import run_action, show_flash
from components.markdown import plain
from steering.access.control import Standing
from steering.catalog.roles import Permission
from steering.context.filters import Filters
from steering.errors import NotAllowed
from steering.frames.blocks import Slot
from steering.lookalikes import is_visible, visible_key
from steering.records.cohorts import INSTALLATION, Cohort
from steering.state.case_snapshot import CaseSnapshot

PLACE = "cohorts"
LONGEST_NAME = 80
NOBODY_SIGNS_IN = (
    "Nobody signs in yet: this app knows one user, who may do everything. Start it with STEERCO\\_SIGN\\_IN=links or "
    "STEERCO\\_SIGN\\_IN=provider, so that members sign in."
)
MEMBERS, OVERVIEW, ANSWERS = "Members", "Overview", "Answers"
# The views of a cohort, each with the permission that opens it.
VIEWS: Mapping[str, Permission] = {MEMBERS: "manage", OVERVIEW: "review", ANSWERS: "review"}
NO_COPY = "Nothing: an empty cohort"


@dataclass(kw_only=True)
class CohortState:
    """The cohort in sight, and a count of the forms, so that each is a new one."""

    cohort: str = ""
    edition: int = 0


def render_cohorts(_: CaseSnapshot, __: Filters, ___: Slot) -> None:
    """Draw the cohorts over the picture of the page."""
    render_alone()


def render_alone() -> None:
    """Draw the cohorts that whoever asks oversees, and what there is to do in the chosen one."""
    standing, state = session.standing(), session.session_value(PLACE, CohortState)
    show_flash(PLACE)
    if session.app_state().access.way == "local":
        st.info(NOBODY_SIGNS_IN, icon=":material/info:")
    every = session.app_state().records.cohorts.list()
    own = {cohort.id: cohort for cohort in every if standing.actor.may("oversee", cohort.id)}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="cohorts-bar"):
        cohort = _choose(state, own, standing.cohort.id if standing.cohort else "")
        if standing.may("administer"):
            _render_new(state, own)
            if cohort.id != INSTALLATION:
                _render_archive(cohort)
    if cohort.archived_at:
        st.info("This cohort is put away: nobody enters it until it is brought back.", icon=":material/archive:")
    _render_view(cohort, standing)


def _render_view(cohort: Cohort, standing: Standing) -> None:
    """Draw what somebody may see of a cohort: of several views the chosen one."""
    may = {view: standing.actor.may(permission, cohort.id) for view, permission in VIEWS.items()}
    views = [view for view, allowed in may.items() if allowed]
    view = views[0]
    if len(views) > 1:
        view = st.segmented_control("View", views, default=view, required=True, key=f"cohort-view-{cohort.id}")
    if view == MEMBERS:
        cohort_proposals.render_proposals(cohort)
        cohort_members.render_members(cohort, standing.person.id if standing.person else "")
        cohort_workspaces.render_workspaces(cohort)
    elif view == OVERVIEW:
        cohort_overview.render_overview(cohort)
    else:
        cohort_variants.render_answers(cohort)


def _choose(state: CohortState, own: dict[str, Cohort], before: str) -> Cohort:
    """Draw the list of cohorts, and return the chosen one: at first that in which the visitor is."""
    ids = list(own)
    if state.cohort not in own:
        state.cohort = before if before in own else ids[0]
    state.cohort = st.selectbox(
        "Cohort",
        ids,
        ids.index(state.cohort),
        format_func=lambda id: own[id].name + " · put away" * bool(own[id].archived_at),
        key=f"cohort-{state.edition}",
        width="stretch",
    )
    return own[state.cohort]


def _render_new(state: CohortState, own: dict[str, Cohort]) -> None:
    """Draw the form of a new cohort behind its button."""
    with st.popover("New cohort", icon=":material/add:"):
        key = state.edition
        st.text_input("Name", max_chars=LONGEST_NAME, key=f"cohort-name-{key}", placeholder="Autumn 2026")
        st.selectbox(
            "Copy from",
            ["", *own],
            format_func=lambda id: own[id].name if id else NO_COPY,
            key=f"cohort-copy-{key}",
            help="Instructors, assistants and the data published for all come along; learners do not",
        )
        st.checkbox("Somebody else has to approve what one proposes", key=f"cohort-approval-{key}")
        arguments = (PLACE, _make, state, tuple(own.values()))
        st.button("Make it", type="primary", key="make-cohort", on_click=run_action, args=arguments)


def _make(state: CohortState, own: tuple[Cohort, ...]) -> str:
    key = state.edition
    name = " ".join(str(session.widget(f"cohort-name-{key}") or "").split())
    if not is_visible(name):
        raise NotAllowed("No cohort was made. Write its name first.")
    if twin := next((cohort.name for cohort in own if visible_key(cohort.name) == visible_key(name)), ""):
        raise NotAllowed(f"No cohort was made. There is one named {twin!r} already; choose another name.")
    start, approval = str(session.widget(f"cohort-copy-{key}") or ""), bool(session.widget(f"cohort-approval-{key}"))
    made = session.app_state().records.cohorts.make(name, session.actor(), needs_approval=approval, copied_from=start)
    state.cohort = made.id
    state.edition += 1
    return f"{name} is made."


def _render_archive(cohort: Cohort) -> None:
    is_away = cohort.archived_at is not None
    st.button(
        "Bring back" if is_away else "Put away",
        icon=":material/unarchive:" if is_away else ":material/archive:",
        key="archive-cohort",
        help=None if is_away else f"Nobody but admins enters {plain(cohort.name)} from then on; nothing is deleted",
        on_click=run_action,
        args=(PLACE, _archive, cohort),
    )


def _archive(cohort: Cohort) -> str:
    is_away = cohort.archived_at is not None
    session.app_state().records.cohorts.archive(cohort.id, session.actor(), restore=is_away)
    return f"{cohort.name} is back." if is_away else f"{cohort.name} is put away."
