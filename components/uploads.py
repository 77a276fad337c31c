"""Uploads of datasets: check a file, show its problems or a preview, publish or discard it, roll back.

Nothing changes the current release until somebody publishes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from components import actions, comparison, picture, session
from components.markdown import plain
from steering.cases.case import Case
from steering.catalog.contracts import dataset_label
from steering.catalog.file_types import ACCEPTED_LABELS
from steering.context.case_context import CaseContext
from steering.errors import StoreUnavailable
from steering.exports import datasets
from steering.formatting import pluralise
from steering.frames.blocks import Notice
from steering.frames.problem_table import build_problem_table
from steering.frames.sources import releases
from steering.ingest import uploads
from steering.ingest.release_months import describe_leaving, months_of, months_that_leave
from steering.ingest.uploads import StagedUpload
from steering.months import format_months
from steering.records import Publication
from steering.sources import Source

PREVIEW_ROWS = 20
REPLACE = "replace-months"


@dataclass(kw_only=True)
class UploadState:
    """One visitor's staged uploads by dataset, the number of files so far, and the publications rolled back."""

    staged: dict[str, StagedUpload] = field(default_factory=dict)
    # Gives each uploader a key of its own: a new key empties it.
    file_count: int = 0
    rollbacks: set[int] = field(default_factory=set)
    # The months that leave with a release, by its id and that of the current one.
    leaving: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


def render_uploader(case: Case, source: Source) -> None:
    """Draw the uploader. Files are checked at once and then dropped: Streamlit would hold them in memory."""
    state = _state()
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
        actions.run_action(_place(source.id), _stage, files, source.id, case, progress)
    finally:
        for file in files:
            session.release_upload(file)
    state.file_count += 1
    st.rerun()


def render_outcome(context: CaseContext, source: Source) -> None:
    """Draw the result of the last action on a dataset, and its staged upload with what can be done with it."""
    flash = actions.flash_at(_place(source.id))
    if flash.failed:
        picture.render_blocks(Notice(text=flash.failed), key="upload-failed")
    if flash.done:
        st.success(plain(flash.done), icon=":material/check_circle:")
    staged = _state().staged.get(source.id)
    if staged is None:
        return
    if staged.manifest is None:
        _render_problems(staged)
    else:
        _render_preview(context, source, staged)


def render_rollback(context: CaseContext, source: Source) -> None:
    """Draw the button that rolls back to the previous release, where there is one."""
    if source.previous is None or source.publication is None:
        return
    if st.button("Roll back", icon=":material/undo:", key="roll-back"):
        _confirm(context, source)


def _render_problems(staged: StagedUpload) -> None:
    count = staged.report.problem_count
    headline = f"**{plain(staged.name)} was not accepted: {pluralise(count, 'problem')}.**"
    remedy = "Correct what is listed and upload it again."
    st.error(f"{headline} Nothing has changed. {remedy}", icon=":material/error:")
    problems, source = staged.report.problems, staged.report.source
    table = build_problem_table("problems", "What to correct", problems, count, source=source)
    picture.render_blocks(table, key="upload-problems")
    _discard_button(staged)


def _render_preview(context: CaseContext, source: Source, staged: StagedUpload) -> None:
    assert staged.manifest is not None
    report, manifest = staged.report, staged.manifest
    is_current = source.manifest is not None and source.manifest.release == manifest.release
    if is_current:
        st.info(f"**{plain(staged.name)} holds the same data as the current release.**", icon=":material/info:")
    else:
        headline = f"**{plain(staged.name)} can be published: {pluralise(report.accepted, 'row')}.**"
        st.info(f"{headline} Nothing has changed yet.", icon=":material/info:")
        _render_months(source, staged)
    with st.container(horizontal=True, key="decide"):
        st.button(
            "Publish to this case",
            type="primary",
            key="publish",
            icon=":material/publish:",
            disabled=is_current,
            on_click=_publish,
            args=(context.case, staged),
        )
        _discard_button(staged)
    if not is_current:
        if session.widget(REPLACE):
            st.markdown(":gray[The comparison is with this file alone, without the months that stay.]")
        comparison.render_comparison(context, source, manifest, after="This file", key="upload")
    blocks = [releases.build_preview(manifest, source.manifest)]
    if report.problems:
        blocks.append(
            build_problem_table(
                "file-warnings", "Warnings", report.problems, report.problem_count, source=report.source
            )
        )
    rows = datasets.head(session.app_state().home, manifest, PREVIEW_ROWS)
    picture.render_blocks(*blocks, releases.build_first_rows(manifest, rows), key="upload-preview")


def _discard_button(staged: StagedUpload) -> None:
    place = _place(staged.dataset)
    st.button("Discard", key="discard", on_click=actions.run_action, args=(place, _discard, staged.dataset))


@st.dialog("Roll back?", width="large")
def _confirm(context: CaseContext, source: Source) -> None:
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
            args=(context.case, source.id, source.publication.id),
        ):
            st.rerun()
        if st.button("Cancel", key="cancel-roll-back"):
            st.rerun()
    comparison.render_rollback(context, source)


def _render_months(source: Source, staged: StagedUpload) -> None:
    """Say which months leave the current release, and offer to replace only those of the upload."""
    assert staged.manifest is not None
    if source.manifest is None:
        return
    home, key = session.app_state().home, (staged.manifest.release, source.manifest.release)
    leaving = _state().leaving.get(key)
    if leaving is None:
        try:
            leaving = months_that_leave(home, staged.manifest, source.manifest)
        except StoreUnavailable as error:
            picture.render_blocks(Notice(text=str(error)), key="upload-months")
            return
        _state().leaving[key] = leaving
    if not leaving:
        st.markdown(f":gray[{describe_leaving(leaving)}]")
        return
    st.warning(describe_leaving(leaving), icon=":material/event_busy:")
    months = format_months(months_of(home, staged.manifest))
    st.checkbox(
        "Replace only these months",
        key=REPLACE,
        help=f"{months}: they replace those of the current release, and every other month of it stays.",
    )


def _stage(files: Sequence[Any], dataset: str, case: Case, progress: Callable[..., None]) -> str:
    _discard(dataset)
    streams = [(file, file.name) for file in files]
    home = session.app_state().home
    _state().staged[dataset] = uploads.stage_all(
        streams, dataset, case, home=home, by=session.actor().id, progress=progress
    )
    return ""


def _publish(case: Case, staged: StagedUpload) -> None:
    """Publish a staged upload, once: a second click finds nothing to publish."""

    def publish() -> str:
        home, records = session.app_state().home, session.app_state().records
        if session.widget(REPLACE):
            entry = uploads.publish_months(staged, case, home=home, records=records, by=session.actor())
        else:
            entry = uploads.publish(staged, case, records=records, by=session.actor())
        del _state().staged[staged.dataset]
        return f"Published. {_current(entry)}"

    if _state().staged.get(staged.dataset) is staged:
        actions.run_action(_place(staged.dataset), publish)


def _roll_back(case: Case, dataset: str, expected_revision: int) -> None:
    """Roll back, once: a second click changes nothing."""
    rollbacks = _state().rollbacks

    def roll_back() -> str:
        entry = session.app_state().records.roll_back(
            case.id, dataset, by=session.actor(), expected_revision=expected_revision
        )
        rollbacks.add(expected_revision)
        return f"Rolled back. {_current(entry)}"

    if expected_revision not in rollbacks:
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
