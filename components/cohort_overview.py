"""How everybody in a cohort gets on, on the Cohorts page: who needs help first, the heat map, and the table to take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

import streamlit as st

from components import picture, session
from components.actions import run_action
from components.downloads import render_button
from components.waiting import bar_while_waiting
from steering.clock import tell_time
from steering.exports.cells import file_name
from steering.exports.file_types import CSV
from steering.exports.tables import csv, sheet
from steering.overview.heat_map import build_overview, tabulate_overview
from steering.overview.help_rules import HelpNeed, sort_by_need
from steering.overview.learner_progress import gather_progress
from steering.records.cohorts import INSTALLATION, Cohort

PLACE = "cohorts"
NOBODY = "Nobody learns here yet. Add members with the role presenter; how each gets on is shown here then."


def render_overview(cohort: Cohort) -> None:
    """Draw how everybody gets on who learns in a cohort. Raises NotAllowed where the visitor does not review it."""
    session.actor().require("review", cohort.id)
    now = tell_time()
    with bar_while_waiting("Looking at each workspace"):
        needs = sort_by_need(gather_progress(session.app_state(), cohort.id, now), now)
    if not needs:
        st.caption(NOBODY)
        return
    picture.render_blocks(*build_overview(needs, now), key="overview", place=cohort.id)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="overview-bar"):
        _render_opening(cohort, needs)
        write, name = partial(_write_table, needs, now), file_name(f"Overview {cohort.name}", ending="csv")
        render_button("Take the table", write, name, CSV, "overview-take", place=cohort.id)


def _write_table(needs: Sequence[HelpNeed], now: dt.datetime) -> bytes:
    return csv(sheet(tabulate_overview(needs, now)))


def _render_opening(cohort: Cohort, needs: Sequence[HelpNeed]) -> None:
    """Draw the way into a workspace, of whoever needs help most first."""
    spaces = [(need.progress.owner.workspace, need.progress.owner.title) for need in needs]
    titles = {space.id: title for space, title in spaces if space and cohort.id != INSTALLATION}
    if not titles:
        return
    id = st.selectbox(
        "Open the workspace of", list(titles), format_func=titles.__getitem__, key=f"overview-{cohort.id}"
    )
    st.button("Open", key="overview-open", on_click=run_action, args=(PLACE, _open, id))


def _open(id: str) -> str:
    session.go_to_place(id)
    session.go_to("readiness", {session.PLACE: id})
    return ""
