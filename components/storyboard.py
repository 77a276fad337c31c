"""The list of scenes, and the editor of a visitor's draft storyboard; nothing is written to the case."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from components import downloads, draft_tokens, invite, notices, practice_plan, session
from components import storyboard_draft as drafting
from components import storyboard_scene as stage
from components.actions import show_flash
from components.markdown import badge, plain
from components.storyboard_draft import StoryboardState
from components.waiting import bar_while_waiting
from steering.cases.storyboard import Storyboard
from steering.conditions import ConditionState
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.exports.file_types import YAML
from steering.formatting import pluralise
from steering.frames.blocks import Slot
from steering.frames.frame import Frame
from steering.frames.storyboard.page import SceneRow, adapt_to_draft, build_rows
from steering.state.case_snapshot import CaseSnapshot
from steering.storyboard import draft as drafts
from steering.storyboard.draft import StoryboardDraft

# Scenes drawn at once; a longer list is paged.
AT_ONCE = 25


def render_scene(id: str) -> None:
    """Draw one scene of the visitor's draft, or of the case where there is no draft."""
    with bar_while_waiting() as show:
        snapshot = session.open_case().snapshot(show)
    story = _storyboard(snapshot.context) or drafts.start_draft(None).parse
    notices.render_faults(snapshot)
    stage.render_scene(snapshot, story, id)


def render_storyboard(snapshot: CaseSnapshot, _: Filters, __: Slot) -> None:
    """Draw the list of scenes and its tools."""
    state = drafting.find_state(snapshot.context)
    # First of all: who reloads the page while its list is drawn finds the last change.
    draft_tokens.keep(snapshot.context.case.id, StoryboardState, replace(state) if state.draft else None)
    draft = state.draft or drafts.start_draft(snapshot.context.case.storyboard)
    story = _storyboard(snapshot.context) or draft.parse
    rows = build_rows(snapshot.context, story)
    draft_tokens.render_gone(snapshot.context.case.id, StoryboardState)
    with st.container(key="storyboard", gap="small"):
        _render_tools(snapshot.context, state, draft, rows)
        invite.render_invite(snapshot)
        if state.draft:
            drafting.render_head(snapshot.context.case.storyboard, state, story)
        for row in _page(rows):
            _render_row(state, row, len(rows))
        if state.draft:
            st.button(
                "Add a scene",
                icon=":material/add:",
                key="add",
                on_click=drafting.change_draft,
                args=(state, drafts.add_scene),
            )


def _render_tools(
    context: CaseContext, state: StoryboardState, draft: StoryboardDraft, rows: tuple[SceneRow, ...]
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="storyboard-tools"):
        st.button(
            "Step through",
            icon=":material/play_arrow:",
            type="primary",
            key="step-through",
            disabled=not rows,
            on_click=stage.go,
            args=(rows[0].id if rows else "",),
        )
        # Who only reviews here neither presents nor edits.
        may_present, may_edit = (session.standing().may(permission) for permission in ("present", "edit"))
        if may_present:
            key = "invite-and-present"
            st.button("Invite and present", icon=":material/group_add:", key=key, on_click=invite.toggle)
        _render_edit(state, draft, may_edit=may_edit)
        if rows and may_edit:
            practice_plan.render_offer(context)
        write = partial(draft.text.encode, "utf-8", "replace")
        downloads.render_button("Download as YAML", write, drafts.FILE, YAML, "take-storyboard")
        if rows:
            downloads.render_storyboard(context, state.draft.parse if state.draft else None)
    show_flash(practice_plan.PLACE)


def _render_edit(state: StoryboardState, draft: StoryboardDraft, *, may_edit: bool) -> None:
    """Draw the button that begins a draft, or the one that lets go of it."""
    if state.draft is None and may_edit:
        st.button("Edit", icon=":material/edit:", key="edit", on_click=drafting.begin_draft, args=(state, draft))
    elif state.draft:
        icon = ":material/undo:"
        st.button("Discard draft", icon=icon, key="discard-draft", on_click=drafting.discard_draft, args=(state,))


def _page(rows: tuple[SceneRow, ...]) -> tuple[SceneRow, ...]:
    """Return the scenes to draw: all of them, or the selected page of a long list."""
    if len(rows) <= AT_ONCE:
        return rows
    first = st.selectbox(
        "Scenes",
        range(0, len(rows), AT_ONCE),
        format_func=lambda start: f"{start + 1} to {min(start + AT_ONCE, len(rows))} of {len(rows)}",
        key="scenes-part",
        width=200,
    )
    return rows[first : first + AT_ONCE]


def _render_row(state: StoryboardState, row: SceneRow, count: int) -> None:
    with st.container(border=True, key=f"scene-{row.position}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
            st.markdown(f"**{row.position}**  \n:small[:gray[{plain(row.begins)}]]", width=52)
            with st.container(width="stretch", gap="xsmall"):
                st.markdown(_summary(row))
                for line in _list_failures(row):
                    st.markdown(line)
            key, icon = f"show-{row.position}", ":material/play_arrow:"
            st.button("Show", icon=icon, type="tertiary", key=key, on_click=stage.go, args=(row.id,))
        if row.problems:
            stage.render_problems(row.problems)
        if state.draft:
            drafting.render_scene_tools(state, row.position, count)
            if state.open == row.position:
                drafting.render_form(state, row.position)


def _summary(row: SceneRow) -> str:
    """Return the message, and under it the page, the minutes and the number of claims that hold."""
    message = f"**{plain(row.message)}**" if row.message else ":gray[No message]"
    meta = " · ".join(part for part in (row.page, row.minutes) if part)
    holding = sum(claim.state is ConditionState.HOLDS for claim in row.claims)
    claims = f" {badge(ConditionState.HOLDS)} :small[:gray[{pluralise(holding, 'claim')}]]" if holding else ""
    return f"{message}  \n:small[:gray[{plain(meta)}]]{claims}"


def _list_failures(row: SceneRow) -> list[str]:
    """Return a line for each claim that does not hold, with the reason."""
    return [
        f"{badge(claim.state)} {plain(claim.text)} :small[:gray[{plain(claim.reason)}]]"
        for claim in row.claims
        if claim.state is not ConditionState.HOLDS
    ]


def adapt_frame(snapshot: CaseSnapshot, chosen: Filters, frame: Frame) -> Frame:
    """Return the page's frame; while the visitor edits a draft, its headline speaks of the draft."""
    draft = _find_draft(snapshot.context)
    return adapt_to_draft(frame, snapshot.context, chosen, draft) if draft else frame


def _find_draft(context: CaseContext) -> Storyboard | None:
    draft = drafting.find_state(context).draft
    return draft.parse if draft else None


def _storyboard(context: CaseContext) -> Storyboard | None:
    """Return the visitor's draft storyboard where there is one, otherwise that of the case."""
    return _find_draft(context) or context.case.storyboard
