"""Back to an earlier release on Sources: any that was in force, shown as a comparison before it is again."""

from __future__ import annotations

import streamlit as st

from components import actions, comparison, places, publishing, session, upload_state
from components.markdown import plain
from steering.context.case_context import CaseContext
from steering.formatting import format_moment, pluralise
from steering.frames.sources import releases
from steering.records import Publication
from steering.records.publications import LONGEST_REASON, earlier_releases
from steering.sources import Source

REASON = "roll-back-reason"


def render_rollback(context: CaseContext, source: Source) -> None:
    """Draw the button that goes back to an earlier release, where there is one and the visitor may."""
    if source.publication is None or not _list_earlier(source):
        return
    may = source.publication.case_id in places.list_places()
    if st.button(
        "Roll back",
        icon=":material/undo:",
        key="roll-back",
        disabled=not may,
        help=None if may else "This data is the whole cohort's. Whoever publishes for the cohort can roll it back.",
    ):
        _confirm(context, source)


def _list_earlier(source: Source) -> tuple[Publication, ...]:
    """The releases to go back to: the one before first, then the others, the newest first."""
    history = source.dataset_state.history if source.dataset_state else ()
    earlier = earlier_releases(history)
    previous = source.previous
    if previous is None:
        return earlier
    return (previous, *(entry for entry in earlier if entry.release_id != previous.release_id))


@st.dialog("Roll back?", width="large")
def _confirm(context: CaseContext, source: Source) -> None:
    assert source.publication is not None
    place = source.publication.case_id
    removed = session.app_state().records.releases.list_removed(place, source.id)
    entries = {entry.id: entry for entry in _list_earlier(source) if entry.release_id not in removed}
    st.markdown(plain(releases.describe_release(source)))
    if not entries:
        st.markdown("The earlier releases were cleaned up, so there is nothing to go back to.")
        return
    id = st.selectbox("Release", list(entries), format_func=lambda id: _describe(entries[id]), key="roll-back-to")
    entry = entries[id]
    st.markdown(f"**{plain(releases.describe_restoring(source, entry))}**")
    st.markdown(":gray[The current release stays on record, and the history shows both.]")
    st.text_input("Why (optional)", key=REASON, max_chars=LONGEST_REASON)
    with st.container(horizontal=True):
        if st.button(
            "Roll back",
            type="primary",
            key="confirm-roll-back",
            icon=":material/undo:",
            on_click=_roll_back,
            args=(source.publication, entry),
        ):
            st.rerun()
        if st.button("Cancel", key="cancel-roll-back"):
            st.rerun()
    comparison.render_earlier(context, source, entry)


def _describe(entry: Publication) -> str:
    return f"{format_moment(entry.published_at)} · {entry.source_name} · {pluralise(entry.rows, 'row')}"


def _roll_back(current: Publication, entry: Publication) -> None:
    """Roll back, once: a second click changes nothing."""
    rollbacks = upload_state.state().rollbacks

    def roll_back() -> str:
        restored = session.app_state().records.roll_back(
            current.case_id,
            current.dataset,
            by=session.actor(),
            expected_revision=current.id,
            to=entry.id,
            reason=str(session.widget(REASON) or ""),
        )
        rollbacks.add(current.id)
        return f"Rolled back. {publishing.describe_current(restored)}"

    if current.id not in rollbacks:
        actions.run_action(upload_state.place(current.dataset), roll_back)
