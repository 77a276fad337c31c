"""One scene at a time, full width, with previous and next by button and keyboard, and a link to the page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from components import drawer, picture, session
from components.markdown import plain
from steering.cases.storyboard import AnyScene, Scene, Storyboard
from steering.context.case_context import CaseContext
from steering.errors import did_you_mean, quote_input
from steering.frames.agenda import SCENE_PAGES
from steering.frames.blocks import Notice
from steering.frames.scenes.scene import scene_frame
from steering.state.case_snapshot import CaseSnapshot
from steering.storyboard import timing
from steering.storyboard.views import address, check_scenes, filters, in_words

QUERY = "scene"
KEYS = (Path(__file__).parent / "live" / "keys.js").read_text(encoding="utf-8")


def scene_id() -> str | None:
    """Return the scene id of the URL, if any."""
    return st.query_params.get(QUERY)


def go(id: str) -> None:
    """Show a scene, or the list for an empty id, from the next run on."""
    if id:
        st.query_params[QUERY] = id
    else:
        st.query_params.pop(QUERY, None)


def render_scene(snapshot: CaseSnapshot, story: Storyboard, id: str) -> None:
    """Draw one scene of a storyboard with its own filters, and buttons to the scenes before and after."""
    scenes = check_scenes(snapshot.context, story, SCENE_PAGES).scenes
    ids = [scene.id for scene in scenes]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="scene-bar"):
        left = st.container(horizontal=True, vertical_alignment="center", gap="small", width="stretch")
        id = _scene_after_keys(ids, id)
        right = st.container(horizontal=True, vertical_alignment="center", gap="small", width="content")
    if id not in ids:
        _render_unknown(ids, id)
        return
    index = ids.index(id)
    scene = scenes[index]
    with left:
        _render_position(scene, f"{index + 1} of {len(scenes)}", timing.slots(story)[index])
    with right:
        _render_navigation(snapshot.context, scenes, index)
    if isinstance(scene, Scene):
        _render_frame(snapshot, scene)
    else:
        st.title(plain(scene.message or f"Scene {index + 1}"), anchor=False)
        render_problems([str(problem) for problem in scene.problems])


def _render_unknown(ids: Sequence[str], id: str) -> None:
    st.title("Storyboard", anchor=False)
    unknown = Notice(text=f"There is no scene named {quote_input(id)}.", remedy=did_you_mean(id, ids).strip())
    picture.render_blocks(unknown, key="scene-unknown")
    st.button("All scenes", icon=":material/list:", on_click=go, args=("",), key="scene-list")


def render_problems(problems: Sequence[str]) -> None:
    """Draw the reasons why a scene can't be shown."""
    reasons = "\n".join(f"- {plain(problem)}" for problem in problems)
    st.error(f"**This scene can't be shown as it is written.**\n{reasons}", icon=":material/error:")


def _render_frame(snapshot: CaseSnapshot, scene: Scene) -> None:
    chosen, frame = filters(snapshot.context, scene), scene_frame(snapshot.context, scene)
    releases = [f"{dataset} release {release[:8]}" for dataset, release in frame.provenance.releases]
    sources = " · ".join([*in_words(snapshot.context, scene), *releases])
    picture.render_scene(frame, sources, key="scene")
    if figure := session.pending_question():
        drawer.open_drawer(snapshot, chosen, frame, *figure)


def _render_position(scene: AnyScene, count: str, slot: timing.SceneTime) -> None:
    """Draw the button back to the list, and the position and time of a scene in the demo."""
    st.button("All scenes", icon=":material/list:", type="tertiary", on_click=go, args=("",), key="scene-list")
    title = SCENE_PAGES[scene.page].title if scene.page in SCENE_PAGES else scene.page
    # Short, so that it stands on one line beside the buttons at 1024 pixels.
    time = f"{timing.clock(slot.begins)}–{timing.clock(slot.ends)}"
    st.markdown(f"**{count}** :small[:gray[{plain(' · '.join(part for part in (title, time) if part))}]]")


def _render_navigation(context: CaseContext, scenes: Sequence[AnyScene], index: int) -> None:
    """Draw the presenter's notes, the link to the page, and the buttons to the scenes before and after."""
    before, after = scenes[max(index - 1, 0)].id, scenes[min(index + 1, len(scenes) - 1)].id
    scene = scenes[index]
    if isinstance(scene, Scene):
        _render_notes(scene)
        st.page_link(
            f"{scene.page}.py",
            label="Open the page",
            icon=":material/open_in_full:",
            query_params=address(context, scene),
            help="The whole page with the filters of this scene",
        )
    st.button(
        "Previous",
        icon=":material/arrow_back:",
        key="scene-previous",
        disabled=index == 0,
        help="PageUp, left arrow or p",
        on_click=go,
        args=(before,),
    )
    st.button(
        "Next",
        icon=":material/arrow_forward:",
        type="primary",
        key="scene-next",
        disabled=index == len(scenes) - 1,
        help="PageDown, right arrow or n",
        on_click=go,
        args=(after,),
    )


def _render_notes(scene: Scene) -> None:
    """Draw the presenter's notes, which are not part of the scene's frame."""
    if not (scene.notes or scene.fallback):
        return
    with st.popover("Notes", icon=":material/sticky_note_2:", type="tertiary"):
        if scene.notes:
            st.markdown(plain(scene.notes))
        if scene.fallback:
            st.markdown(f"**If it fails:** {plain(scene.fallback)}")


def _scene_after_keys(ids: Sequence[str], id: str) -> str:
    """Return the scene that a key has led to, or else the scene of the URL.

    A button's own shortcut would be swallowed by a slider or list that has the focus.
    """
    keys = st.components.v2.component("steerco_keys", js=KEYS)
    pressed = keys(key="scene-keys", data={"scenes": list(ids)}, on_go_change=_ignore, width=1, height=1).go
    if pressed is None:
        return id
    go(str(pressed))
    if not pressed:
        st.rerun()
    return str(pressed)


def _ignore() -> None:
    """Do nothing: the trigger is read where the scene is chosen."""
