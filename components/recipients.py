"""For whom a staged upload is, where somebody publishes for a whole cohort: this workspace, all of them, or some."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import session
from components.markdown import plain
from steering.access.recipients import list_everybody
from steering.errors import NotAllowed
from steering.formatting import pluralise
from steering.ingest.publish import publish_release_to
from steering.ingest.uploads import StagedUpload
from steering.records.cohorts import INSTALLATION, Cohort
from steering.records.workspaces import Workspace

WHOM, CHOSEN = "publish-for", "publish-for-chosen"
HERE, ALL, SOME = "here", "all", "some"
NOTE = (
    "They all change at the same moment, those that are made later have it too, and the comparison below is of this "
    "workspace. Whoever had data of their own can go back to it."
)


def render_recipients() -> bool:
    """Draw for whom the upload is, where there is a choice; return whether it is for others than this workspace."""
    if not (cohort := _find_cohort()):
        return False
    workspaces = session.app_state().records.workspaces.list(cohort.id)
    labels = {
        HERE: "This workspace",
        ALL: f"All of {cohort.name} ({pluralise(len(workspaces), 'workspace')})",
        SOME: "Chosen workspaces",
    }
    whom = st.radio(
        "Publish for", list(labels), format_func=lambda whom: plain(labels[whom]), key=WHOM, horizontal=True
    )
    if whom == SOME:
        titles = {workspace.id: workspace.title for workspace in workspaces}
        st.multiselect("Workspaces", list(titles), format_func=titles.__getitem__, key=CHOSEN)
    if whom != HERE:
        st.markdown(f":gray[{NOTE}]")
    return bool(whom != HERE)


def are_others() -> bool:
    """Return whether the upload is for others than this workspace."""
    return _find_cohort() is not None and session.widget(WHOM) in (ALL, SOME)


def publish_for_others(staged: StagedUpload, reason: str = "") -> str:
    """Publish an upload for whom it is, for all of them or for none; return the sentence that says so.

    Raises:
        NotAllowed: nobody is chosen, or somebody else has to approve it.
        QuotaReached: enough was published within a day.
        StoreUnavailable: the records can't be written now; what was in force still is.
    """
    cohort = _find_cohort()
    assert cohort is not None and staged.manifest is not None
    app = session.app_state()
    places = _list_places(cohort, app.records.workspaces.list(cohort.id))
    # Each workspace is asked for its own permission.
    by = app.access.act_everywhere(session.cookie())
    publish_release_to(staged.manifest, places, records=app.records, by=by, source="upload", reason=reason)
    others = [place for place in places if place != cohort.id]
    return f"Published for {pluralise(len(others), 'workspace')} of {cohort.name}."


def _list_places(cohort: Cohort, workspaces: Sequence[Workspace]) -> tuple[str, ...]:
    if session.widget(WHOM) == ALL:
        return list_everybody(session.app_state().records, cohort.id)
    chosen = set(session.widget(CHOSEN) or ())
    places = tuple(workspace.id for workspace in workspaces if workspace.id in chosen)
    if not places:
        raise NotAllowed("Nothing was published. Choose the workspaces first.")
    return places


def _find_cohort() -> Cohort | None:
    """Return the cohort for which whoever asks may publish; None where there is none of several workspaces."""
    standing = session.standing()
    cohort = standing.cohort
    if cohort is None or cohort.id == INSTALLATION or not standing.actor.may("publish", cohort.id):
        return None
    return cohort
