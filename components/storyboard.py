"""The list of scenes, and the editor of a visitor's draft storyboard; nothing is written to the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import streamlit as st

from components import downloads, draft_tokens, invite, notices, session
from components import storyboard_scene as stage
from components.markdown import badge, plain
from components.waiting import bar_while_waiting
from steering.cases.storyboard import FaultyScene, Storyboard
from steering.conditions import ConditionState
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.errors import Problem
from steering.formatting import pluralise
from steering.frames.agenda import SCENE_PAGES
from steering.frames.blocks import Slot
from steering.frames.frame import Frame
from steering.frames.storyboard.page import SceneRow, adapt_to_draft, build_rows
from steering.state.case_snapshot import CaseSnapshot
from steering.storyboard import draft as drafts
from steering.storyboard.draft import Form, StoryboardDraft

HELP = {
    "claims": "One for each sentence: a dash, then says, metric, op and value, as in the file.",
    "view": "The filters of the page: as_of, unit, focus, scenario, basis, drivers, show.",
    "notes": "For the presenter only.",
    "fallback": "What to do if the page fails.",
}
# Scenes drawn at once; a longer list is paged.
AT_ONCE = 25


@dataclass(kw_only=True)
class StoryboardState:
    """One visitor's draft, the scene whose form is open, and the problems of its last input."""

    draft: StoryboardDraft | None = None
    original: StoryboardDraft | None = None
    open: int | None = None
    # Counts the changes, so that forms get new keys and show the draft.
    edition: int = 0
    problems: tuple[Problem, ...] = field(default=())


def render_scene(id: str) -> None:
    """Draw one scene of the visitor's draft, or of the case where there is no draft."""
    with bar_while_waiting() as show:
        snapshot = session.app_state().snapshot(show)
    story = _storyboard(snapshot.context) or drafts.start_draft(None).parse
    notices.render_faults(snapshot)
    stage.render_scene(snapshot, story, id)


def render_storyboard(snapshot: CaseSnapshot, _: Filters, __: Slot) -> None:
    """Draw the list of scenes and its tools."""
    state = _state(snapshot.context)
    draft = state.draft or drafts.start_draft(snapshot.context.case.storyboard)
    story = _storyboard(snapshot.context) or draft.parse
    rows = build_rows(snapshot.context, story)
    draft_tokens.render_gone(snapshot.context.case.id, StoryboardState)
    with st.container(key="storyboard", gap="small"):
        _render_tools(snapshot.context, state, draft, rows)
        invite.render_invite(snapshot)
        if state.draft:
            _render_draft_head(snapshot.context.case.storyboard, state, story)
        for row in _page(rows):
            _render_row(state, row, len(rows))
        if state.draft:
            st.button("Add a scene", icon=":material/add:", key="add", on_click=_change, args=(state, drafts.add_scene))
    draft_tokens.keep(snapshot.context.case.id, StoryboardState, replace(state) if state.draft else None)


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
        st.button("Invite and present", icon=":material/group_add:", key="invite-and-present", on_click=invite.toggle)
        if state.draft is None:
            st.button("Edit", icon=":material/edit:", key="edit", on_click=_start_draft, args=(state, draft))
        else:
            st.button("Discard draft", icon=":material/undo:", key="discard-draft", on_click=_discard, args=(state,))
        st.download_button(
            "Download as YAML",
            draft.text,
            file_name=drafts.FILE,
            mime="application/yaml",
            icon=":material/download:",
            key="take-storyboard",
            on_click="ignore",
        )
        if rows:
            downloads.render_storyboard(context, state.draft.parse if state.draft else None)


def _render_draft_head(of_case: Storyboard | None, state: StoryboardState, story: Storyboard) -> None:
    """Draw what becomes of the draft, the problems of the file as a whole, and the minutes allowed."""
    assert state.draft is not None
    title = "**This is your draft.** It survives a reload of this page. "
    st.info(title + "To keep it, download it and put it into the case folder.", icon=":material/edit_note:")
    if state.original and state.original.tree != drafts.start_draft(of_case).tree:
        st.warning("The storyboard of the case has changed since you began this draft.", icon=":material/warning:")
    for problem in story.problems:
        st.error(plain(str(problem)), icon=":material/error:")
    minutes = state.draft.tree.get("minutes_allowed")
    before = minutes if isinstance(minutes, str) else ""
    allowed = st.text_input("Minutes allowed", before, key=f"allowed-{state.edition}", width=160)
    if allowed != before:
        _change(state, drafts.with_minutes_allowed, allowed)
        st.rerun()


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
            _render_scene_tools(state, row.position, count)
            if state.open == row.position:
                _render_form(state, row.position)


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


def _render_scene_tools(state: StoryboardState, position: int, count: int) -> None:
    """Draw the buttons that change one scene of the draft."""
    with st.container(horizontal=True, gap="small", key=f"changes-{position}"):
        key, icon = f"edit-{position}", ":material/edit:"
        st.button("Edit", icon=icon, type="tertiary", key=key, on_click=_open, args=(state, position))
        for name, label, icon, change, can in (
            ("up", "Up", "arrow_upward", (drafts.move_scene, position, -1), position > 1),
            ("down", "Down", "arrow_downward", (drafts.move_scene, position, 1), position < count),
            ("duplicate", "Duplicate", "content_copy", (drafts.duplicate_scene, position), True),
            ("remove", "Remove", "delete", (drafts.remove_scene, position), True),
        ):
            st.button(
                label,
                icon=f":material/{icon}:",
                type="tertiary",
                key=f"{name}-{position}",
                disabled=not can,
                on_click=_change,
                args=(state, *change),
            )


def _render_form(state: StoryboardState, position: int) -> None:
    """Draw a scene's form. Its input goes through the parser of the file, and problems are listed."""
    assert state.draft is not None
    form = drafts.form(state.draft, position)
    with st.form(f"form-{state.edition}-{position}", border=False):
        values = _fields(form, f"{state.edition}-{position}")
        applied = st.form_submit_button("Apply", type="primary", icon=":material/check:")
    for problem in state.problems:
        st.error(plain(str(problem)), icon=":material/error:")
    if applied:
        draft, state.problems = drafts.form_of(state.draft, position, values)
        if not state.problems:
            # A scene with problems stays open, and shows them above the form.
            state.draft, state.open = draft, position if _is_faulty(draft, position) else None
            state.edition += 1
        st.rerun()


def _is_faulty(draft: StoryboardDraft, position: int) -> bool:
    return isinstance(draft.parse.scenes[position - 1], FaultyScene)


def _fields(form: Form, key: str) -> Form:
    with st.container(horizontal=True):
        id = st.text_input("Id", form.id, key=f"id-{key}", width=220)
        minutes = st.text_input("Minutes", form.minutes, key=f"minutes-{key}", width=110)
        pages = list(SCENE_PAGES) if form.page in SCENE_PAGES else [form.page, *SCENE_PAGES]
        titles = {page: SCENE_PAGES[page].title if page in SCENE_PAGES else page or "None" for page in pages}
        page = st.selectbox(
            "Page", pages, pages.index(form.page), format_func=titles.__getitem__, key=f"page-{key}", width=180
        )
    message = st.text_area("Message", form.message, key=f"message-{key}", height=80)
    left, right = st.columns(2)
    claims = left.text_area("Claims", form.claims, key=f"claims-{key}", height=220, help=HELP["claims"])
    view = right.text_area("View", form.view, key=f"view-{key}", height=220, help=HELP["view"])
    notes = left.text_area("Notes", form.notes, key=f"notes-{key}", height=100, help=HELP["notes"])
    fallback = right.text_area("Fallback", form.fallback, key=f"fallback-{key}", height=100, help=HELP["fallback"])
    return Form(
        id=id,
        minutes=minutes,
        page=page,
        message=message,
        view=view,
        claims=claims,
        notes=notes,
        fallback=fallback,
    )


def _start_draft(state: StoryboardState, draft: StoryboardDraft) -> None:
    state.draft = state.original = draft
    state.edition += 1


def _discard(state: StoryboardState) -> None:
    state.draft = state.original = state.open = None
    state.problems = ()


def _open(state: StoryboardState, position: int) -> None:
    """Open the form of a scene, or close it."""
    state.open = None if state.open == position else position
    state.problems = ()


def _change(state: StoryboardState, change: Callable[..., StoryboardDraft], *arguments: object) -> None:
    """Change the draft and close the open form: the scene at its position may be another one now."""
    if state.draft is not None:
        state.draft = change(state.draft, *arguments)
        state.open, state.problems = None, ()
        state.edition += 1


def adapt_frame(snapshot: CaseSnapshot, chosen: Filters, frame: Frame) -> Frame:
    """Return the page's frame; while the visitor edits a draft, its headline speaks of the draft."""
    draft = _find_draft(snapshot.context)
    return adapt_to_draft(frame, snapshot.context, chosen, draft) if draft else frame


def _find_draft(context: CaseContext) -> Storyboard | None:
    draft = _state(context).draft
    return draft.parse if draft else None


def _storyboard(context: CaseContext) -> Storyboard | None:
    """Return the visitor's draft storyboard where there is one, otherwise that of the case."""
    return _find_draft(context) or context.case.storyboard


def _state(context: CaseContext) -> StoryboardState:
    state = session.session_value(f"storyboard-{context.case.id}", StoryboardState)
    if state.draft is None and (before := draft_tokens.restore(context.case.id, StoryboardState)):
        state.draft, state.original, state.edition = before.draft, before.original, before.edition + 1
    return state
