"""Invite and present: meetings are planned here, and each person gets a link and a QR code of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components import session
from components.actions import clear_flash, flash_at, run_action, show_flash
from components.downloads import render_button
from components.markdown import plain
from components.meetings import base_address, case_rooms, explain_closed, is_local
from components.minutes import render_downloads
from components.replay import render_replay
from steering.access.qr import draw_qr
from steering.errors import Problem
from steering.exports.codes import CodeCard, write_sheet
from steering.exports.file_types import HTML
from steering.formatting import pluralise
from steering.stage.meeting import Role, Seat
from steering.stage.plans import ROLES, PlanForm, check_plan
from steering.stage.room import Room
from steering.stage.rooms import COMMITTEE
from steering.stage.seats import list_invited, list_people
from steering.state.case_snapshot import CaseSnapshot

STATES = {
    "planned": ":gray-badge[:material/schedule: Planned]",
    "open": ":green-badge[:material/check_circle: Open]",
    "closed": ":gray-badge[:material/lock: Closed]",
}
SHARED = {
    "guests": ("Guests", "one link for all who follow without a name"),
    "room": ("The room's screen", "for the projector"),
    "remote": ("Remote", "next, back and notes on a phone"),
}
GUESTS = ("Guests", "follow and ask")
ELSEWHERE = "Meetings are planned on the machine where Steerco runs."
CODE_PIXELS = 200
HERE_ONLY = (
    "These links open on this machine only. Start with `make present`, so that phones in the same network reach them."
)


@dataclass(kw_only=True)
class InviteState:
    """What a visitor has open: the section, the form of a new meeting with its problems, and the meeting in sight."""

    is_open: bool = False
    is_planning: bool = False
    meeting: str = ""
    problems: tuple[Problem, ...] = ()
    # Counts the forms, so that each is a new one.
    edition: int = 0


def invite_state() -> InviteState:
    """Return what this visitor has open."""
    return session.session_value("invite", InviteState)


def toggle() -> None:
    """Open the section, or close it."""
    state = invite_state()
    state.is_open = not state.is_open
    state.is_planning = False


def render_invite(snapshot: CaseSnapshot) -> None:
    """Draw the section where it is open: the form of a new meeting, or one meeting with its people and links."""
    state = invite_state()
    if not state.is_open:
        return
    with st.container(border=True, key="invite", gap="small"):
        show_flash("invite")
        if reason := explain_closed("present", ELSEWHERE):
            st.info(reason, icon=":material/info:")
            return
        every, faults = case_rooms().open_all()
        for fault in faults:
            st.warning(plain(fault), icon=":material/warning:")
        if state.is_planning or not every:
            _render_form(snapshot, state, can_cancel=bool(every))
        else:
            _render_meeting(state, _choose(state, every))


def _choose(state: InviteState, every: Sequence[Room]) -> Room:
    """Draw the list of meetings, the newest first, and return the chosen one."""
    names = {room.id: f"{room.meeting.day} · {room.meeting.title} · {room.meeting.state}" for room in every}
    ids = list(names)
    index = ids.index(state.meeting) if state.meeting in ids else 0
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        id = st.selectbox(
            "Meeting", ids, index, format_func=names.__getitem__, key=f"meeting-{state.edition}", width="stretch"
        )
        st.button("Plan a meeting", icon=":material/add:", key="plan-meeting", on_click=_plan, args=(state,))
    state.meeting = id
    return next(room for room in every if room.id == id)


def _plan(state: InviteState) -> None:
    state.is_planning, state.problems = True, ()
    state.edition += 1


def _render_form(snapshot: CaseSnapshot, state: InviteState, *, can_cancel: bool) -> None:
    story, key = snapshot.context.case.storyboard, state.edition
    st.markdown("**Plan a meeting**")
    with st.container(horizontal=True, gap="small"):
        before = story.title if story and story.title else snapshot.context.case.charter.title
        title = st.text_input("Title", before, key=f"title-{key}", width="stretch")
        day = st.date_input("Date", dt.date.today(), key=f"day-{key}", width=160, format="YYYY-MM-DD")
        minutes = st.number_input(
            "Minutes for questions", value=5.0, step=1.0, format="%g", key=f"questions-{key}", width=180
        )
    people = _edit_people(f"people-{key}")
    for problem in state.problems:
        st.error(plain(str(problem)), icon=":material/error:")
    with st.container(horizontal=True, gap="small"):
        form = PlanForm(title=title, day=day, question_minutes=minutes, people=people)
        # Not in a callback: what was typed last comes with the click.
        if st.button("Make the meeting", type="primary", icon=":material/check:", key="make-meeting"):
            _make(state, form)
            st.rerun()
        if can_cancel:
            st.button("Cancel", key="cancel-meeting", on_click=_cancel, args=(state,))


def _edit_people(key: str) -> list[tuple[str, str]]:
    """Draw the table of people, and return their names and roles as they stand."""
    st.caption(" ".join(f"**{role.capitalize()}** {may}." for role, may in ROLES.items()))
    start = [{"Name": name, "Role": role} for name, role in COMMITTEE]
    config = {
        "Name": st.column_config.TextColumn("Name", width="large"),
        "Role": st.column_config.SelectboxColumn("Role", options=list(ROLES), width="small"),
    }
    rows: Any = st.data_editor(
        start, key=key, num_rows="dynamic", hide_index=True, column_config=config, alt="People: a table to edit"
    )
    return [(_cell(row, "Name"), _cell(row, "Role")) for row in rows]


def _cell(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _cancel(state: InviteState) -> None:
    state.is_planning, state.problems = False, ()


def _make(state: InviteState, form: PlanForm) -> None:
    """Make the meeting, or say everything that is wrong with it."""
    plan, state.problems = check_plan(form, dt.date.today())
    if plan is None:
        return

    def make() -> str:
        room = case_rooms().make(plan, session.actor())
        state.meeting, state.is_planning = room.id, False
        state.edition += 1
        return f"{plan.title} is planned. {pluralise(len(plan.people), 'person', 'people')} invited."

    run_action("invite", make)


def _render_meeting(state: InviteState, room: Room) -> None:
    """Draw a meeting: its state, the way to its desk, and everybody's link."""
    meeting, people = room.meeting, list_people(room.meeting)
    here = sum(seat.id in room.channel.present for seat in people)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{STATES[meeting.state]} {here} of {len(people)} here", width="stretch")
        if meeting.state == "closed":
            render_downloads(room)
        else:
            _render_sheet(room, people)
        if meeting.state != "closed" and st.button(
            "Present", icon=":material/co_present:", type="primary", key="present-meeting"
        ):
            st.switch_page("present.py", query_params={"meeting": room.id})
    render_replay(room)
    if meeting.state == "closed":
        return
    if not case_rooms().address and is_local():
        st.caption(HERE_ONLY)
    for seat in list_invited(meeting):
        _render_person(room, seat)
    for id, (name, about) in SHARED.items():
        _render_person(room, room.meeting.seats[id], name=name, about=about)
    _render_newcomer(state, room)


def _render_person(room: Room, seat: Seat, *, name: str = "", about: str = "") -> None:
    """Draw one person with their link behind a button: a link is a secret, and the screen may be a projector's."""
    is_person = not name
    now = "here" if seat.id in room.channel.present else "link opened" if seat.device else "not opened yet"
    text = f"{seat.role} · {now}" if is_person else about
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"person-{seat.id}"):
        st.markdown(f"**{plain(name or seat.name)}** :small[:gray[{plain(text)}]]", width="stretch")
        if seat.is_revoked:
            st.markdown(":small[:gray[withdrawn]]")
        else:
            with st.popover("Link", icon=":material/qr_code_2:", type="tertiary"):
                link = case_rooms().link(room, seat.id, base_address())
                st.image(draw_qr(link).decode(), width=CODE_PIXELS, alt=f"QR code of the link of {name or seat.name}")
                st.code(link, language=None, wrap_lines=True)
                if seat.role == "presenter":
                    st.caption("On this machine, to present:")
                    st.code(
                        f"{base_address()}/present#{case_rooms().token(room, seat.id)}", language=None, wrap_lines=True
                    )
        arguments = (room, seat, name or seat.name)
        st.button(
            "New link",
            key=f"renew-{seat.id}",
            type="tertiary",
            help="The link before opens nothing from then on",
            on_click=run_action,
            args=("invite", _renew, *arguments),
        )
        st.button(
            "Withdraw",
            key=f"revoke-{seat.id}",
            type="tertiary",
            disabled=seat.is_revoked,
            help="The link opens nothing from then on, and whoever came by it is out",
            on_click=run_action,
            args=("invite", _revoke, *arguments),
        )


def _renew(room: Room, seat: Seat, name: str) -> str:
    case_rooms().invite(room, seat.name, seat.role, seat.id, by=session.actor())
    return f"{name} has a new link. The one before opens nothing any more."


def _revoke(room: Room, seat: Seat, name: str) -> str:
    case_rooms().revoke(room, seat.id, session.actor())
    return f"The link of {name} is withdrawn."


def _render_newcomer(state: InviteState, room: Room) -> None:
    """Draw the row in which one more person is invited."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="newcomer"):
        name = st.text_input("One more person", key=f"newcomer-{state.edition}", placeholder="Name", width=260)
        role = st.selectbox("Role", list(ROLES), 2, key=f"newcomer-role-{state.edition}", width=140)
        if st.button("Invite", key="invite-newcomer"):
            _invite(state, room, name, role)
            st.rerun()


def _invite(state: InviteState, room: Room, name: str, role: Role) -> None:
    """Invite one more person, by the same rules as those of the form."""
    people = [(seat.name, seat.role) for seat in list_people(room.meeting)]
    day = max(dt.date.fromisoformat(room.meeting.day), dt.date.today())
    form = PlanForm(title="x", day=day, question_minutes=0, people=[*people, (name, role)])
    plan, problems = check_plan(form, dt.date.today())
    if not name.strip() or plan is None:
        reason = problems[0].remedy if problems else "Write the name first."
        clear_flash("invite")
        flash_at("invite").failed = f"Nobody was invited. {reason}"
        return

    def invite() -> str:
        seat = case_rooms().invite(room, *plan.people[-1], by=session.actor())
        state.edition += 1
        return f"{seat.name} is invited."

    run_action("invite", invite)


def _render_sheet(room: Room, people: Sequence[Seat]) -> None:
    base = base_address()

    def write() -> bytes:
        guests = room.meeting.seats["guests"]
        cards = [
            CodeCard(name=name, role=role, code=draw_qr(case_rooms().link(room, seat.id, base)))
            for seat, name, role in (*((seat, seat.name, seat.role) for seat in people), (guests, *GUESTS))
            if not seat.is_revoked
        ]
        return write_sheet(room.meeting.title, room.meeting.day, cards)

    render_button("QR codes to print", write, "qr-codes.html", HTML, "take-codes", icon="print")
