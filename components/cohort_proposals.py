"""Publications of a cohort that wait for approval, on Cohorts: listed without a comparison, which needs a workspace."""

from __future__ import annotations

import streamlit as st

from components import approvals, session
from steering.formatting import pluralise
from steering.records.cohorts import INSTALLATION, Cohort

PLACE = "cohorts"
WHERE = "Open a workspace of the cohort: its Sources says what each would change, and it is approved there."
NO_WORKSPACE = "Without a workspace there is nothing to compare with. Once one is made, its Sources has the comparison."


def render_proposals(cohort: Cohort) -> None:
    """Draw what waits in a cohort, for its authors and for whoever may approve it; Sources has that of the own case."""
    if cohort.id == INSTALLATION:
        return
    app = session.app_state()
    waiting = app.records.proposals.list_waiting([cohort.id], by=app.access.act_everywhere(session.cookie()))
    if not waiting:
        return
    names = app.records.people.names({proposal.proposed_by for proposal in waiting})
    with st.container(key="cohort-waiting"):
        st.markdown(f"**{pluralise(len(waiting), 'publication')} waiting for approval**")
        st.caption(WHERE if app.records.workspaces.list(cohort.id) else NO_WORKSPACE)
        for proposal in waiting[: approvals.MOST_SHOWN]:
            with st.container(border=True, gap="small", key=f"cohort-waiting-{proposal.id}"):
                approvals.render_headline(proposal, names[proposal.proposed_by], cohort)
                approvals.render_away(proposal)
                with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                    approvals.render_note(proposal)
                    approvals.render_turning_down(proposal, PLACE)
        approvals.render_rest(waiting)
