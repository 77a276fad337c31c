"""One scene at a time, full width: previous and next by button and by keyboard, and the way to the page itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from components import blocks, drawer, session
from components.markdown import plain
from steering.cases.storyboard import AnyScene, Scene, Storyboard
from steering.context.case_context import CaseContext
from steering.errors import did_you_mean, quote_input
from steering.frames.agenda import SCENE_PAGES
from steering.frames.blocks import Notice
from steering.frames.scenes import layout
from steering.frames.scenes.scene import scene_frame, screen
from steering.state.case_snapshot import CaseSnapshot
from steering.storyboard import timing
from steering.storyboard.views import address, check_scenes, filters, in_words

QUERY = "scene"
TALL = "taller than one screen: let `show` name fewer blocks"
KEYS = (Path(__file__).parent / "live" / "keys.js").read_text(encoding="utf-8")


def asked() -> str | None:
    """The scene that the URL asks for, if any."""
    return st.query_params.get(QUERY)


def go(id: str) -> None:
    """Show a scene, or the list for an empty id, from the next run on."""
    if id:
        st.query_params[QUERY] = id
    else:
        st.query_params.pop(QUERY, None)


def scene(snapshot: CaseSnapshot, story: Storyboard, id: str) -> None:
    """One scene of a storyboard in its state, with the way to the ones before and after."""
    scenes = check_scenes(snapshot.context, story, SCENE_PAGES).scenes
    ids = [one.id for one in scenes]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="scene-bar"):
        left = st.container(horizontal=True, vertical_alignment="center", gap="small", width="stretch")
        id = _listened(ids, id)
        right = st.container(horizontal=True, vertical_alignment="center", gap="small", width="content")
    if id not in ids:
        _absent(ids, id)
        return
    index = ids.index(id)
    found = scenes[index]
    with left:
        _where(found, f"{index + 1} of {len(scenes)}", timing.slots(story)[index])
    with right:
        _ways(snapshot.context, scenes, index)
    if isinstance(found, Scene):
        _shown(snapshot, found)
    else:
        st.title(plain(found.message or f"Scene {index + 1}"), anchor=False)
        problems([str(one) for one in found.problems])


def _absent(ids: Sequence[str], id: str) -> None:
    st.title("Storyboard", anchor=False)
    blocks.block(Notice(text=f"There is no scene named {quote_input(id)}.", remedy=did_you_mean(id, ids).strip()))
    st.button("All scenes", icon=":material/list:", on_click=go, args=("",), key="scene-list")


def problems(found: Sequence[str]) -> None:
    """Why a scene can't be shown, each reason on a line of its own."""
    said = "\n".join(f"- {plain(one)}" for one in found)
    st.error(f"**This scene can't be shown as it is written.**\n{said}", icon=":material/error:")


def _shown(snapshot: CaseSnapshot, found: Scene) -> None:
    state, frame = filters(snapshot.context, found), scene_frame(snapshot.context, found)
    st.title(plain(frame.message), anchor=False)
    for part in (*frame.notices, *frame.blocks):
        blocks.block(part, blocks.Handlers(ask=True))
    if figure := session.pending_question():
        drawer.open_drawer(snapshot, state, found.page, *figure)
    releases = [f"{dataset} release {release[:8]}" for dataset, release in frame.provenance.releases]
    tall = [TALL] if screen(frame) > layout.SCREEN else []
    st.caption(plain(" · ".join([*in_words(snapshot.context, found), *releases, *tall])))


def _where(found: AnyScene, count: str, slot: timing.SceneSlot) -> None:
    """The way back to the list, and where in the demo this is."""
    st.button("All scenes", icon=":material/list:", type="tertiary", on_click=go, args=("",), key="scene-list")
    title = SCENE_PAGES[found.page].title if found.page in SCENE_PAGES else found.page
    spell = f"{timing.clock(slot.begins)} to {timing.clock(slot.ends)}"
    st.markdown(f"**{count}** :gray[{plain(' · '.join(part for part in (title, spell) if part))}]")


def _ways(context: CaseContext, scenes: Sequence[AnyScene], index: int) -> None:
    """The presenter's notes, the page itself, and the scenes before and after."""
    before, after = scenes[max(index - 1, 0)].id, scenes[min(index + 1, len(scenes) - 1)].id
    found = scenes[index]
    if isinstance(found, Scene):
        _notes(found)
        st.page_link(
            f"{found.page}.py",
            label="Open the page",
            icon=":material/open_in_full:",
            query_params=address(context, found),
            help="The whole page, in the state of this scene",
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


def _notes(found: Scene) -> None:
    """What only the presenter reads; it is no part of the scene's frame."""
    if not (found.notes or found.fallback):
        return
    with st.popover("Notes", icon=":material/sticky_note_2:", type="tertiary"):
        if found.notes:
            st.markdown(plain(found.notes))
        if found.fallback:
            st.markdown(f"**If it fails:** {plain(found.fallback)}")


def _listened(ids: Sequence[str], id: str) -> str:
    """The scene to show: the one that a key has led to, or the one that the URL asks for.

    A button's own shortcut would be swallowed by whatever slider or choice has the focus.
    """
    keys = st.components.v2.component("steerco_keys", js=KEYS)
    pressed = keys(key="scene-keys", data={"scenes": list(ids)}, on_go_change=_heard, width=1, height=1).go
    if pressed is None:
        return id
    go(str(pressed))
    if not pressed:
        st.rerun()
    return str(pressed)


def _heard() -> None:
    """What a key asks for is read where the scene is chosen."""
