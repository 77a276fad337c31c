"""The drawer: one click from any figure to what it means, how it is worked out, and the data behind it."""

from __future__ import annotations

import streamlit as st

from components.markdown import plain
from steering.context.filters import Filters
from steering.formatting import pluralise
from steering.metrics.lineage import Lineage, SourceRead, lineage_of
from steering.state.case_snapshot import CaseSnapshot


def open_drawer(snapshot: CaseSnapshot, chosen: Filters, page: str, figure: str, name: str) -> None:
    """Answer for a figure of a page in a drawer at the side; the keyboard's Escape closes it."""

    @st.dialog(plain(name), position="right", icon=":material/contact_support:")
    def drawer() -> None:
        found = lineage_of(snapshot.context, chosen, page, figure)
        if found is None:
            st.markdown("Nothing is written down about this figure yet.")
        else:
            _said(found)

    drawer()


def _said(found: Lineage) -> None:
    st.markdown(plain(found.definition))
    if found.formula:
        _part("Formula", plain(found.formula))
    facts = [f"As of {found.as_of}", *([f"Owner: {found.owner}"] if found.owner else [])]
    _part("As of and owner" if found.owner else "As of", plain(" · ".join(facts)))
    _part(
        "Data", "  \n".join([*map(_release, found.releases), *(f"{plain(name)} of the case" for name in found.inputs)])
    )
    if found.uses:
        _part("Where else it counts", "  \n".join(map(plain, found.uses)))
    if found.parameters:
        _part("Asked with", "  \n".join(f"{plain(name)} = {plain(value)}" for name, value in found.parameters))
    for one in found.queries:
        with st.expander(f"SQL: {plain(one.name)}", icon=":material/database:"):
            if one.about:
                st.caption(plain(one.about))
            st.code(one.sql, language="sql", wrap_lines=True)


def _part(title: str, said: str) -> None:
    if said:
        st.markdown(f":small[:gray[{title}]]  \n{said}")


def _release(one: SourceRead) -> str:
    used = f"{one.rows_used:,} of {pluralise(one.rows, 'row')}"
    source = f", from {plain(one.source)}" if one.source else ""
    return f"**{plain(one.dataset)}** release `{one.release[:8]}`: {used}{source}"
