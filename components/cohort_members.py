"""The members of a cohort on the Cohorts page: added by a list, changed one by one, with their links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import streamlit as st

from components import session
from components.actions import run_action
from components.downloads import render_button
from components.markdown import plain
from components.meetings import base_address
from components.personal_data import open_member_data
from components.problems import render_problem_table
from components.upload_field import UploadField
from steering.access.member_list import COLUMNS, LEARNER, MEMBER_ROLES, PASTED, read_member_list, write_member_list
from steering.access.qr import draw_qr
from steering.catalog.roles import ROLES
from steering.errors import InputRefused, NotAllowed
from steering.exports.cells import file_name
from steering.exports.codes import CodeCard, write_sheet
from steering.exports.file_types import CSV, HTML
from steering.formatting import format_moment, pluralise
from steering.records.cohorts import Cohort, Member
from steering.records.people import OTHER_CHARGE
from steering.spool.purposes import MEMBERS

PLACE = "cohorts"
EVERYBODY = "Everybody"
# A sheet with more codes takes too long to draw; a group has fewer.
MOST_CODES = 200
CODE_PIXELS = 180
HOW = "One member a line: name, role, e-mail address, group. All but the name may be left out."
ONCE = "Send it to nobody else. It is shown once, and every earlier link of theirs opens nothing any more."


@dataclass(kw_only=True)
class MembersState:
    """What is open: a refused list, a link that was just made (name, link), and the sheet of many."""

    refused: InputRefused | None = None
    link: tuple[str, str] | None = None
    sheet: bytes = field(default=b"", repr=False)
    # Counts the forms, so that each is a new one.
    edition: int = 0


def render_members(cohort: Cohort, own_id: str) -> None:
    """Draw the members of a cohort, how to add more, and what can be done with one of them."""
    state = session.session_value(f"members-{cohort.id}", MembersState)
    members = session.app_state().records.cohorts.members(cohort.id)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _render_table(cohort, members)
        _render_sheet(cohort, state, members, own_id)
    with right:
        if members:
            _render_member(cohort, state, members)
        _render_addition(cohort, state)
    if state.refused:
        st.markdown("**Nobody was added.** Correct what is listed, and add the whole list again.")
        render_problem_table(state.refused.problems, state.refused.count, state.refused.what, key="members")


def _render_table(cohort: Cohort, members: Sequence[Member]) -> None:
    st.markdown(f"**{pluralise(len(members), 'member').capitalize()}**")
    if not members:
        st.caption("Add the first one: somebody who instructs, so that you need not do the rest.")
        return
    by_provider = any(not member.person.has_link for member in members)
    rows = [
        {
            "Name": member.person.name,
            "Role": member.role.capitalize(),
            "Group": member.group,
            "E-mail": member.person.mail,
            "Since": format_moment(member.added_at),
            **({"Comes by": _describe_way(member)} if by_provider else {}),
        }
        for member in members
    ]
    st.dataframe(rows, hide_index=True, key="members-table", alt="The members of the cohort")
    name = file_name(cohort.name, "members", ending="csv")
    render_button("CSV", lambda: write_member_list(members), name, CSV, "take-members", place=cohort.id)


def _describe_way(member: Member) -> str:
    """By what a member comes in, and who gives the role."""
    if member.person.has_link:
        return "A link"
    return "A group of the provider" if member.by_groups else "The provider; role set by hand"


def _render_member(cohort: Cohort, state: MembersState, members: Sequence[Member]) -> None:
    """Draw one member: role and group to change, and the ways to make and withdraw the link."""
    with st.container(border=True, gap="small", key="member"):
        names = {member.person.id: member.person.name for member in members}
        id = st.selectbox("Member", list(names), format_func=names.__getitem__, key=f"member-{cohort.id}")
        member = next(member for member in members if member.person.id == id)
        with st.container(horizontal=True, gap="small"):
            role, key = MEMBER_ROLES.index(member.role), f"{cohort.id}-{id}"
            st.selectbox(
                "Role", MEMBER_ROLES, role, key=f"role-{key}", help="; ".join(f"{r}: {ROLES[r]}" for r in MEMBER_ROLES)
            )
            st.text_input("Group", member.group, max_chars=COLUMNS["group"], key=f"group-{key}")
        arguments = (state, cohort, member)
        with st.container(horizontal=True, gap="small"):
            for label, name, action, about in (
                ("Save", "save", _change, "Role and group hold from the next click of the member"),
                *(BY_LINK if member.person.has_link else BY_PROVIDER),
                ("Take out", "remove", _remove, "What the member has done stays where it is"),
            ):
                st.button(
                    label, key=f"member-{name}", help=about, on_click=run_action, args=(PLACE, action, *arguments)
                )
            if st.button("Data", key="member-data", help="Take it along, or have the member forgotten"):
                open_member_data(cohort, member)
        if state.link:
            _render_link(state, *state.link)


def _render_link(state: MembersState, name: str, link: str) -> None:
    st.markdown(f"**The link of {plain(name)}.** {ONCE}")
    st.image(draw_qr(link).decode(), width=CODE_PIXELS, alt=f"QR code of the link of {name}")
    st.code(link, language=None, wrap_lines=True)
    st.button("Done", key="link-done", on_click=_forget_link, args=(state,))


def _forget_link(state: MembersState) -> None:
    state.link = None


def _change(state: MembersState, cohort: Cohort, member: Member) -> str:
    key = f"{cohort.id}-{member.person.id}"
    role = next((role for role in MEMBER_ROLES if role == session.widget(f"role-{key}")), member.role)
    group = " ".join(str(session.widget(f"group-{key}") or "").split())
    records = session.app_state().records.cohorts
    records.change(cohort.id, member.person.id, session.actor(), role=role, group=group)
    state.link = None
    return f"{member.person.name} is {role}" + (f" in {group}." if group else ".")


def _make_link(cohort: Cohort, member: Member) -> str:
    secret = session.app_state().records.people.make_link(member.person.id, cohort.id, session.actor())
    return f"{base_address()}/enter#{secret}"


def _renew(state: MembersState, cohort: Cohort, member: Member) -> str:
    state.link = member.person.name, _make_link(cohort, member)
    return ""


def _withdraw(state: MembersState, cohort: Cohort, member: Member) -> str:
    session.app_state().records.people.revoke_links(member.person.id, cohort.id, session.actor())
    state.link = None
    return f"The link of {member.person.name} is withdrawn."


def _end_visits(state: MembersState, cohort: Cohort, member: Member) -> str:
    session.app_state().records.people.revoke_links(member.person.id, cohort.id, session.actor())
    state.link = None
    return f"{member.person.name} is signed out everywhere."


# What can be done about how a member signs in: label, name, action and what it means.
BY_LINK = (
    ("New link", "renew", _renew, "Every earlier link of the member opens nothing from then on"),
    ("Withdraw link", "withdraw", _withdraw, "Whoever came by it is out at once"),
)
BY_PROVIDER = (("Sign out", "withdraw", _end_visits, "At once and in every browser; the provider lets them in again"),)


def _remove(state: MembersState, cohort: Cohort, member: Member) -> str:
    session.app_state().records.cohorts.remove(cohort.id, member.person.id, session.actor())
    state.link = None
    return f"{member.person.name} is out of {cohort.name}."


def _render_addition(cohort: Cohort, state: MembersState) -> None:
    """Draw the two ways to add members: a list that is pasted, or a CSV file."""
    key = f"{cohort.id}-{state.edition}"
    with st.container(border=True, gap="small", key="addition"):
        example = f"First learner, {LEARNER}, learner@example.org, North\nCourse leader, instructor"
        st.text_area("Add members", key=f"list-{key}", placeholder=example, height=120)
        _list_field(cohort).render("Or a CSV file", "", accept=".csv,.txt,.tsv")
        st.button(
            "Add them", type="primary", icon=":material/group_add:", key="add-members",
            on_click=run_action, args=(PLACE, _add, state, cohort),
        )  # fmt: skip
        st.caption(HOW)


def _add(state: MembersState, cohort: Cohort) -> str:
    """Add everybody of the list, or nobody: then its problems are shown."""
    key, records = f"{cohort.id}-{state.edition}", session.app_state().records.cohorts
    field, pasted = _list_field(cohort), str(session.widget(f"list-{key}") or "")
    if field.ids and pasted.strip():
        raise NotAllowed("Nobody was added. There is a list and a file: empty one of them.")
    data, name = pasted.encode("utf-8", "replace"), PASTED
    if field.ids:
        [(path, name)] = field.files()
        data = path.read_bytes()
    state.refused = None
    try:
        additions = read_member_list(data, records.members(cohort.id), file=name)
    except InputRefused as refused:
        state.refused = refused
        return ""
    added = records.add(cohort.id, additions, session.actor()) if additions else ()
    state.edition += 1
    field.clear()
    if not added:
        return "Everybody on the list is a member already."
    return f"{pluralise(len(added), 'member')} added."


def _list_field(cohort: Cohort) -> UploadField:
    return UploadField(name=f"members-{cohort.id}", place=cohort.id, purpose=MEMBERS, holds=True)


def _render_sheet(cohort: Cohort, state: MembersState, members: Sequence[Member], own_id: str) -> None:
    """Draw how links are made for many at once, and the sheet of them to print."""
    others = [member for member in members if member.person.id != own_id and member.person.has_link]
    groups = sorted({member.group for member in others if member.group})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="links-for-many"):
        st.selectbox("Links for", [EVERYBODY, *groups], key=f"links-{cohort.id}", width=200)
        st.button(
            "Make links to print", icon=":material/qr_code_2:", key="make-links", disabled=not others,
            help="Each gets a new link; every earlier one opens nothing from then on",
            on_click=run_action, args=(PLACE, _make_sheet, state, cohort, others),
        )  # fmt: skip
        if state.sheet:
            sheet = state.sheet
            write, place = (lambda: sheet), cohort.id
            render_button("Take the sheet", write, "links.html", HTML, "take-links", icon="print", place=place)


def _make_sheet(state: MembersState, cohort: Cohort, others: Sequence[Member]) -> str:
    group = session.widget(f"links-{cohort.id}")
    chosen = [member for member in others if group in (EVERYBODY, member.group)]
    if len(chosen) > MOST_CODES:
        message = f"No link was made: {len(chosen):,} are more than the {MOST_CODES} of a sheet. Choose a group."
        raise NotAllowed(message)
    cards = []
    for member in chosen:
        # Who is of another cohort too gets a link from an admin; everybody else is on the sheet.
        with suppress(NotAllowed):
            cards.append(CodeCard(name=member.person.name, role=member.role, code=draw_qr(_make_link(cohort, member))))
    if not cards:
        raise NotAllowed(f"No link was made. {OTHER_CHARGE}")
    state.link, state.sheet = None, write_sheet(cohort.name, dt.date.today().isoformat(), cards)
    others_left = f" {len(chosen) - len(cards)} left out: an admin makes theirs." if len(chosen) > len(cards) else ""
    return f"{pluralise(len(cards), 'link')} made. Take the sheet now: it is kept nowhere.{others_left}"
