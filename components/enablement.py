"""The Enablement page: its files to edit and to take along, and hours that were logged beside those planned."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

import streamlit as st

from components import dossier_editor, session
from components.downloads import render_button
from steering.cases.dossier.case_paths import read_tool
from steering.catalog.phases import PhaseId
from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.dossier.enablement import list_tools
from steering.errors import StoreUnavailable
from steering.exports.file_types import BYTES
from steering.frames.blocks import Slot
from steering.frames.enablement.learning import add_hours
from steering.frames.enablement.page import TOOLKIT_SLOT
from steering.frames.frame import Frame
from steering.state.case_snapshot import CaseSnapshot

EVERYBODY = "The hours are those of everybody who works here, as they log them on Readiness."
OWN = "The hours are your own, as you log them on Readiness. Your instructor sees the sums on Cohorts."
GONE = "{} is not there any more. Load the page again."


def adapt_frame(snapshot: CaseSnapshot, filters: Filters, frame: Frame) -> Frame:
    """Return the page's frame with the hours that this visitor may see: of all whom they oversee, or their own."""
    standing = session.standing()
    sees_all = standing.may("oversee")
    minutes = Counter[PhaseId]()
    for entry in session.app_state().records.work_hours.list([standing.case]):
        if sees_all or entry.person_id == standing.actor.id:
            minutes[entry.phase] += entry.minutes
    frame = add_hours(frame, minutes, EVERYBODY if sees_all else OWN) if minutes else frame
    return dossier_editor.adapt_frame(snapshot, filters, frame)


def render_slot(snapshot: CaseSnapshot, filters: Filters, slot: Slot) -> None:
    """Draw the button that edits the page's file, or the files of the toolkit."""
    if slot.id == TOOLKIT_SLOT:
        _render_toolkit(snapshot, filters)
    else:
        dossier_editor.render_edit(snapshot, filters, slot)


def _render_toolkit(snapshot: CaseSnapshot, filters: Filters) -> None:
    """Draw a button for each file of the toolkit that is there."""
    items = list_tools(DatedCase(context=snapshot.context, filters=filters))
    if not items:
        return
    folder = snapshot.context.case.folder
    with st.container(key="toolkit", gap="small"):
        st.markdown(":small[**Files of the toolkit to take along**]")
        with st.container(horizontal=True):
            for item in items:
                name = item.file or ""
                render_button(
                    item.name,
                    partial(_read, folder, name),
                    name.rpartition("/")[2],
                    BYTES,
                    f"toolkit-{item.id}",
                    subject=name,
                )


def _read(folder: Path, name: str) -> bytes:
    try:
        return read_tool(folder, name)
    except (OSError, ValueError) as error:
        raise StoreUnavailable(GONE.format(name)) from error
