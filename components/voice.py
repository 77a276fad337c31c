"""The voice of a run: how loud each scene was, and the player of what this browser recorded of it."""

from __future__ import annotations

import streamlit as st

from components import picture
from steering.exports.cells import file_name
from steering.formatting import format_clock, format_value
from steering.frames.blocks import Column, TableBlock
from steering.rehearsal.runs import Run
from steering.stage.meeting import SceneVoice

SCRIPT = """\
const { default: play } = await import(new URL('live/voice_player.js', document.baseURI));
export default play;
"""
HTML = '<div class="steerco"></div>'
CSS = """\
.steerco .voice { display: grid; gap: 12px; font: 15px/1.45 var(--font); color: var(--text); }
.steerco .voice p { margin: 0; color: var(--gray); }
.steerco .voice .wrong { color: var(--red); }
.steerco .voice .row { display: flex; flex-wrap: wrap; gap: 8px 10px; align-items: center; }
.steerco .voice audio { width: 100%; max-width: 640px; }
.steerco .voice button { font: inherit; font-variant-numeric: tabular-nums; color: inherit; background: none;
  border: 1px solid var(--line); border-radius: 8px; padding: 6px 14px; min-height: 40px; cursor: pointer;
  max-width: min(100%, 360px); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.steerco .voice button:hover { border-color: var(--link); }
.steerco .voice button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.steerco .voice button[aria-current] { border-color: var(--text); font-weight: 600; }
.steerco .voice button[data-asked] { color: var(--red); border-color: var(--red); font-weight: 600; }
"""
LOUDNESS = (
    "It is loudness, not words: a passing lorry counts, and what was said is not known. Speaking is sound that is "
    "clearly louder than the quiet moments of the same recording, with pauses shorter than 0.3 s. Questions are left "
    "out."
)


def render_voice(run: Run) -> None:
    """Draw how loud a run was where it was recorded, and the player of what this browser has of it."""
    if run.voice:
        picture.render_blocks(build_voice_table(run), key=f"voice-table-{run.id}")
    scenes = [[scene.id, f"{number}. {scene.message}"] for number, scene in enumerate(run.planned, start=1)]
    file = file_name(run.title, f"{run.began:%Y-%m-%d-%H%M}", ending="").removesuffix(".")
    st.components.v2.component("steerco_voice", html=HTML, css=CSS, js=SCRIPT, isolate_styles=False)(
        key=f"voice-{run.id}", data={"run": run.id, "file": file, "scenes": scenes}
    )


def build_voice_table(run: Run) -> TableBlock:
    """Return how loud each scene of a run was, and all of them together."""
    rows = [
        (f"{number}. {scene.message}", run.voice[scene.id])
        for number, scene in enumerate(run.planned, start=1)
        if scene.id in run.voice
    ]
    if run.whole_voice:
        rows.append(("All scenes", run.whole_voice))
    return TableBlock(
        id="voice",
        title="Loudness by scene",
        columns=(
            Column(label="Scene"),
            Column(label="Recorded", kind="count"),
            Column(label="Speaking", kind="count"),
            Column(label="Speaking share", kind="share"),
            Column(label="Longest silence", kind="count"),
        ),
        rows=tuple((title, *_measure(voice)) for title, voice in rows),
        texts=tuple((title, *_describe(voice)) for title, voice in rows),
        method=LOUDNESS,
    )


def _measure(voice: SceneVoice) -> tuple[float, ...]:
    return voice.seconds, voice.speaking, voice.share, voice.longest_silence


def _describe(voice: SceneVoice) -> tuple[str, ...]:
    return (
        format_clock(voice.seconds),
        format_clock(voice.speaking),
        format_value(voice.share, "share"),
        format_clock(voice.longest_silence),
    )
