"""Keys that are typed into a table to edit: none is lost, however fast they come."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

SCRIPT = (Path(__file__).parent / "live" / "grid_keys.js").read_text(encoding="utf-8")


def render_grid_keys(key: str) -> None:
    """Hold the keys that come while a cell of the table on this page is being opened or left; see the script."""
    st.components.v2.component("steerco_grid_keys", js=SCRIPT)(key=key, width=1, height=1)
