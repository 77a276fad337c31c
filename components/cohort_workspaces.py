"""The workspaces of a cohort on the Cohorts page: made from a case, opened, shown to the committee, and taken along."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from components import cohort_variants, session
from components.actions import run_action
from components.downloads import render_button
from components.problems import render_problem_table
from components.upload_field import UploadField
from components.waiting import bar_while_waiting
from steering.cases.folder import open_folder
from steering.cases.new import STARTER
from steering.errors import InputRefused, NotAllowed
from steering.exercises.new_variants import Planting, copy_workspaces, make_variant_workspaces
from steering.exports.file_types import ZIP
from steering.formatting import format_moment, pluralise
from steering.records.cohorts import INSTALLATION, Cohort
from steering.records.workspaces import Workspace
from steering.spool.purposes import CASE
from steering.state.app_state import EXAMPLE, AppState
from steering.state.case_files import take_along
from steering.state.new_workspaces import Owner, list_owners, make_workspaces

PLACE = "cohorts"
WORKED, BLANK, BROUGHT = "The worked example", "The starter, to be filled", "A case of yours (.zip)"


@dataclass(kw_only=True)
class WorkspacesState:
    """A case that was refused as the source of workspaces, and a count of the forms."""

    refused: InputRefused | None = None
    edition: int = 0


def render_workspaces(cohort: Cohort) -> None:
    """Draw the workspaces of a cohort, and how new ones are made; the installation's own case needs none."""
    if cohort.id == INSTALLATION:
        return
    state = session.session_value(f"workspaces-{cohort.id}", WorkspacesState)
    records, may_see = session.app_state().records, session.standing().actor.may("publish", cohort.id)
    workspaces = records.workspaces.list(cohort.id)
    st.markdown(f"**{pluralise(len(workspaces), 'workspace')}**")
    if workspaces and may_see:
        _render_chosen(cohort, workspaces)
    _render_new(cohort, state, list_owners(records, cohort.id))
    if state.refused:
        st.markdown("**No workspace was made.** Correct what is listed, and bring the case again.")
        render_problem_table(state.refused.problems, state.refused.count, state.refused.what, key="workspaces")


def _render_chosen(cohort: Cohort, workspaces: Sequence[Workspace]) -> None:
    titles = {workspace.id: workspace.title for workspace in workspaces}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="workspace-bar"):
        id = st.selectbox("Workspace", list(titles), format_func=titles.__getitem__, key=f"workspace-{cohort.id}")
        chosen = next(workspace for workspace in workspaces if workspace.id == id)
        st.button("Open", key="workspace-open", on_click=run_action, args=(PLACE, _open, chosen))
        st.button(
            "Hide from the committee" if chosen.shown_at else "Show to the committee",
            key="workspace-show", on_click=run_action, args=(PLACE, _show, chosen),
        )  # fmt: skip
        write = partial(_take_along, session.app_state(), session.cookie(), chosen)
        render_button("Take along", write, f"{chosen.id}.zip", ZIP, "workspace-take", place=chosen.id)
        st.button(
            "Put away", key="workspace-archive", help="Nobody enters it any more; its owner can get another one",
            on_click=run_action, args=(PLACE, _archive, chosen),
        )  # fmt: skip
    if chosen.shown_at:
        st.caption(f"Shown to the viewers of the cohort since {format_moment(chosen.shown_at)}.")


def _open(workspace: Workspace) -> str:
    session.go_to_place(workspace.id)
    session.go_to("brief", {session.PLACE: workspace.id})
    return ""


def _take_along(app: AppState, cookie: str, workspace: Workspace) -> bytes:
    # It is asked for in the workspace itself, which may be another one than the visitor's.
    return take_along(app, workspace.id, app.access.act_at(cookie, workspace.id)[0])


def _show(workspace: Workspace) -> str:
    shown = workspace.shown_at is None
    # It is asked for in the workspace itself, which may be another one than the visitor's.
    by = session.app_state().access.stand(session.cookie(), workspace.id).actor
    session.app_state().records.workspaces.show(workspace.id, by, shown=shown)
    return f"The committee sees {workspace.title}." if shown else f"The committee sees {workspace.title} no more."


def _archive(workspace: Workspace) -> str:
    app = session.app_state()
    app.records.workspaces.archive(workspace.id, session.actor())
    app.workspaces.forget(workspace.id)
    return f"{workspace.title} is put away. Its files stay where they are."


def _render_new(cohort: Cohort, state: WorkspacesState, owners: Sequence[Owner]) -> None:
    key = f"{cohort.id}-{state.edition}"
    if not owners:
        st.caption("Every learner has a workspace, alone or with their group.")
        return
    with st.container(border=True, gap="small", key="new-workspaces"):
        names = ["Everybody without one", *(owner.title for owner in owners)]
        st.selectbox(
            f"New workspace for ({pluralise(len(owners), 'learner or group', 'learners and groups')} without one)",
            range(len(names)), format_func=names.__getitem__, key=f"owners-{key}",
        )  # fmt: skip
        titles = {each.id: f"The workspace of {each.title}" for each in _list_sources(cohort)}
        source = st.selectbox(
            "It begins as a copy of", [WORKED, BLANK, BROUGHT, *titles],
            format_func=lambda value: titles.get(value, value), key=f"source-{key}",
        )  # fmt: skip
        if source == BROUGHT:
            _case_field(cohort).render("Case as a .zip", "", accept=".zip")
        if source not in titles:
            cohort_variants.render_planting(cohort, key)
        st.button(
            "Make workspaces", icon=":material/create_new_folder:", key="make-workspaces",
            on_click=run_action, args=(PLACE, _make, cohort, state, tuple(owners)),
        )  # fmt: skip


def _make(cohort: Cohort, state: WorkspacesState, owners: tuple[Owner, ...]) -> str:
    key = f"{cohort.id}-{state.edition}"
    chosen, source = int(session.widget(f"owners-{key}") or 0), session.widget(f"source-{key}")
    owners, state.refused = owners[chosen - 1 : chosen] if chosen else owners, None
    try:
        with tempfile.TemporaryDirectory(prefix="steerco-") as scratch:
            copied = next((each for each in _list_sources(cohort) if each.id == source), None)
            if copied:
                made = copy_workspaces(session.app_state(), cohort.id, owners, copied, session.actor())
            else:
                own = EXAMPLE if source == WORKED else STARTER
                folder = _unpack(cohort, Path(scratch)) if source == BROUGHT else own
                made = _make_from(folder, cohort, owners, cohort_variants.find_planting(key))
    except InputRefused as refused:
        state.refused = refused
        return ""
    state.edition += 1
    _case_field(cohort).clear()
    return f"{pluralise(len(made), 'workspace')} made."


def _make_from(
    folder: Path, cohort: Cohort, owners: Sequence[Owner], planting: Planting | None
) -> tuple[Workspace, ...]:
    """Make workspaces from the case in a folder, with troubles planted in it where somebody wants that."""
    app, by = session.app_state(), session.actor()
    if planting is None:
        return make_workspaces(app.records, app.workspaces, cohort.id, owners, folder, by)
    with bar_while_waiting("Making variants"):
        return make_variant_workspaces(app, cohort.id, owners, folder, planting, by)


def _list_sources(cohort: Cohort) -> tuple[Workspace, ...]:
    """Return the workspaces that can be copied: those of the cohort, for whoever may see all of them."""
    may_see = session.actor().may("publish", cohort.id)
    return session.app_state().records.workspaces.list(cohort.id) if may_see else ()


def _unpack(cohort: Cohort, scratch: Path) -> Path:
    """Return the folder of the case that was brought. Raises CaseRefused."""
    if not (files := _case_field(cohort).files()):
        raise NotAllowed("No workspace was made. Choose the .zip of a case first.")
    [(path, _)] = files
    # By what it holds, not by how somebody calls it: a workspace has an id of its own.
    packed = scratch / "case.zip"
    packed.symlink_to(path)
    return open_folder(packed, scratch / "cases")


def _case_field(cohort: Cohort) -> UploadField:
    return UploadField(name=f"case-{cohort.id}", place=cohort.id, purpose=CASE, holds=True)
