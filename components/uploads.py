"""Uploads of datasets: check a file, show its problems, or what it would change."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components import actions, mending, picture, publishing, session, upload_state
from components.markdown import plain
from components.upload_field import UploadField
from steering.cases.case import Case
from steering.catalog.contracts import dataset_label
from steering.catalog.file_types import ACCEPTED_LABELS
from steering.context.case_context import CaseContext
from steering.frames.blocks import Notice
from steering.ingest import uploads
from steering.ingest.file_set import DataFile
from steering.sources import Source
from steering.spool.purposes import purpose_of

HINT = f"{ACCEPTED_LABELS}; several at once, or a .zip of them, are one dataset."


def render_uploader(case: Case, source: Source) -> None:
    """Draw the field for files. They are checked as soon as all of them are here."""
    # It takes any file: the refusal says what to do instead.
    field = UploadField(name=f"{case.id}-{source.id}", place=case.id, purpose=purpose_of(source.id), several=True)
    field.render(f"Upload a new {dataset_label(source.id)} file", HINT)
    if not field.ids:
        return
    bar = st.progress(0.0, text="Reading")

    def progress(phase: str, share: float | None, /) -> None:
        bar.progress(min(1.0, max(0.0, share or 0.0)), text=plain(phase))

    actions.run_action(upload_state.place(source.id), _stage, field, source.id, case, progress)
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
        mending.forget(source.id)
    elif staged.manifest is None:
        mending.render_refused(context, source, staged)
    else:
        mending.render_accepted(staged)
        publishing.render_preview(context, source, staged)


def _stage(field: UploadField, dataset: str, case: Case, progress: Callable[..., None]) -> str:
    """Check the files of a field, which is empty again whatever comes of it."""
    upload_state.discard(dataset)
    try:
        files = [DataFile(path=path, name=name) for path, name in field.files()]
        home, by = session.app_state().home, session.actor().id
        staged = uploads.stage_files(files, dataset, case, home=home, by=by, progress=progress)
        upload_state.state().staged[dataset] = staged
    finally:
        field.clear()
    return ""
