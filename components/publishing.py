"""Publishing on Sources: the preview of a staged upload, what it would change, and its publication.

Nothing changes the current release until somebody publishes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from components import actions, comparison, effects_by_member, overtaken, picture, recipients, session, upload_state
from components.markdown import plain
from steering.catalog.contracts import dataset_label
from steering.context.case_context import CaseContext
from steering.errors import SteercoError
from steering.exports import datasets
from steering.formatting import join_words, pluralise
from steering.frames.blocks import Notice
from steering.frames.problem_table import build_problem_table
from steering.frames.sources import releases
from steering.ingest import publishing, uploads
from steering.ingest.publishing import ApprovalNeed
from steering.ingest.release_months import describe_leaving, months_of, months_that_leave
from steering.ingest.uploads import StagedUpload
from steering.months import format_months
from steering.records import Proposal, Publication, StaleRevision
from steering.records.publication import NOTHING
from steering.records.publications import LONGEST_REASON
from steering.sources import Source, find_source
from steering.warehouse import Manifest

PREVIEW_ROWS = 20
REPLACE = "replace-months"
REASON = "It stands in the history."
ADVICE = "Your file is compared with that now. Publish it again if it should take that one's place."


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What would be published if the visitor says so: one or more uploads, for whom, and what they saw in force there.

    `expected` are ids of entries by place and dataset.
    """

    uploads: tuple[StagedUpload, ...]
    places: tuple[str, ...]
    expected: Mapping[tuple[str, str], int]

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """What the uploads hold."""
        return tuple(upload.manifest for upload in self.uploads if upload.manifest)


def render_preview(context: CaseContext, source: Source, staged: StagedUpload) -> None:
    """Draw what a staged upload holds and would change, with what can be done with it."""
    assert staged.manifest is not None
    is_current = source.manifest is not None and source.manifest.release == staged.manifest.release
    if is_current:
        st.info(f"**{plain(staged.name)} holds the same data as the current release.**", icon=":material/info:")
    else:
        headline = f"**{plain(staged.name)} can be published: {pluralise(staged.report.accepted, 'row')}.**"
        st.info(f"{headline} Nothing has changed yet.", icon=":material/info:")
        if source.id in upload_state.state().overtaken:
            overtaken.render_overtaken(context, source, upload_state.state().overtaken[source.id], ADVICE)
    is_for_others = recipients.render_recipients()
    chosen: StagedUpload | None = staged
    if not is_current and not is_for_others:
        # Each workspace may have other months: for several of them the file is all of their data.
        chosen = _choose_months(context, source, staged)
    if chosen is None or (is_current and not is_for_others):
        _render_buttons(context, staged, None)
    else:
        _render_decision(context, source, chosen)
    _render_contents(source, staged)


def _render_decision(context: CaseContext, source: Source, chosen: StagedUpload) -> None:
    """Draw together with what and why, the buttons, and what would change here and for each member."""
    together = (chosen, *_choose_others(source.id))
    st.text_input("Why (optional)", key=f"reason-{source.id}", max_chars=LONGEST_REASON, help=REASON)
    places = recipients.list_places(context.case.id)
    decision = Decision(uploads=together, places=places, expected=_find_revisions(context, places, together))
    _render_buttons(context, chosen, decision)
    first, *others = decision.manifests
    after = "These files" if others else "With these months" if session.widget(REPLACE) else "This file"
    if source.manifest is None or source.manifest.release != first.release:
        comparison.render_comparison(context, source, first, after=after, key="upload", others=others)
    if recipients.are_others():
        effects_by_member.render_effects(places, decision.manifests)


def _render_buttons(context: CaseContext, staged: StagedUpload, decision: Decision | None) -> None:
    """Draw what can be done with the upload of a dataset; without a decision there is nothing to publish."""
    need = _find_need(context, decision) if decision else None
    here = "Publish to this workspace" if recipients.has_choice() else "Publish to this case"
    label = "Propose" if need else "Publish" if recipients.are_others() else here
    count = len(decision.uploads) if decision else 1
    if need:
        st.markdown(f":gray[{plain(recipients.describe_need(need))}]")
    with st.container(horizontal=True, key="decide"):
        st.button(
            f"{label}, {count} datasets together" if count > 1 else label,
            type="primary",
            key="publish",
            icon=":material/approval_delegation:" if need else ":material/publish:",
            disabled=decision is None or not decision.places,
            on_click=_publish,
            args=(context, decision),
        )
        upload_state.render_discard(staged)


def _find_need(context: CaseContext, decision: Decision) -> ApprovalNeed | None:
    app = session.app_state()
    return publishing.find_need(decision.places, context.case, home=app.home, records=app.records)


def _render_contents(source: Source, staged: StagedUpload) -> None:
    """Draw what a file holds, beside what is current."""
    assert staged.manifest is not None
    report, manifest = staged.report, staged.manifest
    blocks = [releases.build_preview(manifest, source.manifest)]
    if report.problems:
        blocks.append(
            build_problem_table(
                "file-warnings", "Warnings", report.problems, report.problem_count, source=report.source
            )
        )
    rows = datasets.head(session.app_state().home, manifest, PREVIEW_ROWS)
    picture.render_blocks(*blocks, releases.build_first_rows(manifest, rows), key="upload-preview")


def _choose_months(context: CaseContext, source: Source, staged: StagedUpload) -> StagedUpload | None:
    """Say which months leave the current release, and offer to replace only those of the upload.

    Returns what would be published; None where that can't be made.
    """
    assert staged.manifest is not None
    if source.manifest is None:
        return staged
    home, state, key = (
        session.app_state().home,
        upload_state.state(),
        (staged.manifest.release, source.manifest.release),
    )
    try:
        if key not in state.leaving:
            state.leaving[key] = months_that_leave(home, staged.manifest, source.manifest)
        leaving = state.leaving[key]
        if not leaving:
            st.markdown(f":gray[{describe_leaving(leaving)}]")
            return staged
        st.warning(describe_leaving(leaving), icon=":material/event_busy:")
        months = format_months(months_of(home, staged.manifest))
        what = f"{months}: they replace those of the current release, and every other month of it stays."
        if not st.checkbox("Replace only these months", key=REPLACE, help=what):
            return staged
        if key not in state.merged:
            with st.spinner("Putting the months beside those that stay"):
                by = session.actor().id
                state.merged[key] = uploads.merge_months(staged, source.manifest, context.case, home=home, by=by)
        return state.merged[key]
    except SteercoError as error:
        picture.render_blocks(Notice(text=str(error)), key="upload-months")
        return None


def _choose_others(dataset: str) -> tuple[StagedUpload, ...]:
    """Offer to publish what is staged of other datasets at the same moment."""
    others = [
        upload
        for name, upload in upload_state.state().staged.items()
        if name != dataset and upload.manifest is not None
    ]
    if not others:
        return ()
    names = join_words([f"{dataset_label(upload.dataset)} ({upload.name})" for upload in others])
    help = "Readers see all of them, or none. What would change is worked out of all of them."
    together = st.checkbox(f"Together with {plain(names)}", key=f"together-{dataset}", help=help)
    return tuple(others) if together else ()


def _find_revisions(
    context: CaseContext, places: Sequence[str], together: Sequence[StagedUpload]
) -> Mapping[tuple[str, str], int]:
    """The ids of what is in force at places: in this workspace as the visitor sees it."""
    revisions: dict[tuple[str, str], int] = {}
    histories = session.app_state().records.histories(places) if places != (context.case.id,) else {}
    for upload in together:
        shown = find_source(context, upload.dataset).last_entry
        for place in places:
            history = histories.get(place, {}).get(upload.dataset, ())
            entry = history[-1] if history and place != context.case.id else None
            own = shown if shown and shown.case_id == place else entry
            revisions[place, upload.dataset] = own.id if own else NOTHING
    return revisions


def _publish(context: CaseContext, decision: Decision) -> None:
    """Publish staged uploads, once: a second click finds nothing to publish."""
    state, first = upload_state.state(), decision.uploads[0].dataset
    if first in state.staged:
        actions.run_action(upload_state.place(first), _publish_now, context, decision)


def _publish_now(context: CaseContext, decision: Decision) -> str:
    app, state = session.app_state(), upload_state.state()
    wanted = [
        (
            manifest,
            publishing.build_publication(
                manifest, place, source="upload", expected_revision=decision.expected[place, manifest.dataset]
            ),
        )
        for manifest in decision.manifests
        for place in decision.places
    ]
    # Each workspace is asked for its own permission.
    by = app.access.act_everywhere(session.cookie()) if recipients.are_others() else session.actor()
    # As it is now: whoever types and clicks at once has not seen the page drawn again in between.
    reason = str(session.widget(f"reason-{decision.uploads[0].dataset}") or "")
    mended = {upload.dataset: upload.mended.as_dict() for upload in decision.uploads if upload.mended}
    try:
        result = publishing.publish_or_propose(
            wanted, context.case, home=app.home, records=app.records, by=by, reason=reason, mended=mended
        )
    except StaleRevision:
        for upload in decision.uploads:
            state.overtaken.setdefault(upload.dataset, find_source(context, upload.dataset).last_entry)
        raise
    for upload in decision.uploads:
        upload_state.forget(upload.dataset, but=upload.manifest.release if upload.manifest else "")
    return _describe_result(result, context, decision)


def _describe_result(result: Sequence[Publication] | Proposal, context: CaseContext, decision: Decision) -> str:
    if isinstance(result, Proposal):
        return f"Proposed{result.manner}. It is current once somebody else has approved it; you see it here until then."
    names = join_words([dataset_label(manifest.dataset) for manifest in decision.manifests])
    together = " together" if len(decision.manifests) > 1 else ""
    if decision.places != (context.case.id,):
        return f"Published {names}{together} {recipients.describe_places(decision.places)}."
    return f"Published {names} together." if together else f"Published. {describe_current(result[0])}"


def describe_current(entry: Publication) -> str:
    """Describe what is in force now, as a sentence."""
    if not entry.has_data:
        return f"There is no current {dataset_label(entry.dataset)} data."
    return f"Current release: {pluralise(entry.rows, 'row')} from {entry.source_name}."
