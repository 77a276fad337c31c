"""The voice of a run: how loud each scene was, and the player of what this browser recorded of it."""

from __future__ import annotations

import streamlit as st

from components import picture
from steering.exports.cells import file_name
from steering.rehearsal.runs import Run
from steering.rehearsal.voice_report import build_voice_table

SCRIPT = """\
const { default: play } = await import(new URL('live/voice_player.js', document.baseURI));
export default play;
"""
HTML = '<div class="steerco"></div>'
CSS = """\
.steerco .voice { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px;
  font: 15px/1.45 var(--font); color: var(--text); }
.steerco .voice p { margin: 0; color: var(--gray); font-size: 14px; line-height: 20px; }
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


def render_voice(run: Run) -> None:
    """Draw how loud a run was where it was recorded, and the player of what this browser has of it."""
    if run.voice:
        picture.render_blocks(build_voice_table(run), key=f"voice-table-{run.id}")
    scenes = [[scene.id, f"{number}. {scene.message}"] for number, scene in enumerate(run.planned, start=1)]
    file = file_name(run.title, f"{run.began:%Y-%m-%d-%H%M}", ending="").removesuffix(".")
    st.components.v2.component("steerco_voice", html=HTML, css=CSS, js=SCRIPT, isolate_styles=False)(
        key=f"voice-{run.id}", data={"run": run.id, "file": file, "scenes": scenes}
    )
