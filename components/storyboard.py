"""The list of scenes, and the draft in which a visitor changes it; nothing is written to the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from components import downloads, session
from components import storyboard_scene as stage
from components.markdown import badge, plain
from steering.cases.storyboard import FaultyScene, Storyboard
from steering.conditions import ConditionState
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.errors import Problem
from steering.formatting import pluralise
from steering.frames.agenda import SCENE_PAGES
from steering.frames.blocks import Slot
from steering.frames.storyboard.page import SceneRow, build_rows, describe_storyboard
from steering.state.case_snapshot import CaseSnapshot
from steering.storyboard import draft as drafts
from steering.storyboard.draft import Form, StoryboardDraft

HELP = {
    "claims": "One for each sentence: a dash, then says, metric, op and value, as in the file.",
    "view": "The state in which the page is shown: as_of, unit, focus, scenario, basis, drivers, show.",
    "notes": "For the presenter only.",
    "fallback": "What to do when the page does not come up.",
}
# How many scenes are drawn at once; a list of more has parts.
AT_ONCE = 25


@dataclass(kw_only=True)
class StoryboardState:
    """What one visitor has in hand: the draft, the scene whose form is open, and why it could not be taken."""

    draft: StoryboardDraft | None = None
    begun: StoryboardDraft | None = None
    open: int | None = None
    # Counts up with every change, so that forms show what the draft says.
    edition: int = 0
    problems: tuple[Problem, ...] = field(default=())


def step_through(id: str) -> None:
    """One scene: of the visitor's draft where there is one, otherwise of the case."""
    snapshot = session.app_state().snapshot()
    story = _in_hand(snapshot.context) or drafts.start_draft(None).parse
    stage.scene(snapshot, story, id)


def scenes(snapshot: CaseSnapshot, _: Filters, __: Slot) -> None:
    """The list of scenes, and what can be done with it."""
    desk = _desk(snapshot.context)
    draft = desk.draft or drafts.start_draft(snapshot.context.case.storyboard)
    story = _in_hand(snapshot.context) or draft.parse
    found = build_rows(snapshot.context, story)
    with st.container(key="storyboard", gap="small"):
        _tools(snapshot.context, desk, draft, found)
        if desk.draft:
            _draft_head(snapshot.context, desk, story)
        for step in _part(found):
            _scene(desk, step, len(found))
        if desk.draft:
            st.button("Add a scene", icon=":material/add:", key="add", on_click=_change, args=(desk, drafts.add_scene))


def _tools(context: CaseContext, desk: StoryboardState, draft: StoryboardDraft, found: tuple[SceneRow, ...]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="storyboard-tools"):
        st.button(
            "Step through",
            icon=":material/play_arrow:",
            type="primary",
            key="step-through",
            disabled=not found,
            on_click=stage.go,
            args=(found[0].id if found else "",),
        )
        if desk.draft is None:
            st.button("Edit", icon=":material/edit:", key="edit", on_click=_begin, args=(desk, draft))
        else:
            st.button("Discard the draft", icon=":material/undo:", key="discard-draft", on_click=_discard, args=(desk,))
        st.download_button(
            "Download as YAML",
            draft.text,
            file_name=drafts.FILE,
            mime="application/yaml",
            icon=":material/download:",
            key="take-storyboard",
            on_click="ignore",
        )
        if found:
            downloads.storyboard(context, desk.draft.parse if desk.draft else None)


def _draft_head(context: CaseContext, desk: StoryboardState, story: Storyboard) -> None:
    """What the draft comes to, what is wrong with it beside its scenes, and the minutes allowed."""
    assert desk.draft is not None
    said = f"**Your draft: {plain(describe_storyboard(context, story))}.** It lasts as long as this visit. "
    st.info(said + "To keep it, download it and put it into the case folder.", icon=":material/edit_note:")
    if desk.begun and desk.begun.tree != drafts.start_draft(context.case.storyboard).tree:
        st.warning("The case has another storyboard since this draft was begun.", icon=":material/warning:")
    for problem in story.problems:
        st.error(plain(str(problem)), icon=":material/error:")
    written = desk.draft.tree.get("minutes_allowed")
    was = written if isinstance(written, str) else ""
    allowed = st.text_input("Minutes allowed", was, key=f"allowed-{desk.edition}", width=160)
    if allowed != was:
        _change(desk, drafts.with_minutes_allowed, allowed)
        st.rerun()


def _part(found: tuple[SceneRow, ...]) -> tuple[SceneRow, ...]:
    """The scenes that are drawn: all of them, or the part of a long list that the visitor chose."""
    if len(found) <= AT_ONCE:
        return found
    first = st.selectbox(
        "Scenes",
        range(0, len(found), AT_ONCE),
        format_func=lambda start: f"{start + 1} to {min(start + AT_ONCE, len(found))} of {len(found)}",
        key="scenes-part",
        width=200,
    )
    return found[first : first + AT_ONCE]


def _scene(desk: StoryboardState, step: SceneRow, count: int) -> None:
    with st.container(border=True, key=f"scene-{step.position}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
            st.markdown(f"**{step.position}**  \n:small[:gray[{plain(step.begins)}]]", width=52)
            with st.container(width="stretch", gap="xsmall"):
                st.markdown(_said(step))
                for line in _others(step):
                    st.markdown(line)
            key, icon = f"show-{step.position}", ":material/play_arrow:"
            st.button("Show", icon=icon, type="tertiary", key=key, on_click=stage.go, args=(step.id,))
        if step.problems:
            stage.problems(step.problems)
        if desk.draft:
            _changes(desk, step.position, count)
            if desk.open == step.position:
                _form(desk, step.position)


def _said(step: SceneRow) -> str:
    """The message, and under it the page, the minutes and how many claims hold."""
    message = f"**{plain(step.message)}**" if step.message else ":gray[No message]"
    meta = " · ".join(part for part in (step.page, step.minutes) if part)
    holding = sum(claim.state is ConditionState.HOLDS for claim in step.claims)
    held = f" {badge(ConditionState.HOLDS)} :small[:gray[{pluralise(holding, 'claim')}]]" if holding else ""
    return f"{message}  \n:small[:gray[{plain(meta)}]]{held}"


def _others(step: SceneRow) -> list[str]:
    """Each claim that does not hold, with the reason."""
    found = [claim for claim in step.claims if claim.state is not ConditionState.HOLDS]
    return [f"{badge(one.state)} {plain(one.text)} :small[:gray[{plain(one.reason)}]]" for one in found]


def _changes(desk: StoryboardState, position: int, count: int) -> None:
    """What can be done with one scene of the draft."""
    with st.container(horizontal=True, gap="small", key=f"changes-{position}"):
        key, icon = f"edit-{position}", ":material/edit:"
        st.button("Edit", icon=icon, type="tertiary", key=key, on_click=_open, args=(desk, position))
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
                args=(desk, *change),
            )


def _form(desk: StoryboardState, position: int) -> None:
    """The scene's form. What it says goes through the parser of the file, and is told where it is wrong."""
    assert desk.draft is not None
    was = drafts.form(desk.draft, position)
    with st.form(f"form-{desk.edition}-{position}", border=False):
        said = _fields(was, f"{desk.edition}-{position}")
        taken = st.form_submit_button("Apply", type="primary", icon=":material/check:")
    for problem in desk.problems:
        st.error(plain(str(problem)), icon=":material/error:")
    if taken:
        draft, desk.problems = drafts.form_of(desk.draft, position, said)
        if not desk.problems:
            # A scene that is wrong stays open, with its problems above the form.
            desk.draft, desk.open = draft, position if _wrong(draft, position) else None
            desk.edition += 1
        st.rerun()


def _wrong(draft: StoryboardDraft, position: int) -> bool:
    return isinstance(draft.parse.scenes[position - 1], FaultyScene)


def _fields(was: Form, key: str) -> Form:
    with st.container(horizontal=True):
        id = st.text_input("Id", was.id, key=f"id-{key}", width=220)
        minutes = st.text_input("Minutes", was.minutes, key=f"minutes-{key}", width=110)
        known = list(SCENE_PAGES) if was.page in SCENE_PAGES else [was.page, *SCENE_PAGES]
        title = {page: SCENE_PAGES[page].title if page in SCENE_PAGES else page or "None" for page in known}
        page = st.selectbox(
            "Page", known, known.index(was.page), format_func=title.__getitem__, key=f"page-{key}", width=180
        )
    message = st.text_area("Message", was.message, key=f"message-{key}", height=80)
    left, right = st.columns(2)
    claims = left.text_area("Claims", was.claims, key=f"claims-{key}", height=220, help=HELP["claims"])
    view = right.text_area("View", was.view, key=f"view-{key}", height=220, help=HELP["view"])
    notes = left.text_area("Notes", was.notes, key=f"notes-{key}", height=100, help=HELP["notes"])
    fallback = right.text_area("Fallback", was.fallback, key=f"fallback-{key}", height=100, help=HELP["fallback"])
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


def _begin(desk: StoryboardState, draft: StoryboardDraft) -> None:
    desk.draft = desk.begun = draft
    desk.edition += 1


def _discard(desk: StoryboardState) -> None:
    desk.draft = desk.begun = desk.open = None
    desk.problems = ()


def _open(desk: StoryboardState, position: int) -> None:
    """Open the form of a scene, or close it."""
    desk.open = None if desk.open == position else position
    desk.problems = ()


def _change(desk: StoryboardState, change: Callable[..., StoryboardDraft], *arguments: object) -> None:
    """Change the draft. A form that was open is closed: the scene under it may be another one now."""
    if desk.draft is not None:
        desk.draft = change(desk.draft, *arguments)
        desk.open, desk.problems = None, ()
        desk.edition += 1


def _in_hand(context: CaseContext) -> Storyboard | None:
    """The storyboard to step through: the visitor's draft where there is one, otherwise that of the case."""
    draft = _desk(context).draft
    return draft.parse if draft else context.case.storyboard


def _desk(context: CaseContext) -> StoryboardState:
    return session.session_value(f"storyboard-{context.case.id}", StoryboardState)
