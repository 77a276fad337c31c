"""Download buttons: a file is made when somebody clicks, is safe to open, and the audit log says who took it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from components import session
from components.markdown import plain
from components.waiting import bar_while_waiting
from steering.cases.storyboard import Storyboard
from steering.context.case_context import CaseContext
from steering.errors import NotAllowed, StoreUnavailable
from steering.exports import datasets, tables
from steering.exports.cells import file_name
from steering.exports.file_types import CSV, GZIP, HTML, PARQUET, XLSX
from steering.exports.html import html
from steering.exports.storyboard import export_storyboard
from steering.exports.tables import XLSX_CELLS
from steering.formatting import pluralise
from steering.sources import Source
from steering.warehouse import Manifest

CHANGED = "What you may do here has changed since this page was drawn. Load it again."


@dataclass(kw_only=True)
class PreparedWorkbook:
    """The large workbook that a visitor had made last, by the name of its file."""

    name: str = ""
    content: bytes = b""
    # Whether it has the e-mail addresses in the data.
    contacts: bool = False


def render_dataset(source: Source, home: Path, case: str) -> None:
    """Draw the downloads of a dataset: the current rows in three formats, and the empty template."""
    manifest, workbook = source.manifest, ""
    with st.container(horizontal=True, key="take"):
        if manifest:
            workbook = _render_release(manifest, home, (case, source.id, manifest.release[:8]))
        render_button(
            "Template",
            lambda: datasets.template(source.contract),
            file_name(source.id, "template", ending="csv"),
            CSV,
            "take-template",
            is_logged=False,
        )
    if manifest and workbook:
        _make_workbook(manifest, home, workbook)
    if manifest and not datasets.fits_workbook(manifest):
        st.markdown(
            f":small[:gray[{pluralise(manifest.rows, 'row')} of {len(manifest.columns)} columns are too many for a "
            f"workbook of at most {XLSX_CELLS:,} cells. Use the CSV.]]"
        )


def _render_release(manifest: Manifest, home: Path, name: tuple[str, ...]) -> str:
    """Draw the downloads of a release; return the name of a workbook that is to be made first, if there is one."""
    kind, ending = (GZIP, "csv.gz") if datasets.compress(manifest) else (CSV, "csv")
    contacts = session.standing().may("contacts")
    write_csv = partial(datasets.as_csv, home, manifest, contacts=contacts)
    render_button("CSV", write_csv, file_name(*name, ending=ending), kind, "take-csv")
    workbook = file_name(*name, ending="xlsx")
    is_asked = datasets.fits_workbook(manifest) and _render_workbook(manifest, home, workbook)
    name_of_parquet = file_name(*name, ending="parquet")
    write_parquet = partial(datasets.parquet, home, manifest, contacts=contacts)
    render_button("Parquet", write_parquet, name_of_parquet, PARQUET, "take-parquet")
    return workbook if is_asked else ""


def _render_workbook(manifest: Manifest, home: Path, name: str) -> bool:
    """Draw the download of a workbook; return whether somebody asks for one that takes seconds to make."""
    prepared = _last_workbook()
    if datasets.writes_at_once(manifest):
        sheet = datasets.sheet(home, manifest, contacts=session.standing().may("contacts"))
        render_button("Excel", lambda: tables.xlsx(sheet), name, XLSX, "take-xlsx")
    elif (prepared.name, prepared.contacts) == (name, session.standing().may("contacts")):
        render_button("Save Excel file", lambda: prepared.content, name, XLSX, "take-xlsx")
    else:
        # A download by itself shows nothing but that something is under way.
        return st.button("Excel", icon=":material/download:", key="make-xlsx")
    return False


def _make_workbook(manifest: Manifest, home: Path, name: str) -> None:
    """Make a large workbook under a bar that says how far it is, then offer it."""
    try:
        with bar_while_waiting(f"Writing {name}"):
            contacts = session.standing().may("contacts")
            content = tables.xlsx(datasets.sheet(home, manifest, contacts=contacts))
    except StoreUnavailable as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    prepared = _last_workbook()
    prepared.name, prepared.content, prepared.contacts = name, content, contacts
    st.rerun()


def _last_workbook() -> PreparedWorkbook:
    return session.session_value("prepared-workbook", PreparedWorkbook)


def render_storyboard(context: CaseContext, draft: Storyboard | None) -> None:
    """Draw the download of the storyboard, or of the visitor's draft, as one file that opens without a network."""
    name = file_name(context.case.id, "storyboard", ending="html")
    records = session.app_state().records

    def write() -> bytes:
        return html(export_storyboard(context, draft), records.audit_log.head())

    render_button("Download offline copy", write, name, HTML, "take-offline")


def render_button(
    label: str,
    make: Callable[[], bytes],
    name: str,
    kind: str,
    key: str,
    *,
    icon: str = "download",
    is_logged: bool = True,
    place: str = "",
    subject: str = "",
    facts: Mapping[str, str] | None = None,
) -> None:
    """Draw a download whose file is made when somebody clicks, if they may still do what they might when it was drawn.

    Where it `is_logged`, the audit log says who took it.
    `place` is the cohort that it is about; without one, the case that is shown. `subject` is what the log calls it,
    where that is not the name of the file, and `facts` are noted with it.
    """
    work = _guard_download(make, (subject or name) if is_logged else "", place, facts or {})
    # Without a rerun: a download changes nothing on the page.
    st.download_button(label, work, file_name=name, mime=kind, key=key, on_click="ignore", icon=f":material/{icon}:")


def _guard_download(make: Callable[[], bytes], name: str, place: str, facts: Mapping[str, str]) -> Callable[[], bytes]:
    """Return what makes a file for whoever may still have it; without a `name` nothing is noted of it."""
    state, standing, cookie = session.app_state(), session.standing(), session.cookie()
    workspace = standing.workspace.id if standing.workspace else ""

    def work() -> bytes:
        # The click may come long after the page was drawn.
        if state.access.stand(cookie, workspace).actor != standing.actor:
            raise NotAllowed(CHANGED)
        content = make()
        if name:
            where = place or standing.case
            state.records.audit_log.note(standing.actor, "download", place=where, subject=name, **facts)
        return content

    return work
