"""The Dry run page: who rehearses, the start of a run, and below it what the runs so far show."""

from __future__ import annotations

import streamlit as st

from components import rehearsal, run_views
from components.markdown import plain
from components.meetings import list_runs
from components.person import find_person
from components.waiting import bar_while_waiting
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.state.case_snapshot import CaseSnapshot


def render_dry_run(snapshot: CaseSnapshot, _: Filters, __: Slot) -> None:
    """Draw the start of a run, and the runs of whoever rehearses."""
    with bar_while_waiting("Reading the runs"):
        every = list_runs(snapshot.context.case.id)
    person = find_person([run.presenter for run in every.runs[:1]], key=rehearsal.NAME)
    rehearsal.render_start(snapshot, person, every.of(person.key))
    for fault in every.faults:
        st.warning(plain(fault), icon=":material/warning:")
    run_views.render_runs(snapshot.context, person, every)
