"""Download buttons. A file is made only when somebody clicks, and is safe to open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from steering.cases.storyboard import Storyboard
from steering.context.case_context import CaseContext
from steering.exports import datasets, tables
from steering.exports.cells import file_name
from steering.exports.file_types import CSV, GZIP, HTML, PARQUET, XLSX
from steering.exports.html import html
from steering.exports.storyboard import export_storyboard
from steering.exports.tables import XLSX_CELLS
from steering.formatting import pluralise
from steering.sources import Source


def render_dataset(source: Source, home: Path, case: str) -> None:
    """Draw the downloads of a dataset: the current rows in three formats, and the empty template."""
    manifest = source.manifest
    with st.container(horizontal=True, key="take"):
        if manifest:
            name = (case, source.id, manifest.release[:8])
            csv = (GZIP, "csv.gz") if datasets.compress(manifest) else (CSV, "csv")
            _button("CSV", lambda: datasets.as_csv(home, manifest), file_name(*name, ending=csv[1]), csv[0], "take-csv")
            if datasets.fits_workbook(manifest):
                sheet = datasets.sheet(home, manifest)
                _button("Excel", lambda: tables.xlsx(sheet), file_name(*name, ending="xlsx"), XLSX, "take-xlsx")
            _button(
                "Parquet",
                lambda: datasets.parquet(home, manifest),
                file_name(*name, ending="parquet"),
                PARQUET,
                "take-parquet",
            )
        _button(
            "Template",
            lambda: datasets.template(source.contract),
            file_name(source.id, "template", ending="csv"),
            CSV,
            "take-template",
        )
    if manifest and not datasets.fits_workbook(manifest):
        st.markdown(
            f":small[:gray[{pluralise(manifest.rows, 'row')} of {len(manifest.columns)} columns are too many for a "
            f"workbook of at most {XLSX_CELLS:,} cells. Use the CSV.]]"
        )


def render_storyboard(context: CaseContext, draft: Storyboard | None) -> None:
    """Draw the download of the storyboard, or of the visitor's draft, as one file that opens without a network."""
    name = file_name(context.case.id, "storyboard", ending="html")
    _button("Download offline copy", lambda: html(export_storyboard(context, draft)), name, HTML, "take-offline")


def _button(label: str, make: Callable[[], bytes], name: str, kind: str, key: str) -> None:
    # Without a rerun: a download changes nothing on the page.
    st.download_button(label, make, file_name=name, mime=kind, key=key, on_click="ignore", icon=":material/download:")
