"""The Dry run page: who rehearses, the start of a run, and below it what the runs so far show."""

from __future__ import annotations

import streamlit as st

from components import rehearsal
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.rehearsal.drill import LONGEST_NAME
from steering.rehearsal.runs import Run
from steering.state.case_snapshot import CaseSnapshot

# Who rehearses, until somebody gives a name.
NOBODY = "Presenter"


def render_dry_run(snapshot: CaseSnapshot, _: Filters, __: Slot) -> None:
    """Draw the start of a run, and the runs of whoever rehearses."""
    person = _render_person()
    runs: tuple[Run, ...] = ()
    rehearsal.render_start(snapshot, person, runs)
    render_runs(snapshot, person, runs)


def _render_person() -> str:
    name = st.text_input("Who rehearses", NOBODY, max_chars=LONGEST_NAME, key="dry-run-person", width=170)
    return " ".join(name.split()) or NOBODY


def render_runs(snapshot: CaseSnapshot, person: str, runs: tuple[Run, ...]) -> None:
    """Draw what the runs of a person show, the newest first."""
