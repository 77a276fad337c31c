"""What is held of somebody: taken along by themself, or by whoever instructs them, who can also have them forgotten."""

from __future__ import annotations

import streamlit as st

from components import own_case, session
from components.actions import run_action, tell_errors
from components.downloads import render_button
from components.markdown import plain
from steering.access.control import Standing
from steering.exports.file_types import ZIP
from steering.exports.personal_data import pack_personal_data
from steering.records.cohorts import Cohort, Member
from steering.records.forgetting import ONESELF, forget_person
from steering.records.people import Person
from steering.records.personal_data import gather_personal_data

PLACE = "cohorts"
HELD = (
    "Your name and e-mail address, your roles and workspaces, what you published, proposed, approved and saved, your "
    "answers in the drill, your rehearsals and reviews, the hours that you logged, when you signed in, and your "
    "entries of the audit log. The files of a workspace that is yours alone are in it too."
)
ASK = "To have it removed, ask your instructor: what you did stays then, under a pseudonym."
EFFECT = (
    "Name and e-mail address are replaced by a pseudonym wherever the records have them; links and visits end; "
    "memberships go. What was published, approved, rehearsed and reviewed stays, and the audit log holds. "
    "This can't be undone."
)
REMAINS = (
    "**What can't be removed here:** a name that somebody typed into a text, such as a file of a case, the name of an "
    "uploaded file, a note, minutes, or the people of a meeting; files that were taken along; backups."
)
NOT_TAKEN = "Whoever instructs the cohort takes their data along, and they do so themselves under My data."


@st.dialog("My data", icon=":material/person:", width="medium")
@tell_errors
def open_own_data(standing: Standing, person: Person) -> None:
    """Draw what is held of whoever is signed in, to take along, and the files of the case that they may change."""
    st.markdown(HELD)
    _render_download(person, "")
    st.caption(ASK)
    own_case.render_own_case(standing)


@st.dialog("Data of a member", icon=":material/person:")
@tell_errors
def open_member_data(cohort: Cohort, member: Member) -> None:
    """Draw the ways to take a member's data along, and to have the member forgotten."""
    name = plain(member.person.name)
    actor = session.actor()
    if actor.may("review", cohort.id):
        st.markdown(f"**{name}.** What this cohort holds of them, as a `.zip` of tables and files.")
        _render_download(member.person, cohort.id)
    else:
        st.markdown(f"**{name}.** {NOT_TAKEN}")
    if actor.id == member.person.id:
        st.caption(ONESELF)
        return
    st.markdown(f"**Forget {name}.** {EFFECT}")
    st.markdown(REMAINS)
    if st.button(
        "Forget this member", icon=":material/person_off:", key="forget-member",
        on_click=run_action, args=(PLACE, _forget, cohort, member),
    ):  # fmt: skip
        # The dialog closes, and the page says what was done.
        st.rerun()


def _render_download(person: Person, cohort_id: str) -> None:
    state, actor = session.app_state(), session.actor()

    def make() -> bytes:
        data = gather_personal_data(state.records, person.id, actor, cohort_id)
        folders = {workspace.id: state.workspaces.folder(workspace.id) for workspace in data.workspaces}
        return pack_personal_data(data, folders, state.records.audit_log.head())

    # Its name goes into the audit log, which has no names of people.
    render_button("Take the data along", make, f"data-{person.id}.zip", ZIP, f"take-data-{person.id}", place=cohort_id)


def _forget(cohort: Cohort, member: Member) -> str:
    forgotten = forget_person(session.app_state().records, member.person.id, cohort.id, session.actor())
    return f"{member.person.name} is {forgotten.name} from now on."
