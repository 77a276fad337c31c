"""Somebody else was faster on Sources: what they published or took back meanwhile, and the rows that this changed."""

from __future__ import annotations

import streamlit as st

from components import comparison, session
from components.markdown import plain
from steering.context.case_context import CaseContext
from steering.formatting import format_moment, pluralise
from steering.frames.sources.releases import NO_DATA
from steering.records import Publication
from steering.sources import Source

ELSEWHERE = "**While you were deciding, the current data changed** in one of the workspaces that you have chosen."


def render_overtaken(context: CaseContext, source: Source, before: Publication | None, advice: str) -> None:
    """Say what changed since a visitor saw an entry in force, None where there was none, and what to do now."""
    entry = source.last_entry
    if entry is None or (before is not None and before.id == entry.id):
        st.warning(ELSEWHERE, icon=":material/group:")
        return
    because = f' The reason given: "{plain(entry.reason)}".' if entry.reason else ""
    act = "went back to" if entry.action == "rollback" else "published"
    who = "you" if entry.published_by == session.actor().id else plain(source.publisher_of(entry))
    where = " in another tab" if who == "you" else ""
    rows = f"{pluralise(entry.rows, 'row')}, " if entry.has_data else ""
    st.warning(
        f"**While you were deciding, {who} {act} {plain(entry.source_name or NO_DATA)}{where}** "
        f"({rows}{format_moment(entry.published_at)}).{because} {advice}",
        icon=":material/group:",
    )
    if before is not None and before.has_data:
        comparison.render_between(context, source, before)
