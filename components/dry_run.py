"""The Dry run page: who rehearses, the start of a run, and below it what the runs so far show."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from components import rehearsal, session
from components.markdown import plain
from components.person import render_person
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.rehearsal.history import list_runs
from steering.rehearsal.runs import Run
from steering.state.case_snapshot import CaseSnapshot


def render_dry_run(snapshot: CaseSnapshot, _: Filters, __: Slot) -> None:
    """Draw the start of a run, and the runs of whoever rehearses."""
    records, now = session.app_state().records.meetings, dt.datetime.now(dt.UTC)
    every = list_runs(records, snapshot.context.case.id, now)
    start = st.container(gap="small", key="dry-run-start")
    bar = start.container(horizontal=True, vertical_alignment="bottom", gap="small", key="dry-run-bar")
    with bar:
        person = render_person("Who rehearses", [run.person for run in every.runs[:1]], key="dry-run-person")
    runs = every.of(person)
    with start:
        rehearsal.render_start(snapshot, person, runs, bar)
    for fault in every.faults:
        st.warning(plain(fault), icon=":material/warning:")
    render_runs(snapshot, person, runs)


def render_runs(snapshot: CaseSnapshot, person: str, runs: tuple[Run, ...]) -> None:
    """Draw what the runs of a person show, the newest first."""
