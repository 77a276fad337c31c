"""A dataset brought by a visitor: upload, every problem or a preview, publish or discard, and the way back.

Until somebody publishes, whatever is in force stays in force.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from components import blocks, session
from components.markdown import plain
from steering.cases.case import Case
from steering.catalog.file_types import ACCEPTED_LABELS
from steering.errors import SteercoError
from steering.exports import datasets
from steering.formatting import pluralise
from steering.frames.blocks import Notice
from steering.frames.sources import releases
from steering.ingest import uploads
from steering.ingest.uploads import StagedUpload
from steering.sources import Source

SHOWN_ROWS = 20
BY = "local"


@dataclass(kw_only=True)
class UploadState:
    """What one visitor has in hand by dataset: a staged file, what was said last; and how many files came so far."""

    staged: dict[str, StagedUpload] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    files: int = 0
    # The publications that this visitor has rolled back.
    undone: set[int] = field(default_factory=set)


def bring(case: Case, source: Source) -> None:
    """Where a file is brought. It is checked at once, and let go of: Streamlit would keep it in memory."""
    desk = _desk()
    # A new key empties the uploader. It takes any file, because a refusal of ours says what to do instead.
    file = st.file_uploader(
        f"Upload a new {source.id} file",
        key=f"file-{source.id}-{desk.files}",
        help=f"{ACCEPTED_LABELS}. It is checked first.",
    )
    if file is None:
        return
    bar = st.progress(0.0, text="Reading")

    def progress(phase: str, share: float | None, /) -> None:
        bar.progress(min(1.0, max(0.0, share or 0.0)), text=plain(phase))

    home = session.app_state().home
    _silence(desk, source.id)
    try:
        _let_go(source.id)
        desk.staged[source.id] = uploads.stage(file, file.name, source.id, case, home=home, by=BY, progress=progress)
    except SteercoError as error:
        desk.failed[source.id] = str(error)
    desk.files += 1
    st.rerun()


def outcome(case: Case, source: Source) -> None:
    """What came of the last file of this dataset, and what can be done with it."""
    desk = _desk()
    if source.id in desk.failed:
        blocks.block(Notice(text=desk.failed[source.id]))
    if source.id in desk.said:
        st.success(plain(desk.said[source.id]), icon=":material/check_circle:")
    staged = desk.staged.get(source.id)
    if staged is None:
        return
    if staged.manifest is None:
        _refused(staged)
    else:
        _preview(case, source, staged)


def way_back(case: Case, source: Source) -> None:
    """The button that goes back to the release before, where there is one."""
    if source.previous is None or source.publication is None:
        return
    if st.button("Roll back", icon=":material/undo:", key="roll-back"):
        _confirm(case, source)


def _refused(staged: StagedUpload) -> None:
    count = staged.report.problem_count
    said = f"**{plain(staged.name)} was not accepted: {pluralise(count, 'problem')}.**"
    st.error(f"{said} Nothing has changed. Correct the file and upload it again.", icon=":material/error:")
    blocks.block(releases.build_problem_table("problems", "What to correct", staged.report.problems, count))
    st.button("Discard", key="discard", on_click=_discard, args=(staged.dataset,))


def _preview(case: Case, source: Source, staged: StagedUpload) -> None:
    assert staged.manifest is not None
    report, manifest = staged.report, staged.manifest
    known = source.manifest is not None and source.manifest.release == manifest.release
    checked = f"**{plain(staged.name)} can be published: {pluralise(report.accepted, 'row')}.**"
    if known:
        st.info(f"**{plain(staged.name)} holds the same data as the release in force.**", icon=":material/info:")
    else:
        st.info(f"{checked} Nothing has changed yet.", icon=":material/info:")
    with st.container(horizontal=True, key="decide"):
        publish = {"on_click": _publish, "args": (case, staged), "disabled": known}
        st.button("Publish to this case", type="primary", key="publish", icon=":material/publish:", **publish)
        st.button("Discard", key="discard", on_click=_discard, args=(staged.dataset,))
    blocks.block(releases.build_preview(manifest, source.manifest))
    if report.problems:
        blocks.block(releases.build_problem_table("file-warnings", "Warnings", report.problems, report.problem_count))
    rows = datasets.head(session.app_state().home, manifest, SHOWN_ROWS)
    blocks.block(releases.build_first_rows(manifest, rows))


@st.dialog("Roll back?")
def _confirm(case: Case, source: Source) -> None:
    st.markdown(plain(releases.describe_release(source)))
    st.markdown(f"**{plain(releases.describe_rollback(source))}**")
    st.markdown(":gray[The release that is in force now is kept, and the history shows both.]")
    assert source.publication is not None
    roll = {"on_click": _roll_back, "args": (case, source.id, source.publication.id)}
    with st.container(horizontal=True):
        if st.button("Roll back", type="primary", key="confirm-roll-back", icon=":material/undo:", **roll):
            st.rerun()
        if st.button("Cancel", key="cancel-roll-back"):
            st.rerun()


def _publish(case: Case, staged: StagedUpload) -> None:
    """Publish what is staged, once: whoever clicks twice finds nothing more to publish."""
    desk = _desk()
    if desk.staged.get(staged.dataset) is not staged:
        return
    _silence(desk, staged.dataset)
    try:
        entry = uploads.publish(staged, case, records=session.app_state().records, by=BY)
    except SteercoError as error:
        desk.failed[staged.dataset] = str(error)
        return
    del desk.staged[staged.dataset]
    desk.said[staged.dataset] = f"Published. In force now: {pluralise(entry.rows, 'row')} from {entry.source_name}."


def _roll_back(case: Case, dataset: str, seen: int) -> None:
    """Go back, once: whoever clicks twice has already gone."""
    desk = _desk()
    if seen in desk.undone:
        return
    _silence(desk, dataset)
    try:
        entry = session.app_state().records.roll_back(case.id, dataset, by=BY, seen=seen)
    except SteercoError as error:
        desk.failed[dataset] = str(error)
        return
    desk.undone.add(seen)
    desk.said[dataset] = f"Rolled back. In force again: {pluralise(entry.rows, 'row')} from {entry.source_name}."


def _discard(dataset: str) -> None:
    desk = _desk()
    _silence(desk, dataset)
    try:
        _let_go(dataset)
    except SteercoError as error:
        desk.failed[dataset] = str(error)


def _let_go(dataset: str) -> None:
    """Forget what is staged, and remove its release where nobody else needs it."""
    staged = _desk().staged.pop(dataset, None)
    if staged:
        uploads.discard(staged, home=session.app_state().home, records=session.app_state().records)


def _silence(desk: UploadState, dataset: str) -> None:
    desk.said.pop(dataset, None)
    desk.failed.pop(dataset, None)


def _desk() -> UploadState:
    return session.session_value("desk", UploadState)
