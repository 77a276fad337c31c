"""Uploads of datasets: check a file, show its problems or a preview, publish or discard it, roll back.

Nothing changes the current release until somebody publishes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from components import actions, blocks, session
from components.actions import BY
from components.markdown import plain
from steering.cases.case import Case
from steering.catalog.contracts import dataset_label
from steering.catalog.file_types import ACCEPTED_LABELS
from steering.exports import datasets
from steering.formatting import pluralise
from steering.frames.blocks import Notice
from steering.frames.sources import releases
from steering.ingest import uploads
from steering.ingest.uploads import StagedUpload
from steering.records import Publication
from steering.sources import Source

PREVIEW_ROWS = 20


@dataclass(kw_only=True)
class UploadState:
    """One visitor's staged uploads by dataset, the number of files so far, and the publications rolled back."""

    staged: dict[str, StagedUpload] = field(default_factory=dict)
    # Gives each uploader a key of its own: a new key empties it.
    file_count: int = 0
    rollbacks: set[int] = field(default_factory=set)


def render_uploader(case: Case, source: Source) -> None:
    """Draw the uploader. A file is checked at once and then dropped: Streamlit would hold it in memory."""
    state = _state()
    # It takes any file: the refusal says what to do instead.
    file = st.file_uploader(
        f"Upload a new {dataset_label(source.id)} file",
        key=f"file-{source.id}-{state.file_count}",
        help=f"{ACCEPTED_LABELS}. It is checked first.",
    )
    if file is None:
        return
    bar = st.progress(0.0, text="Reading")

    def progress(phase: str, share: float | None, /) -> None:
        bar.progress(min(1.0, max(0.0, share or 0.0)), text=plain(phase))

    try:
        actions.run_action(_place(source.id), _stage, file, source.id, case, progress)
    finally:
        session.release_upload(file)
    state.file_count += 1
    st.rerun()


def render_outcome(case: Case, source: Source) -> None:
    """Draw the result of the last action on a dataset, and its staged upload with what can be done with it."""
    flash = actions.flash_at(_place(source.id))
    if flash.failed:
        blocks.block(Notice(text=flash.failed))
    if flash.done:
        st.success(plain(flash.done), icon=":material/check_circle:")
    staged = _state().staged.get(source.id)
    if staged is None:
        return
    if staged.manifest is None:
        _render_problems(staged)
    else:
        _render_preview(case, source, staged)


def render_rollback(case: Case, source: Source) -> None:
    """Draw the button that rolls back to the previous release, where there is one."""
    if source.previous is None or source.publication is None:
        return
    if st.button("Roll back", icon=":material/undo:", key="roll-back"):
        _confirm(case, source)


def _render_problems(staged: StagedUpload) -> None:
    count = staged.report.problem_count
    headline = f"**{plain(staged.name)} was not accepted: {pluralise(count, 'problem')}.**"
    st.error(f"{headline} Nothing has changed. Correct the file and upload it again.", icon=":material/error:")
    blocks.block(releases.build_problem_table("problems", "What to correct", staged.report.problems, count))
    _discard_button(staged)


def _render_preview(case: Case, source: Source, staged: StagedUpload) -> None:
    assert staged.manifest is not None
    report, manifest = staged.report, staged.manifest
    is_current = source.manifest is not None and source.manifest.release == manifest.release
    if is_current:
        st.info(f"**{plain(staged.name)} holds the same data as the current release.**", icon=":material/info:")
    else:
        headline = f"**{plain(staged.name)} can be published: {pluralise(report.accepted, 'row')}.**"
        st.info(f"{headline} Nothing has changed yet.", icon=":material/info:")
    with st.container(horizontal=True, key="decide"):
        st.button(
            "Publish to this case",
            type="primary",
            key="publish",
            icon=":material/publish:",
            disabled=is_current,
            on_click=_publish,
            args=(case, staged),
        )
        _discard_button(staged)
    blocks.block(releases.build_preview(manifest, source.manifest))
    if report.problems:
        blocks.block(releases.build_problem_table("file-warnings", "Warnings", report.problems, report.problem_count))
    rows = datasets.head(session.app_state().home, manifest, PREVIEW_ROWS)
    blocks.block(releases.build_first_rows(manifest, rows))


def _discard_button(staged: StagedUpload) -> None:
    place = _place(staged.dataset)
    st.button("Discard", key="discard", on_click=actions.run_action, args=(place, _discard, staged.dataset))


@st.dialog("Roll back?")
def _confirm(case: Case, source: Source) -> None:
    st.markdown(plain(releases.describe_release(source)))
    st.markdown(f"**{plain(releases.describe_rollback(source))}**")
    st.markdown(":gray[The current release stays on record, and the history shows both.]")
    assert source.publication is not None
    with st.container(horizontal=True):
        if st.button(
            "Roll back",
            type="primary",
            key="confirm-roll-back",
            icon=":material/undo:",
            on_click=_roll_back,
            args=(case, source.id, source.publication.id),
        ):
            st.rerun()
        if st.button("Cancel", key="cancel-roll-back"):
            st.rerun()


def _stage(file: Any, dataset: str, case: Case, progress: Callable[..., None]) -> str:
    _discard(dataset)
    home = session.app_state().home
    _state().staged[dataset] = uploads.stage(file, file.name, dataset, case, home=home, by=BY, progress=progress)
    return ""


def _publish(case: Case, staged: StagedUpload) -> None:
    """Publish a staged upload, once: a second click finds nothing to publish."""

    def publish() -> str:
        entry = uploads.publish(staged, case, records=session.app_state().records, by=BY)
        del _state().staged[staged.dataset]
        return f"Published. {_current(entry)}"

    if _state().staged.get(staged.dataset) is staged:
        actions.run_action(_place(staged.dataset), publish)


def _roll_back(case: Case, dataset: str, seen: int) -> None:
    """Roll back, once: a second click changes nothing."""
    rollbacks = _state().rollbacks

    def roll_back() -> str:
        entry = session.app_state().records.roll_back(case.id, dataset, by=BY, seen=seen)
        rollbacks.add(seen)
        return f"Rolled back. {_current(entry)}"

    if seen not in rollbacks:
        actions.run_action(_place(dataset), roll_back)


def _current(entry: Publication) -> str:
    return f"Current release: {pluralise(entry.rows, 'row')} from {entry.source_name}."


def _discard(dataset: str) -> str:
    """Drop a staged upload, and delete its release where nobody else needs it."""
    staged = _state().staged.pop(dataset, None)
    if staged:
        uploads.discard(staged, home=session.app_state().home, records=session.app_state().records)
    return ""


def _place(dataset: str) -> str:
    return f"upload-{dataset}"


def _state() -> UploadState:
    return session.session_value("uploads", UploadState)
