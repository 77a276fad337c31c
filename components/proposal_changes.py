"""What was published while a proposal waited, on Sources: who did it, why, and the rows that it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from components import comparison, places, session
from components.markdown import plain
from steering.context.case_context import CaseContext
from steering.formatting import format_moment, pluralise
from steering.frames.sources.releases import NO_DATA
from steering.ingest.proposal_changes import NewerRelease, find_revisions, list_changes
from steering.records import Proposal
from steering.sources import find_source

# Changes of one proposal that are told.
MOST_TOLD = 3


def find_changes(
    context: CaseContext, proposal: Proposal
) -> tuple[tuple[NewerRelease, ...], Mapping[tuple[str, str], int]]:
    """Return what is in force now and was not when it was proposed, and what the visitor sees in force.

    The latter are ids of entries by place and dataset: in the workspace that is open, as its pages show it.
    """
    histories = session.app_state().records.histories({release.case_id for release in proposal.publishable})
    seen = find_revisions(proposal, histories)
    for place, dataset in seen:
        shown = find_source(context, dataset).last_entry
        if shown and shown.case_id == place:
            seen[place, dataset] = shown.id
    return list_changes(proposal, histories), seen


def render_changes(changes: Sequence[NewerRelease]) -> None:
    """Say who published what while it waited, where and why."""
    names = session.app_state().records.people.names({change.entry.published_by for change in changes})
    for change in changes[:MOST_TOLD]:
        _render_change(change, names[change.entry.published_by])
    if len(changes) > MOST_TOLD:
        st.markdown(f":gray[{len(changes) - MOST_TOLD:,} more releases were published meanwhile.]")


def _render_change(change: NewerRelease, name: str) -> None:
    entry = change.entry
    act = "went back to" if entry.action == "rollback" else "published"
    who = "you" if entry.published_by == session.actor().id else plain(name)
    because = f' The reason given: "{plain(entry.reason)}".' if entry.reason else ""
    facts = f"{pluralise(entry.rows, 'row')}, {format_moment(entry.published_at)}{plain(_describe_places(change))}"
    st.warning(
        f"**While this waited, {who} {act} {plain(entry.source_name or NO_DATA)}** ({facts}).{because} "
        "What would change is worked out against that now.",
        icon=":material/group:",
    )


def render_rows(context: CaseContext, proposal: Proposal, changes: Sequence[NewerRelease]) -> None:
    """Draw the rows that this changed in the workspace that is open."""
    for number, change in enumerate(changes[:MOST_TOLD]):
        source = find_source(context, change.entry.dataset)
        if source.publication and (before := change.before.get(source.publication.case_id)) and before.has_data:
            st.markdown("**Since it was proposed**")
            when, key = "When it was proposed", f"between-{proposal.id}-{number}"
            comparison.render_between(context, source, before, when=when, key=key)


def _describe_places(change: NewerRelease) -> str:
    """Describe where it is in force, where more than one workspace could be meant."""
    titles = places.list_titles(places.find_cohort())
    ids = [id for id in change.places if id in titles]
    if not ids:
        return ""
    return f", in the workspace of {titles[ids[0]]}" if len(ids) == 1 else f", in {pluralise(len(ids), 'workspace')}"
