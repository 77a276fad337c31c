"""For whom data is published or taken back by whoever may for a whole cohort: a workspace, all of them, or some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components import session
from components.markdown import plain
from steering.access.recipients import list_everybody
from steering.formatting import pluralise
from steering.ingest.publishing import ApprovalNeed
from steering.records.cohorts import INSTALLATION, Cohort

HERE, ALL, SOME = "here", "all", "some"

WAITS = "Until then what is current stays."
WAITS_FOR_ALL = "All of it waits: until then what is current stays in every workspace."


@dataclass(frozen=True, kw_only=True)
class RecipientField:
    """The field for whom something is: its key and its label, what is said beside others, and beside all of them."""

    key: str
    label: str
    note: str
    later: str

    @property
    def chosen(self) -> str:
        """The key of the field of chosen workspaces."""
        return f"{self.key}-chosen"


PUBLISH = RecipientField(
    key="publish-for",
    label="Publish for",
    note="They all change at the same moment. Whoever has brought data of their own can go back to it.",
    later="Workspaces that are made later have it as well, unless they begin with such data of their own.",
)
ROLL_BACK = RecipientField(
    key="roll-back-for",
    label="Roll back for",
    note="They all change at the same moment. Whoever has other data by now keeps it.",
    later="Workspaces that are made later have what the cohort goes back to.",
)


def render_recipients(field: RecipientField = PUBLISH) -> bool:
    """Draw for whom something is, where there is a choice; return whether it is for others than this workspace."""
    if not (cohort := _find_cohort()):
        return False
    workspaces = session.app_state().records.workspaces.list(cohort.id)
    labels = {
        HERE: "This workspace",
        ALL: f"All of {cohort.name} ({pluralise(len(workspaces), 'workspace')})",
        SOME: "Chosen workspaces",
    }
    whom = st.radio(
        field.label, list(labels), format_func=lambda whom: plain(labels[whom]), key=field.key, horizontal=True
    )
    if whom == SOME:
        titles = {workspace.id: workspace.title for workspace in workspaces}
        st.multiselect("Workspaces", list(titles), format_func=titles.__getitem__, key=field.chosen)
    if whom != HERE:
        st.markdown(f":gray[{field.note} {field.later if whom == ALL else ''}]")
    return bool(whom != HERE)


def has_choice() -> bool:
    """Return whether somebody publishes for others too, so that it is said for whom."""
    return _find_cohort() is not None


def are_others(field: RecipientField = PUBLISH) -> bool:
    """Return whether something is for others than this workspace."""
    return _find_cohort() is not None and session.widget(field.key) in (ALL, SOME)


def list_places(case_id: str, field: RecipientField = PUBLISH) -> tuple[str, ...]:
    """Return for which places it is: this workspace, a cohort with its workspaces, or some; none before."""
    cohort = _find_cohort()
    if cohort is None or not are_others(field):
        return (case_id,)
    if session.widget(field.key) == ALL:
        return list_everybody(session.app_state().records, cohort.id)
    return tuple(session.widget(field.chosen) or ())


def describe_need(need: ApprovalNeed) -> str:
    """Describe who asks that somebody else approve it, and what that means for all whom it is for."""
    cohort = _find_cohort()
    workspaces = session.app_state().records.workspaces.list(cohort.id) if cohort and are_others() else ()
    asks = need.describe({workspace.id: workspace.title for workspace in workspaces})
    return f"{asks} {WAITS_FOR_ALL if are_others() else WAITS}"


def describe_places(places: Sequence[str]) -> str:
    """Describe for whom something was published or taken back: `for 12 workspaces of Spring`."""
    cohort = _find_cohort()
    others = [place for place in places if cohort is None or place != cohort.id]
    return f"for {pluralise(len(others), 'workspace')}" + (f" of {cohort.name}" if cohort else "")


def _find_cohort() -> Cohort | None:
    """Return the cohort for which whoever asks may publish; None where there is none of several workspaces."""
    standing = session.standing()
    cohort = standing.cohort
    if cohort is None or cohort.id == INSTALLATION or not standing.actor.may("publish", cohort.id):
        return None
    return cohort
