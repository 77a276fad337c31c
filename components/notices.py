"""What every page says before its figures: files of the case with mistakes, data and records that can't be read."""

from __future__ import annotations

import streamlit as st

from components import picture
from components.markdown import plain
from components.problems import render_problem_table, render_problems
from steering.cases.last_good import StaleFiles
from steering.formatting import join_words, pluralise
from steering.frames.blocks import Notice
from steering.state.case_snapshot import CaseSnapshot


def render_notices(snapshot: CaseSnapshot, *, datasets_told: bool = False) -> None:
    """Draw all notices about a snapshot; `datasets_told` where the page itself says which releases are damaged."""
    render_faults(snapshot, datasets_told=datasets_told)
    _render_refused_files(snapshot)
    _render_case_notes(snapshot)


def render_faults(snapshot: CaseSnapshot, *, datasets_told: bool = False) -> None:
    """Draw what is not shown as it should be: mistakes in files of the case, and what can't be read."""
    if snapshot.stale:
        _render_stale_files(snapshot.stale)
    if faults := (*snapshot.faults, *(() if datasets_told else snapshot.damage)):
        picture.render_blocks(*(Notice(text=text) for text in faults), key="faults")


def _render_stale_files(stale: StaleFiles) -> None:
    names = join_words(stale.names) or "the case"
    whose = "its" if len(stale.names) < 2 else "their"
    since = f"{stale.since:%-d %B %Y, %H:%M} UTC"
    head = f"{stale.refused.what} has {pluralise(stale.refused.count, 'problem')}."
    shown = f"Of {names}, {whose} last version without problems is shown, of {since}. Correct what is listed."
    with st.expander(f"**{plain(head)}** {plain(shown)}", icon=":material/error:"):
        render_problems(stale.refused, key="stale")


def _render_refused_files(snapshot: CaseSnapshot) -> None:
    for dataset, refused in snapshot.refused.items():
        effect = "The previous release stays current." if snapshot.context.has(dataset) else "None of it is shown."
        label = f"**{plain(refused.what)} was not accepted: {pluralise(refused.count, 'problem')}.** {effect}"
        with st.expander(label, icon=":material/warning:"):
            render_problems(refused, key=dataset)


def _render_case_notes(snapshot: CaseSnapshot) -> None:
    """Draw the warnings about the case's own files; most are keys that nothing reads."""
    if warnings := snapshot.context.case.warnings:
        label = f"{pluralise(len(warnings), 'note')} on the files of this case".capitalize()
        with st.expander(label, icon=":material/info:"):
            render_problem_table(warnings, len(warnings), "The case", key="case-notes")
