"""Scenarios that people keep: put by what the page shows, open, compare, propose, approve, withdraw, and pass on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components import actions, session
from components.markdown import plain
from steering.cases.business import BusinessCase
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.frames.roi import saved_scenarios as frames
from steering.frames.roi.saved_scenarios import SavedScenarioRow
from steering.records import SavedScenario, ScenarioInput, State
from steering.records.scenarios import LONGEST_NAME, LONGEST_NOTE
from steering.roi.drivers import DRIVERS
from steering.roi.report import roi_report
from steering.roi.saved_scenarios import assumptions, open_scenario, query_saved_results, result_snapshot
from steering.roi.scenarios import BASE, label_of_filters, scenario_label, scenario_options
from steering.state.case_snapshot import CaseSnapshot

PLACE = "scenarios"
# How many are listed at once; what is more is one click away.
AT_ONCE = 5
# The colour, the icon and the word of each state.
STATES: Mapping[State, tuple[str, str, str]] = {
    "draft": ("gray", "edit_note", "Draft"),
    "proposed": ("blue", "how_to_vote", "Proposed"),
    "approved": ("green", "lock", "Approved"),
    "withdrawn": ("orange", "block", "Withdrawn"),
}


@dataclass(kw_only=True)
class Count:
    """How many scenarios one visitor kept: each gets a form that is empty."""

    kept: int = 0


def saved_scenarios(snapshot: CaseSnapshot, chosen: Filters, _: Slot) -> None:
    """The kept scenarios, what can be done with each, and the form that keeps what the page shows now."""
    business = snapshot.context.case.business
    if business is None:
        return
    found = query_saved_results(snapshot.context, chosen)
    rows = [frames.build_row(roi_report(snapshot.context, chosen), one) for one in found]
    with st.container(border=True, key="scenarios-kept", gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            st.subheader(frames.describe_saved(found), anchor=False, width="stretch")
            _against(business, snapshot, chosen)
            _form(business, snapshot, chosen)
        actions.show_flash(PLACE)
        for row in rows[:AT_ONCE]:
            _row(snapshot, chosen, row)
        if rows[AT_ONCE:]:
            with st.expander(f"{len(rows) - AT_ONCE} more", key="scenarios-more", on_change="rerun") as more:
                # Made when it is opened: each row has buttons of its own.
                for row in rows[AT_ONCE:] if more.open else ():
                    _row(snapshot, chosen, row)


def _against(business: BusinessCase, snapshot: CaseSnapshot, chosen: Filters) -> None:
    others = scenario_options(business, snapshot.context.scenarios, chosen.against)
    with st.container(width=250):
        options = {"": "Nothing", BASE: scenario_label(BASE), **others}
        session.choice("against", "Compare with", options, chosen.against or "")


def _form(business: BusinessCase, snapshot: CaseSnapshot, chosen: Filters) -> None:
    """The form that keeps what the page shows under a name."""
    number = _count().kept
    name, note = f"keep-name-{number}", f"keep-note-{number}"
    with (
        st.popover("Keep these drivers as a scenario", icon=":material/bookmark_add:", key=f"keep-{number}"),
        st.form(f"keep-form-{number}", border=False),
    ):
        st.markdown(f"It begins as a draft: {plain(label_of_filters(business, chosen, snapshot.context.scenarios))}.")
        st.text_input("Name", max_chars=LONGEST_NAME, key=name)
        st.text_area("Note", max_chars=LONGEST_NOTE, height=80, key=note)
        keep = {"on_click": actions.run_action, "args": (PLACE, _keep, snapshot, chosen, name, note)}
        st.form_submit_button("Keep", type="primary", icon=":material/bookmark_add:", key="keep-scenario", **keep)


def _row(snapshot: CaseSnapshot, chosen: Filters, row: SavedScenarioRow) -> None:
    saved = row.saved
    colour, icon, word = STATES[saved.state]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"kept-{saved.scenario_id}"):
        with st.container(width="stretch", gap="xsmall"):
            st.markdown(
                f":{colour}-badge[:material/{icon}: {word}] **{plain(saved.name)}**  \n"
                f":small[:gray[{plain(f'{row.worth} · {row.since}')}]]"
            )
            if saved.note:
                st.markdown(f":small[{plain(saved.note)}]")
            if row.changed:
                st.markdown(f":small[:orange[:material/warning: {plain(row.changed)}]]")
        _tools(snapshot, chosen, saved)


def _tools(snapshot: CaseSnapshot, chosen: Filters, saved: SavedScenario) -> None:
    """What can be done with a kept scenario in the state in which it is."""
    looked_at = chosen == open_scenario(chosen, saved)
    against = {"against": BASE if looked_at else saved.scenario_id}
    with st.container(horizontal=True, width="content", gap="xsmall"):
        _button("Open", "visibility", saved, disabled=looked_at, on_click=_open, args=(saved,))
        _button("Compare", "compare_arrows", saved, on_click=session.choose, args=(against,))
        if saved.state in ("draft", "withdrawn"):
            propose = (PLACE, _move, snapshot, chosen, saved, "proposed")
            _button("Propose", "how_to_vote", saved, on_click=actions.run_action, args=propose)
        if saved.state == "proposed" and _button("Approve", "lock", saved):
            _approval(snapshot, chosen, saved)
        if _button("More", "more_horiz", saved):
            _more(snapshot, chosen, saved)


def _button(label: str, icon: str, saved: SavedScenario, **does: Any) -> bool:
    key = f"{label.lower()}-{saved.scenario_id}"
    return st.button(label, icon=f":material/{icon}:", type="tertiary", key=key, **does)


@st.dialog("Approve this scenario?")
def _approval(snapshot: CaseSnapshot, chosen: Filters, saved: SavedScenario) -> None:
    st.markdown(f"**{plain(saved.name)}**")
    st.markdown("Approved, it never changes again: neither its name nor what it assumes. It can't be withdrawn.")
    approve = {"on_click": actions.run_action, "args": (PLACE, _move, snapshot, chosen, saved, "approved")}
    with st.container(horizontal=True):
        if st.button("Approve", type="primary", icon=":material/lock:", key="confirm-approve", **approve):
            st.rerun()
        if st.button("Cancel", key="cancel-approve"):
            st.rerun()


@st.dialog("Kept scenario")
def _more(snapshot: CaseSnapshot, chosen: Filters, saved: SavedScenario) -> None:
    """The link to a scenario, and where it may still be changed, the way to do that."""
    st.markdown(f"**{plain(saved.name)}**")
    ground = "as planned" if saved.assumed.basis == "plan" else "on the data of that day"
    st.markdown(f"Whoever opens this address sees it, {ground}:")
    st.code(frames.build_address(saved), language=None)
    if saved.state == "approved":
        st.markdown(":material/lock: Approved, so it never changes again.")
        return
    _changes(snapshot, chosen, saved)
    withdraw = {"on_click": actions.run_action, "args": (PLACE, _move, snapshot, chosen, saved, "withdrawn")}
    if saved.state != "withdrawn" and st.button(
        "Withdraw", icon=":material/block:", key="withdraw-scenario", **withdraw
    ):
        st.rerun()


def _changes(snapshot: CaseSnapshot, chosen: Filters, saved: SavedScenario) -> None:
    """The form in which a scenario gets another name or note, or the drivers that the page shows."""
    own = chosen.scenario == saved.scenario_id and bool(chosen.drivers)
    # Keys of their own: a field keeps what was written into it, and another scenario's form must not show that.
    form = f"{saved.scenario_id}-{saved.revision}"
    change = {"on_click": actions.run_action, "args": (PLACE, _change, snapshot, chosen, saved, form)}
    with st.form(f"change-{form}", border=False):
        st.text_input("Name", saved.name, max_chars=LONGEST_NAME, key=f"change-name-{form}")
        st.text_area("Note", saved.note, max_chars=LONGEST_NOTE, height=80, key=f"change-note-{form}")
        st.checkbox("Take over the drivers as the page shows them", own, key=f"change-drivers-{form}")
        if saved.state == "proposed":
            st.markdown(":small[:gray[Changed, it is a draft again.]]")
        if st.form_submit_button("Change", type="primary", icon=":material/edit:", key="change-scenario", **change):
            st.rerun()


def _keep(snapshot: CaseSnapshot, chosen: Filters, name: str, note: str) -> str:
    """Keep what the page shows, under what is written in the form's fields, and look at it."""
    context = snapshot.context
    wanted = ScenarioInput(
        name=session.widget(name),
        note=session.widget(note),
        assumed=assumptions(context, chosen),
        figures=result_snapshot(context, chosen),
        by=actions.BY,
    )
    saved = session.app_state().records.keep_scenario(context.case.id, wanted)
    _count().kept += 1
    _open(saved)
    return f"{saved.name} is kept, as a draft."


def _change(snapshot: CaseSnapshot, chosen: Filters, saved: SavedScenario, form: str) -> str:
    """Give a scenario what its form says: name, note, and the drivers that the page shows where that is wanted."""
    context, over = snapshot.context, session.widget(f"change-drivers-{form}")
    wanted = ScenarioInput(
        name=session.widget(f"change-name-{form}"),
        note=session.widget(f"change-note-{form}"),
        assumed=assumptions(context, chosen) if over else saved.assumed,
        figures=result_snapshot(context, chosen if over else open_scenario(chosen, saved)),
        by=actions.BY,
    )
    records = session.app_state().records
    changed = records.change_scenario(context.case.id, saved.scenario_id, wanted, seen=saved.revision)
    if changed is None:
        return f"{saved.name} stays as it was: nothing differs."
    if over:
        _open(changed)
    return f"{changed.name} is changed, and a draft."


def _move(snapshot: CaseSnapshot, chosen: Filters, saved: SavedScenario, state: State) -> str:
    context = snapshot.context
    figures = result_snapshot(context, open_scenario(chosen, saved))
    session.app_state().records.move_scenario(
        context.case.id, saved.scenario_id, state, figures, by=actions.BY, seen=saved.revision
    )
    return f"{saved.name} is {state}."


def _open(saved: SavedScenario) -> None:
    """Look at a kept scenario on its own ground, without drivers of the visitor's own."""
    ground = {"basis": "plan"} if saved.assumed.basis == "plan" else {}
    session.choose({"scenario": saved.scenario_id, **ground}, without=(*DRIVERS, "basis"))


def _count() -> Count:
    return session.session_value("scenarios", Count)
