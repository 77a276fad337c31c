"""A visitor's draft of the storyboard: its state, its form, and what changes it; nothing is written to the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from components import draft_tokens, picture, session
from components.markdown import plain
from steering.cases.storyboard import FaultyScene, Storyboard
from steering.context.case_context import CaseContext
from steering.errors import Problem
from steering.frames.agenda import SCENE_PAGES
from steering.rehearsal.replan import PracticePlan, apply_plan, build_plan_table
from steering.storyboard import draft as drafts
from steering.storyboard.draft import Form, StoryboardDraft

HELP = {
    "claims": "One for each sentence: a dash, then says, metric, op and value, as in the file.",
    "view": "The filters of the page: as_of, unit, focus, scenario, basis, drivers, show.",
    "notes": "For the presenter only.",
    "fallback": "What to do if the page fails.",
    "least": "The minutes in which it can be told when time runs short. The desk proposes no less.",
    "may_skip": "When time runs short, the desk proposes to leave this scene out.",
}


@dataclass(kw_only=True)
class StoryboardState:
    """One visitor's draft, the scene whose form is open, and the problems of its last input."""

    draft: StoryboardDraft | None = None
    original: StoryboardDraft | None = None
    open: int | None = None
    # Counts the changes, so that forms get new keys and show the draft.
    edition: int = 0
    problems: tuple[Problem, ...] = field(default=())
    # What practice says of its scenes, where the draft was begun by it.
    plan: PracticePlan | None = None


def find_state(context: CaseContext) -> StoryboardState:
    """Return the draft of this visit; of an address that names one, the one that was kept there."""
    state = session.session_value(f"storyboard-{context.case.id}", StoryboardState)
    if state.draft is None and (before := draft_tokens.restore(context.case.id, StoryboardState)):
        state.draft, state.original, state.edition = before.draft, before.original, before.edition + 1
        state.plan = before.plan
    return state


def render_head(of_case: Storyboard | None, state: StoryboardState, story: Storyboard) -> None:
    """Draw what becomes of the draft, the problems of the file as a whole, and the minutes allowed."""
    assert state.draft is not None
    title = "**This is your draft.** It survives a reload of this page. "
    st.info(title + "To keep it, download it and put it into the case folder.", icon=":material/edit_note:")
    if state.original and state.original.tree != drafts.start_draft(of_case).tree:
        st.warning("The storyboard of the case has changed since you began this draft.", icon=":material/warning:")
    if state.plan and state.original:
        picture.render_blocks(build_plan_table(state.plan, state.original.parse, story), key="practice-plan")
    for problem in story.problems:
        st.error(plain(str(problem)), icon=":material/error:")
    minutes = state.draft.tree.get("minutes_allowed")
    before = minutes if isinstance(minutes, str) else ""
    allowed = st.text_input("Minutes allowed", before, key=f"allowed-{state.edition}", width=160)
    if allowed != before:
        change_draft(state, drafts.with_minutes_allowed, allowed)
        st.rerun()


def render_scene_tools(state: StoryboardState, position: int, count: int) -> None:
    """Draw the buttons that change one scene of the draft."""
    with st.container(horizontal=True, gap="small", key=f"changes-{position}"):
        key, icon = f"edit-{position}", ":material/edit:"
        st.button("Edit", icon=icon, type="tertiary", key=key, on_click=_open, args=(state, position))
        for name, label, icon, edit, can in (
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
                on_click=change_draft,
                args=(state, *edit),
            )


def render_form(state: StoryboardState, position: int) -> None:
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
    with st.container(horizontal=True, vertical_alignment="bottom"):
        id = st.text_input("Id", form.id, key=f"id-{key}", width=220)
        minutes = st.text_input("Minutes", form.minutes, key=f"minutes-{key}", width=110)
        pages = list(SCENE_PAGES) if form.page in SCENE_PAGES else [form.page, *SCENE_PAGES]
        titles = {page: SCENE_PAGES[page].title if page in SCENE_PAGES else page or "None" for page in pages}
        page = st.selectbox(
            "Page", pages, pages.index(form.page), format_func=titles.__getitem__, key=f"page-{key}", width=180
        )
        least = st.text_input("Least minutes", form.least, key=f"least-{key}", width=130, help=HELP["least"])
        may_skip = st.checkbox(
            "May be skipped", drafts.is_true(form.may_skip), key=f"skip-{key}", help=HELP["may_skip"]
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
        may_skip=drafts.with_truth(form.may_skip, may_skip),
        least=least,
    )


def begin_draft(state: StoryboardState, draft: StoryboardDraft) -> None:
    """Begin to edit what the case has."""
    state.draft = state.original = draft
    state.edition += 1


def put_plan(state: StoryboardState, draft: StoryboardDraft, plan: PracticePlan) -> None:
    """Put the minutes of a plan into the draft; where there is none, it begins with what the case has."""
    if state.draft is None:
        begin_draft(state, draft)
    state.plan = plan
    change_draft(state, apply_plan, plan)


def discard_draft(state: StoryboardState) -> None:
    """Let go of the draft."""
    state.draft = state.original = state.open = state.plan = None
    state.problems = ()


def _open(state: StoryboardState, position: int) -> None:
    """Open the form of a scene, or close it."""
    state.open = None if state.open == position else position
    state.problems = ()


def change_draft(state: StoryboardState, change: Callable[..., StoryboardDraft], *arguments: object) -> None:
    """Change the draft and close the open form: the scene at its position may be another one now."""
    if state.draft is not None:
        state.draft = change(state.draft, *arguments)
        state.open, state.problems = None, ()
        state.edition += 1
