"""Publications that wait, on Sources: what each would change; approved or turned down by another than its author."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from components import actions, comparison, places, session
from components.markdown import plain
from steering.catalog.contracts import dataset_label
from steering.context.case_context import CaseContext
from steering.formatting import format_moment, join_words, pluralise
from steering.records import Proposal
from steering.records.publications import LONGEST_REASON, NOTHING, NewPublication
from steering.sources import find_source
from steering.warehouse import Manifest
from steering.warehouse.provenance import load_manifest_of

PLACE = "approvals"
OWN = "You have proposed it, so somebody else has to approve it."


def render_waiting(context: CaseContext) -> None:
    """Draw what waits here, for its authors and for whoever may approve it."""
    ids = dict.fromkeys([*places.list_places("publish"), *places.list_places("approve")])
    proposals = session.app_state().records.proposals
    waiting = proposals.list_waiting(list(ids)) if ids else ()
    for proposal in proposals.list_turned_down(list(ids), session.actor().id):
        _render_turned_down(proposal)
    actions.show_flash(PLACE)
    if not waiting:
        return
    names = session.app_state().records.people.names({proposal.proposed_by for proposal in waiting})
    with st.container(border=True, key="waiting"):
        st.subheader("Waiting for approval", anchor=False)
        for proposal in waiting:
            _render_proposal(context, proposal, names.get(proposal.proposed_by, proposal.proposed_by))


def _render_turned_down(proposal: Proposal) -> None:
    what = _describe(proposal)
    who = session.app_state().records.people.names([proposal.decided_by])[proposal.decided_by]
    when = f", {format_moment(proposal.decided_at)}" if proposal.decided_at else ""
    note = f' "{plain(proposal.note)}"' if proposal.note else ""
    st.info(f"**{plain(what)} was turned down** by {plain(who)}{when}.{note}", icon=":material/thumb_down:")


def _render_proposal(context: CaseContext, proposal: Proposal, author: str) -> None:
    what = _describe(proposal)
    reason = f' "{plain(proposal.reason)}"' if proposal.reason else ""
    st.markdown(f"**{plain(what)}**, proposed by {plain(author)}, {format_moment(proposal.proposed_at)}.{reason}")
    is_own = proposal.proposed_by == session.actor().id
    seen = _find_revisions(context, proposal)
    if is_own:
        st.markdown(f":gray[{OWN}]")
    elif any(seen[release.case_id, release.dataset] != release.expected_revision for release in proposal.releases):
        st.warning("Other data was published since this was proposed. Look at what would change now.")
    st.text_input("Note (optional)", key=f"note-{proposal.id}", max_chars=LONGEST_REASON)
    with st.container(horizontal=True):
        if not is_own:
            approve = partial(_approve, proposal, seen)
            st.button(
                "Approve and publish", type="primary", icon=":material/check:", key=f"approve-{proposal.id}",
                on_click=actions.run_action, args=(PLACE, approve),
            )  # fmt: skip
        st.button(
            "Withdraw" if is_own else "Turn down", key=f"turn-down-{proposal.id}",
            on_click=actions.run_action, args=(PLACE, partial(_turn_down, proposal)),
        )  # fmt: skip
    if st.toggle("What would change", key=f"compare-{proposal.id}", value=not is_own):
        _render_comparison(context, proposal)


def _render_comparison(context: CaseContext, proposal: Proposal) -> None:
    manifests = {release.dataset: _load(release) for release in proposal.releases}
    first, *others = manifests.values()
    comparison.render_comparison(
        context, find_source(context, first.dataset), first, after="If approved", key=proposal.id, others=others
    )


def _load(release: NewPublication) -> Manifest:
    home = session.app_state().home
    return load_manifest_of(home, release.dataset, release.release_id, release.source_name, release.source_sha256)


def _describe(proposal: Proposal) -> str:
    """Describe what a proposal would publish, and for how many workspaces."""
    by_dataset = {release.dataset: release for release in proposal.releases}
    names = [
        f"{dataset_label(dataset)} from {release.source_name}, {pluralise(release.rows, 'row')}"
        for dataset, release in by_dataset.items()
    ]
    cohort = places.find_cohort()
    count = len({release.case_id for release in proposal.releases} - {cohort.id if cohort else ""})
    return join_words(names) + (f", for {pluralise(count, 'workspace')}" if count != 1 else "")


def _find_revisions(context: CaseContext, proposal: Proposal) -> Mapping[tuple[str, str], int]:
    """The ids of what is in force where a proposal would publish: in this workspace as the visitor sees it."""
    histories = session.app_state().records.histories({release.case_id for release in proposal.releases})
    revisions = {}
    for release in proposal.releases:
        history = histories[release.case_id].get(release.dataset, ())
        shown = find_source(context, release.dataset).publication
        own = shown if shown and shown.case_id == release.case_id else history[-1] if history else None
        revisions[release.case_id, release.dataset] = own.id if own else NOTHING
    return revisions


def _approve(proposal: Proposal, seen: Mapping[tuple[str, str], int]) -> str:
    app = session.app_state()
    # Each workspace is asked for its own permission.
    by = app.access.act_everywhere(session.cookie())
    app.records.proposals.approve(proposal.id, by=by, expected_revisions=seen, note=_note(proposal))
    return f"Approved and published: {_describe(proposal)}."


def _turn_down(proposal: Proposal) -> str:
    app = session.app_state()
    by = app.access.act_everywhere(session.cookie())
    app.records.proposals.turn_down(proposal.id, by=by, note=_note(proposal))
    return "Withdrawn." if proposal.proposed_by == session.actor().id else "Turned down. Its author sees your note."


def _note(proposal: Proposal) -> str:
    return str(session.widget(f"note-{proposal.id}") or "")
