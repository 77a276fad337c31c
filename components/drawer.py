"""The drawer of a figure: its value, what it is worked out from, its lineage, and links to where it counts."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import links, session
from components.actions import tell_errors
from components.downloads import render_button
from components.markdown import plain
from steering.clock import tell_time
from steering.context.filters import Filters
from steering.exports.file_types import HTML
from steering.exports.ipe_sheet import name_ipe_sheet, render_ipe_sheet
from steering.formatting import pluralise
from steering.frames.figure_inputs import list_inputs
from steering.frames.figure_value import describe_figure, name_figure
from steering.frames.frame import Frame
from steering.frames.ipe_sheet import build_ipe_sheet
from steering.metrics.lineage import Lineage, SourceRead, lineage_of
from steering.state.case_snapshot import CaseSnapshot

# Who asks where nobody signs in.
LOCAL_USER = "The user of this machine, who has not signed in"
SHEET = (
    "Definition, queries, parameters, releases, rows and sums on one page to print: information produced by the entity."
)


def open_drawer(snapshot: CaseSnapshot, chosen: Filters, frame: Frame, figure: str, name: str) -> None:
    """Open a drawer at the side with a figure of a frame and its lineage; Escape closes it."""

    @st.dialog(plain(name), position="right", icon=":material/contact_support:")
    @tell_errors
    def drawer() -> None:
        _render_value(describe_figure(frame, figure))
        lineage = session.hide_contacts(lineage_of(snapshot.context, chosen, frame.page, figure))
        if lineage is None:
            st.markdown("This figure has no description yet.")
        else:
            _render(lineage, session.hide_contacts(list_inputs(snapshot.context, chosen, frame.page, figure)))
            _render_sheet(snapshot, chosen, frame, figure)

    drawer()


def _render_sheet(snapshot: CaseSnapshot, chosen: Filters, frame: Frame, figure: str) -> None:
    """Draw the download of the figure's IPE sheet, which is worked out when somebody clicks."""
    name, standing = name_figure(frame, figure), session.standing()
    if not name:
        return
    asker, contacts = standing.actor.name if standing.person else LOCAL_USER, standing.may("contacts")

    def write() -> bytes:
        sheet = build_ipe_sheet(
            snapshot.context, chosen, frame, figure, asked_by=asker, printed_at=tell_time(), contacts=contacts
        )
        assert sheet is not None  # the page shows it, with its lineage
        return render_ipe_sheet(sheet, session.app_state().records.audit_log.head())

    file = name_ipe_sheet(snapshot.context.case.id, name)
    render_button("Sheet for auditors", write, file, HTML, "take-ipe", icon="print")
    st.caption(SHEET)


def _render_value(lines: Sequence[str]) -> None:
    """Draw the figure itself as its page shows it; of a chart what it says in words."""
    if len(lines) == 1:
        st.markdown(plain(lines[0]))
    elif lines:
        rest = [f":small[:gray[{plain(line)}]]" for line in lines[1:]]
        st.markdown("  \n".join([f"**{plain(lines[0])}**", *rest]))


def _render(lineage: Lineage, inputs: Sequence[tuple[str, str]]) -> None:
    st.markdown(plain(lineage.definition))
    if lineage.formula:
        _part("Formula", plain(lineage.formula))
    _part("Worked out from", "  \n".join(f"{plain(name)}: **{plain(value)}**" for name, value in inputs if value))
    facts = [f"As of {lineage.as_of}", *([f"Owner: {lineage.owner}"] if lineage.owner else [])]
    _part("As of and owner" if lineage.owner else "As of", plain(" · ".join(facts)))
    _part(
        "Data",
        "  \n".join([*map(_release, lineage.releases), *(f"{plain(name)} of the case" for name in lineage.inputs)]),
    )
    if lineage.uses:
        st.markdown(":small[:gray[Used in]]")
        with st.container(gap=None):
            for use in lineage.uses:
                links.link(use.page, plain(use.text), place=use.place, focus=use.focus, scene=use.scene)
    if lineage.parameters:
        _part("Parameters", "  \n".join(f"{plain(name)} = {plain(value)}" for name, value in lineage.parameters))
    for query in lineage.queries:
        with st.expander(f"SQL: {plain(query.name)}", icon=":material/database:"):
            if query.about:
                st.caption(plain(query.about))
            st.code(query.sql, language="sql", wrap_lines=True)


def _part(title: str, text: str) -> None:
    if text:
        st.markdown(f":small[:gray[{title}]]  \n{text}")


def _release(read: SourceRead) -> str:
    share = f"{read.rows_used:,} of {pluralise(read.rows, 'row')}"
    source = f", from {plain(read.source)}" if read.source else ""
    return f"**{plain(read.dataset)}** release `{read.release[:8]}`: {share}{source}"
