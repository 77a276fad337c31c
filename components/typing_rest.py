"""A text that is typed is judged as soon as its writer rests, without leaving the field."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

SCRIPT = (Path(__file__).parent / "live" / "typing_rest.js").read_text(encoding="utf-8")


def render_typing_rest(key: str) -> None:
    """Hand over what is typed into a text field of the dossier's editor while it is being typed; see the script."""
    st.components.v2.component("steerco_typing_rest", js=SCRIPT)(key=key, width=1, height=1)
