"""Publications that wait, on Sources: what each would change; approved or turned down by another than its author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from components import actions, comparison, effects_by_member, picture, places, proposal_changes, session
from components.markdown import plain
from steering.catalog.contracts import dataset_label
from steering.context.case_context import CaseContext
from steering.errors import SteercoError
from steering.formatting import format_moment, join_words, pluralise
from steering.frames.blocks import Notice
from steering.ingest import publishing
from steering.ingest.proposal_changes import NewerRelease
from steering.records import NewPublication, Proposal
from steering.records.cohorts import Cohort
from steering.records.publications import LONGEST_REASON
from steering.sources import find_source
from steering.warehouse import Manifest
from steering.warehouse.provenance import load_manifest_of

PLACE = "approvals"
OWN = "You have proposed it, so somebody else has to approve it."
AWAY = "Every workspace that this is for was put away since, so there is nothing to publish to."
# Proposals that are drawn, and workspaces that a sentence names.
MOST_SHOWN, MOST_NAMES = 20, 3


def render_waiting(context: CaseContext) -> None:
    """Draw what waits in this cohort, for its authors and for whoever may approve it, whichever workspace is open."""
    app = session.app_state()
    scope, by = [places.find_scope()], app.access.act_everywhere(session.cookie())
    waiting = app.records.proposals.list_waiting(scope, by=by)
    for proposal in app.records.proposals.list_turned_down(scope, by=by):
        _render_turned_down(proposal)
    actions.show_flash(PLACE)
    if not waiting:
        return
    # What is about the workspace that is open comes first: it can be looked at here.
    waiting = tuple(sorted(waiting, key=lambda proposal: not _is_here(proposal, context)))
    names = app.records.people.names({proposal.proposed_by for proposal in waiting})
    with st.container(key="waiting"):
        st.subheader("Waiting for approval", anchor=False)
        for number, proposal in enumerate(waiting[:MOST_SHOWN]):
            with st.container(border=True, key=f"waiting-{proposal.id}"):
                _render_proposal(context, proposal, names[proposal.proposed_by], is_open=number == 0)
        render_rest(waiting)


def render_rest(waiting: Sequence[Proposal]) -> None:
    """Say how many more wait than are drawn."""
    if len(waiting) > MOST_SHOWN:
        more = len(waiting) - MOST_SHOWN
        st.markdown(f":gray[{more:,} more wait. They are listed once these are decided on.]")


def _is_here(proposal: Proposal, context: CaseContext) -> bool:
    return any(release.case_id == context.case.id for release in proposal.publishable)


def _render_turned_down(proposal: Proposal) -> None:
    what = describe_proposal(proposal, places.find_cohort())
    who = session.app_state().records.people.names([proposal.decided_by])[proposal.decided_by]
    when = f", {format_moment(proposal.decided_at)}" if proposal.decided_at else ""
    note = f' "{plain(proposal.note)}"' if proposal.note else ""
    st.info(f"**{plain(what)} was turned down** by {plain(who)}{when}.{note}", icon=":material/thumb_down:")


def _render_proposal(context: CaseContext, proposal: Proposal, author: str, *, is_open: bool) -> None:
    render_headline(proposal, author, places.find_cohort())
    is_own = proposal.is_of(session.actor())
    if is_own:
        st.markdown(f":gray[{OWN}]")
    render_away(proposal)
    changes, seen = proposal_changes.find_changes(context, proposal)
    proposal_changes.render_changes(changes)
    render_note(proposal)
    with st.container(horizontal=True):
        if not is_own and proposal.publishable:
            approve = partial(_approve, proposal, seen)
            st.button(
                "Approve and publish", type="primary", icon=":material/check:", key=f"approve-{proposal.id}",
                on_click=actions.run_action, args=(PLACE, approve),
            )  # fmt: skip
        render_turning_down(proposal, PLACE)
    is_shown = is_open and not is_own and _is_here(proposal, context)
    if proposal.publishable and st.toggle("What would change", key=f"compare-{proposal.id}", value=is_shown):
        _render_comparison(context, proposal, changes)


def render_headline(proposal: Proposal, author: str, cohort: Cohort | None) -> None:
    """Say what a proposal would publish and for whom, who proposed it, when and why."""
    reason = f' "{plain(proposal.reason)}"' if proposal.reason else ""
    where = " at the command line" if proposal.releases[0].source == "command" else ""
    what, when = describe_proposal(proposal, cohort), format_moment(proposal.proposed_at)
    st.markdown(f"**{plain(what)}**, proposed by {plain(author)}{where}, {when}.{reason}")


def render_note(proposal: Proposal) -> None:
    """Draw the field for what the author is told."""
    st.text_input("Note (optional)", key=f"note-{proposal.id}", max_chars=LONGEST_REASON)


def render_turning_down(proposal: Proposal, place: str) -> None:
    """Draw the button by which somebody turns a proposal down, or its author withdraws it; `place` shows the result."""
    st.button(
        "Withdraw" if proposal.is_of(session.actor()) else "Turn down", key=f"turn-down-{proposal.id}",
        on_click=actions.run_action, args=(place, partial(_turn_down, proposal)),
    )  # fmt: skip


def render_away(proposal: Proposal) -> None:
    """Say which of the workspaces were put away since it was proposed."""
    if not proposal.publishable:
        st.warning(AWAY, icon=":material/inventory_2:")
    elif count := len(proposal.archived):
        verb = "was" if count == 1 else "were"
        st.markdown(f":gray[{pluralise(count, 'workspace')} {verb} put away since and would get nothing.]")


def _render_comparison(context: CaseContext, proposal: Proposal, changes: Sequence[NewerRelease]) -> None:
    """Draw what would change here after what changed meanwhile, and on request in each workspace that it is for."""
    try:
        manifests = {release.dataset: _load(release) for release in proposal.publishable}
    except SteercoError as error:
        picture.render_blocks(Notice(text=str(error)), key=f"{proposal.id}-not-read")
        return
    ids = list(dict.fromkeys(release.case_id for release in proposal.publishable))
    if _is_here(proposal, context):
        proposal_changes.render_rows(context, proposal, changes)
        first, *others = manifests.values()
        source = find_source(context, first.dataset)
        comparison.render_comparison(context, source, first, after="If approved", key=proposal.id, others=others)
    if ids != [context.case.id]:
        effects_by_member.render_effects(ids, list(manifests.values()), key=f"by-member-{proposal.id}")


def _load(release: NewPublication) -> Manifest:
    home = session.app_state().home
    return load_manifest_of(home, release.dataset, release.release_id, release.source_name, release.source_sha256)


def describe_proposal(proposal: Proposal, cohort: Cohort | None) -> str:
    """Describe what a proposal would publish, and for which workspaces of a cohort."""
    by_dataset = {release.dataset: release for release in proposal.releases}
    names = [
        f"{dataset_label(dataset)} from {release.source_name}, {pluralise(release.rows, 'row')}"
        for dataset, release in by_dataset.items()
    ]
    text = join_words(names)
    return text[:1].upper() + text[1:] + _describe_places([release.case_id for release in proposal.publishable], cohort)


def _describe_places(ids: Sequence[str], cohort: Cohort | None) -> str:
    if cohort is None:
        return ""
    titles = places.list_titles(cohort)
    count = len(set(ids) - {cohort.id})
    if cohort.id in ids:
        return f", for all of {cohort.name} ({pluralise(count, 'workspace')})"
    names = [titles[id] for id in dict.fromkeys(ids) if id in titles]
    more = [f"{len(names) - MOST_NAMES:,} more"] if len(names) > MOST_NAMES else []
    noun = "workspace" if count == 1 else "workspaces"
    return f", for the {noun} of {join_words([*names[:MOST_NAMES], *more])}" if names else ""


def _approve(proposal: Proposal, seen: Mapping[tuple[str, str], int]) -> str:
    app = session.app_state()
    # Each workspace is asked for its own permission.
    by, note = app.access.act_everywhere(session.cookie()), _note(proposal)
    publishing.approve(proposal, home=app.home, records=app.records, by=by, expected_revisions=seen, note=note)
    return f"Approved and published: {describe_proposal(proposal, places.find_cohort())}."


def _turn_down(proposal: Proposal) -> str:
    app = session.app_state()
    by = app.access.act_everywhere(session.cookie())
    app.records.proposals.turn_down(proposal.id, by=by, note=_note(proposal))
    return "Withdrawn." if proposal.is_of(by) else "Turned down. Its author sees your note."


def _note(proposal: Proposal) -> str:
    return str(session.widget(f"note-{proposal.id}") or "")
