"""Publishing on Sources: the preview of a staged upload, its publication, and the way back to an earlier release.

Nothing changes the current release until somebody publishes.
"""

from __future__ import annotations

import streamlit as st

from components import actions, comparison, picture, recipients, session, upload_state
from components.markdown import plain
from steering.cases.case import Case
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


def render_preview(context: CaseContext, source: Source, staged: StagedUpload) -> None:
    """Draw what a staged upload holds and would change, with what can be done with it."""
    assert staged.manifest is not None
    report, manifest = staged.report, staged.manifest
    is_current = source.manifest is not None and source.manifest.release == manifest.release
    if is_current:
        st.info(f"**{plain(staged.name)} holds the same data as the current release.**", icon=":material/info:")
        recipients.render_recipients()
    else:
        headline = f"**{plain(staged.name)} can be published: {pluralise(report.accepted, 'row')}.**"
        st.info(f"{headline} Nothing has changed yet.", icon=":material/info:")
        if not recipients.render_recipients():
            _render_months(source, staged)
    with st.container(horizontal=True, key="decide"):
        st.button(
            "Publish" if recipients.are_others() else "Publish to this case",
            type="primary",
            key="publish",
            icon=":material/publish:",
            disabled=is_current and not recipients.are_others(),
            on_click=_publish,
            args=(context.case, staged),
        )
        upload_state.render_discard(staged)
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


def render_rollback(context: CaseContext, source: Source) -> None:
    """Draw the button that rolls back to the previous release, where there is one."""
    if source.previous is None or source.publication is None:
        return
    if st.button("Roll back", icon=":material/undo:", key="roll-back"):
        _confirm(context, source)


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
    leaving = upload_state.state().leaving.get(key)
    if leaving is None:
        try:
            leaving = months_that_leave(home, staged.manifest, source.manifest)
        except StoreUnavailable as error:
            picture.render_blocks(Notice(text=str(error)), key="upload-months")
            return
        upload_state.state().leaving[key] = leaving
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


def _publish(case: Case, staged: StagedUpload) -> None:
    """Publish a staged upload, once: a second click finds nothing to publish."""

    def publish() -> str:
        home, records = session.app_state().home, session.app_state().records
        if recipients.are_others():
            sentence = recipients.publish_for_others(staged)
            del upload_state.state().staged[staged.dataset]
            return sentence
        if session.widget(REPLACE):
            entry = uploads.publish_months(staged, case, home=home, records=records, by=session.actor())
        else:
            entry = uploads.publish(staged, case, records=records, by=session.actor())
        del upload_state.state().staged[staged.dataset]
        return f"Published. {_current(entry)}"

    if upload_state.state().staged.get(staged.dataset) is staged:
        actions.run_action(upload_state.place(staged.dataset), publish)


def _roll_back(case: Case, dataset: str, expected_revision: int) -> None:
    """Roll back, once: a second click changes nothing."""
    rollbacks = upload_state.state().rollbacks

    def roll_back() -> str:
        entry = session.app_state().records.roll_back(
            case.id, dataset, by=session.actor(), expected_revision=expected_revision
        )
        rollbacks.add(expected_revision)
        return f"Rolled back. {_current(entry)}"

    if expected_revision not in rollbacks:
        actions.run_action(upload_state.place(dataset), roll_back)


def _current(entry: Publication) -> str:
    return f"Current release: {pluralise(entry.rows, 'row')} from {entry.source_name}."
