"""The Audit log page: entries by place, person and action, a page at a time; the check of the chain; the export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from components import downloads, picture, session
from steering.access.control import LOG
from steering.context.filters import Filters
from steering.exports.audit_log import render_entries
from steering.exports.cells import file_name
from steering.exports.file_types import JSONL
from steering.frames.blocks import Slot
from steering.frames.log.entries import ACTIONS, build_entry_table, describe_chain
from steering.records.audit_chain import find_break
from steering.records.audit_log import PAGE, AuditEntry
from steering.records.audit_search import LogQuery, export_log, find_options, grant_scope, search_log
from steering.records.cohorts import INSTALLATION
from steering.state.case_snapshot import CaseSnapshot


@dataclass(kw_only=True)
class LogViewState:
    """Where a visitor is in the log: what is asked for, and the entry before which each page after the first begins."""

    query: LogQuery | None = None
    pages: list[int] = field(default_factory=list)


def render_log(_: CaseSnapshot, __: Filters, ___: Slot) -> None:
    """Draw the log over the picture of the page."""
    render_alone()


def render_alone() -> None:
    """Draw what this visitor may see of the log."""
    records, standing = session.app_state().records, session.standing()
    cohort = standing.cohort.id if standing.cohort else ""
    scope = grant_scope(standing.actor, cohort, standing.workspace.id if standing.workspace else "")
    # Its pictures are for whoever reads this log, not for all who see the case.
    ground = LOG + (scope.cohort_id or scope.case_id)
    options = find_options(records, scope)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="log-bar"):
        place = _choose("Where", "log-place", options.places)
        person = _choose("Who", "log-person", options.people)
        action = _choose("Did", "log-action", {action: ACTIONS.get(action, action) for action in options.actions})
        query = LogQuery(scope=scope, place=place, person=person, action=action)
        _render_export(query, session.case_shown() or INSTALLATION)
        check = st.button("Check the chain", icon=":material/link:", key="log-check")
    if check:
        entries, head = records.audit_log.read_all()
        picture.render_blocks(describe_chain(head, find_break(entries, head)), key="log-chain", place=ground)
    state = session.session_value("log-view", LogViewState)
    if state.query != query:
        state.query, state.pages = query, []
    entries = search_log(records, query, before=state.pages[-1] if state.pages else None)
    table = build_entry_table(entries, options.places, _find_names(entries))
    picture.render_blocks(table, key="log-entries", place=ground)
    _render_pager(state, entries)


def _find_names(entries: tuple[AuditEntry, ...]) -> Mapping[str, str]:
    """Return what the people of entries are called: who did something, and who it was done to."""
    ids = {id for entry in entries for id in (entry.actor_id, entry.subject)}
    return session.app_state().records.people.names(ids)


def _choose(label: str, key: str, options: Mapping[str, str]) -> str:
    """Draw the choice of one of these, or of all; return its id, empty for all."""
    names = {"": "All", **options}
    return str(st.selectbox(label, list(names), format_func=lambda id: names.get(id, id), key=key, width=220))


def _render_export(query: LogQuery, case: str) -> None:
    """Draw the download of all that is asked for; that it was taken along is an entry itself."""
    records, actor = session.app_state().records, session.actor()

    def make() -> bytes:
        entries = export_log(records, query)
        records.audit_log.note(actor, "export", place=query.scope.cohort_id or case, entries=len(entries))
        return render_entries(entries, _find_names(entries))

    downloads.render_button(
        "JSON Lines", make, file_name("audit", "log", ending="jsonl"), JSONL, "log-take", is_logged=False
    )


def _render_pager(state: LogViewState, entries: tuple[AuditEntry, ...]) -> None:
    """Draw the way from one page of the log to the next, where there are several."""
    if not state.pages and len(entries) < PAGE:
        return
    last = entries[-1].seq if entries else 0
    with st.container(horizontal=True, gap="small", key="log-pager"):
        st.button("Newer", key="log-newer", disabled=not state.pages, on_click=_turn_back, args=(state,))
        st.button("Older", key="log-older", disabled=len(entries) < PAGE, on_click=state.pages.append, args=(last,))


def _turn_back(state: LogViewState) -> None:
    del state.pages[-1:]
