"""Uploads of datasets: check a file, show its problems, or what it would change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from components import actions, picture, publishing, session, upload_state
from components.markdown import plain
from steering.cases.case import Case
from steering.catalog.contracts import dataset_label
from steering.catalog.file_types import ACCEPTED_LABELS
from steering.context.case_context import CaseContext
from steering.formatting import pluralise
from steering.frames.blocks import Notice
from steering.frames.problem_table import build_problem_table
from steering.ingest import uploads
from steering.ingest.uploads import StagedUpload
from steering.sources import Source


def render_uploader(case: Case, source: Source) -> None:
    """Draw the uploader. Files are checked at once and then dropped: Streamlit would hold them in memory."""
    state = upload_state.state()
    # It takes any file: the refusal says what to do instead.
    files = st.file_uploader(
        f"Upload a new {dataset_label(source.id)} file",
        key=f"file-{source.id}-{state.file_count}",
        help=f"{ACCEPTED_LABELS}. It is checked first. Several files at once, or a .zip of them, are one dataset.",
        accept_multiple_files=True,
    )
    if not files:
        return
    bar = st.progress(0.0, text="Reading")

    def progress(phase: str, share: float | None, /) -> None:
        bar.progress(min(1.0, max(0.0, share or 0.0)), text=plain(phase))

    try:
        actions.run_action(upload_state.place(source.id), _stage, files, source.id, case, progress)
    finally:
        for file in files:
            session.release_upload(file)
    state.file_count += 1
    st.rerun()


def render_outcome(context: CaseContext, source: Source) -> None:
    """Draw the result of the last action on a dataset, and its staged upload with what can be done with it."""
    flash = actions.flash_at(upload_state.place(source.id))
    if flash.failed:
        picture.render_blocks(Notice(text=flash.failed), key="upload-failed")
    if flash.done:
        st.success(plain(flash.done), icon=":material/check_circle:")
    staged = upload_state.state().staged.get(source.id)
    if staged is None:
        return
    if staged.manifest is None:
        _render_problems(staged)
    else:
        publishing.render_preview(context, source, staged)


def _render_problems(staged: StagedUpload) -> None:
    count = staged.report.problem_count
    headline = f"**{plain(staged.name)} was not accepted: {pluralise(count, 'problem')}.**"
    remedy = "Correct what is listed and upload it again."
    st.error(f"{headline} Nothing has changed. {remedy}", icon=":material/error:")
    problems, source = staged.report.problems, staged.report.source
    table = build_problem_table("problems", "What to correct", problems, count, source=source)
    picture.render_blocks(table, key="upload-problems")
    upload_state.render_discard(staged)


def _stage(files: Sequence[Any], dataset: str, case: Case, progress: Callable[..., None]) -> str:
    upload_state.discard(dataset)
    streams = [(file, file.name) for file in files]
    home = session.app_state().home
    upload_state.state().staged[dataset] = uploads.stage_all(
        streams, dataset, case, home=home, by=session.actor().id, progress=progress
    )
    return ""
