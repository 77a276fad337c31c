"""The drawer with a figure's lineage: definition, formula, data and queries."""

from __future__ import annotations

import streamlit as st

from components.markdown import plain
from steering.context.filters import Filters
from steering.formatting import pluralise
from steering.metrics.lineage import Lineage, SourceRead, lineage_of
from steering.state.case_snapshot import CaseSnapshot


def open_drawer(snapshot: CaseSnapshot, chosen: Filters, page: str, figure: str, name: str) -> None:
    """Open a drawer at the side with the lineage of a figure of a page; Escape closes it."""

    @st.dialog(plain(name), position="right", icon=":material/contact_support:")
    def drawer() -> None:
        lineage = lineage_of(snapshot.context, chosen, page, figure)
        if lineage is None:
            st.markdown("This figure has no description yet.")
        else:
            _render(lineage)

    drawer()


def _render(lineage: Lineage) -> None:
    st.markdown(plain(lineage.definition))
    if lineage.formula:
        _part("Formula", plain(lineage.formula))
    facts = [f"As of {lineage.as_of}", *([f"Owner: {lineage.owner}"] if lineage.owner else [])]
    _part("As of and owner" if lineage.owner else "As of", plain(" · ".join(facts)))
    _part(
        "Data",
        "  \n".join([*map(_release, lineage.releases), *(f"{plain(name)} of the case" for name in lineage.inputs)]),
    )
    if lineage.uses:
        _part("Used in", "  \n".join(map(plain, lineage.uses)))
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
