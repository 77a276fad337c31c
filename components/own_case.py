"""The case of the workspace in My data: taken along, replaced by a zip after a look at what changes, and put back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from components import actions, picture, session
from components.downloads import render_button
from components.markdown import plain
from components.problems import render_problem_table, render_problems
from components.upload_field import UploadField
from components.waiting import bar_while_waiting
from steering.access.control import Standing
from steering.errors import InputRefused, NotAllowed, SteercoError
from steering.exports.file_types import ZIP
from steering.formatting import join_words
from steering.frames.file_changes import build_change_table, describe_changes
from steering.records.cohorts import INSTALLATION
from steering.records.workspaces import Workspace
from steering.spool.purposes import OWN_CASE
from steering.state.case_files import (
    Replacement,
    has_former_files,
    plan_replacement,
    replace_files,
    restore_files,
    take_along,
)

PLACE, REPLACE = "own-case", "replace-own-case"
ABOUT = "Take its files along as a `.zip`, change what has no editor here, and bring them again."
FORMER = "The files that are there now stay beside: you can go back to them."
IN_FORCE = "Data in force stays where your files have no other."


@dataclass(kw_only=True)
class OwnCaseState:
    """What was found of the files that were brought last, by their ids: a plan, or why there is none."""

    ids: tuple[str, ...] = ()
    plan: Replacement | None = None
    refused: InputRefused | None = None
    failed: str = ""


def render_own_case(standing: Standing) -> None:
    """Draw what can be done with the files of the workspace, for whoever may change its case."""
    workspace, app = standing.workspace, session.app_state()
    if workspace is None or workspace.cohort_id == INSTALLATION or not standing.actor.may("edit", workspace.id):
        return
    st.markdown(f"**The case of {plain(workspace.title)}.** {ABOUT}")
    write = partial(take_along, app, workspace.id, standing.actor)
    render_button("Take this case along", write, f"{workspace.id}.zip", ZIP, "take-own-case", place=workspace.id)
    _render_replacing(workspace)
    if has_former_files(app, workspace.id):
        _render_act("Put the former files back", "undo", "put-back", _restore, workspace)
    actions.show_flash(PLACE)


def _render_replacing(workspace: Workspace) -> None:
    state, field = session.session_value(f"own-case-{workspace.id}", OwnCaseState), _field(workspace)
    field.render("Replace its files by a .zip of yours", "You see what changes first.", accept=".zip")
    if field.ids != state.ids:
        _look(workspace, state)
    if state.refused:
        st.error("**Nothing has changed.** Correct what is listed, and bring the case again.", icon=":material/error:")
        render_problems(state.refused, key="own-case")
    elif state.failed:
        st.error(plain(state.failed), icon=":material/error:")
    elif state.plan:
        _render_plan(workspace, state.plan)


def _look(workspace: Workspace, state: OwnCaseState) -> None:
    """Find out what the files that were brought would change, or why they can't be taken."""
    field = _field(workspace)
    state.ids, state.plan, state.refused, state.failed = field.ids, None, None, ""
    try:
        if files := field.files():
            with bar_while_waiting("Looking at the case"):
                state.plan = plan_replacement(session.app_state(), workspace.id, files[0][0], session.actor())
    except InputRefused as refused:
        state.refused = refused
    except SteercoError as error:
        state.failed = str(error)


def _render_plan(workspace: Workspace, plan: Replacement) -> None:
    if not plan.changes:
        st.info("These files are there already. There is nothing to replace.", icon=":material/check:")
        return
    st.markdown(f"**{describe_changes(plan.changes)}.** Nothing has changed yet.")
    picture.render_blocks(build_change_table(plan.changes), key="own-case-changes")
    if plan.warnings:
        render_problem_table(plan.warnings, len(plan.warnings), "Your case", key="own-case-warnings")
    if plan.stays:
        stays = join_words(plan.stays)
        st.info(f"{plain(stays)} data was published on Sources and stays in force. Publish a newer file there.")
    st.caption(f"{FORMER} {IN_FORCE}")
    _render_act("Replace the files", "swap_horiz", REPLACE, _replace, workspace, plan)


def _render_act(label: str, icon: str, key: str, act: Callable[..., str], *arguments: object) -> None:
    """Draw a button after which the dialog closes and the page shows the case as it is then; a failure stays here."""
    st.button(
        label, type="primary" if key == REPLACE else "secondary", icon=f":material/{icon}:", key=key,
        on_click=actions.run_action, args=(PLACE, act, *arguments),
    )  # fmt: skip
    if session.widget(key) and not actions.flash_at(PLACE).failed:
        st.rerun()


def _replace(workspace: Workspace, plan: Replacement) -> str:
    field, state = _field(workspace), session.session_value(f"own-case-{workspace.id}", OwnCaseState)
    if not (files := field.files()):
        raise NotAllowed("Choose the .zip of your case first.")
    # Whatever comes of it, it is looked at anew.
    state.ids = ()
    replace_files(session.app_state(), workspace.id, files[0][0], plan, session.actor())
    field.clear()
    return f"The case of {workspace.title} has your files now: {_tell(plan)}"


def _restore(workspace: Workspace) -> str:
    return f"The former files are back: {_tell(restore_files(session.app_state(), workspace.id, session.actor()))}"


def _tell(plan: Replacement) -> str:
    text = describe_changes(plan.changes)
    return f"{text[:1].lower()}{text[1:]}."


def _field(workspace: Workspace) -> UploadField:
    return UploadField(name=f"own-case-{workspace.id}", place=workspace.id, purpose=OWN_CASE, holds=True)
