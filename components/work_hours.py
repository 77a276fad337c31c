"""Hours on the Readiness page: what a learner has worked, by phase against the plan, and the form to log more."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from components import picture, session
from components.actions import run_action, show_flash
from steering.catalog.phases import PHASES
from steering.clock import tell_time
from steering.formatting import format_day
from steering.overview.hours import tabulate_hours
from steering.records.work_hours import LONGEST_NOTE, WorkEntry

PLACE = "hours"
# The fewest hours that are logged, and the steps in which they are.
QUARTER = 0.25


def render_hours() -> None:
    """Draw the hours of whoever works in this workspace; nobody else logs any here."""
    standing = session.standing()
    if standing.person and not (standing.member and standing.workspace and standing.workspace.is_of(standing.member)):
        return
    if standing.member and standing.member.role != "presenter":
        return
    show_flash(PLACE)
    case_id, records = standing.case, session.app_state().records.work_hours
    entries = tuple(entry for entry in records.list([case_id]) if entry.person_id == standing.actor.id)
    picture.render_blocks(tabulate_hours(entries), key="hours")
    edition = len(entries)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="hours-form"):
        st.selectbox(
            "Phase", list(PHASES), format_func=lambda id: PHASES[id].title, key=f"hours-phase-{edition}", width=140
        )
        st.number_input("Hours", QUARTER, 24.0, 1.0, QUARTER, key=f"hours-count-{edition}", width=120)
        st.date_input("Day", tell_time().date(), key=f"hours-day-{edition}", format="YYYY-MM-DD", width=150)
        st.text_input("What for", max_chars=LONGEST_NOTE, key=f"hours-note-{edition}")
        st.button("Log them", key="hours-log", on_click=run_action, args=(PLACE, _log, case_id, edition))
        if entries:
            last = max(entries, key=lambda entry: entry.id)
            st.button(
                "Take the last back", key="hours-back", help=_describe(last),
                on_click=run_action, args=(PLACE, _take_back, last),
            )  # fmt: skip


def _log(case_id: str, edition: int) -> str:
    values = {name: session.widget(f"hours-{name}-{edition}") for name in ("phase", "count", "day", "note")}
    phase = next(id for id in PHASES if id == (values["phase"] or next(iter(PHASES))))
    day = values["day"] if isinstance(values["day"], dt.date) else tell_time().date()
    minutes, note = round(float(values["count"] or 0) * 60), " ".join(str(values["note"] or "").split())
    records = session.app_state().records.work_hours
    records.log(case_id, session.actor(), phase=phase, minutes=minutes, on=day, note=note)
    return f"{minutes / 60:g} hours of {PHASES[phase].title} are logged."


def _take_back(entry: WorkEntry) -> str:
    session.app_state().records.work_hours.take_back(entry.id, session.actor())
    return f"Taken back: {_describe(entry)}."


def _describe(entry: WorkEntry) -> str:
    note = f", {entry.note}" if entry.note else ""
    return f"{entry.minutes / 60:g} hours of {PHASES[entry.phase].title} on {format_day(entry.on_day)}{note}"
