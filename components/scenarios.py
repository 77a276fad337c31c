"""Saved scenarios: save the page's state, open, compare, propose, approve, withdraw, and share by link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from components import actions, scenario_moves, session
from components.markdown import plain
from steering.actors import explain_refusal
from steering.cases.business import BusinessCase
from steering.cases.case_drivers import list_drivers
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.frames.roi import saved_scenarios as frames
from steering.frames.roi.saved_scenarios import SavedScenarioRow
from steering.records import SavedScenario, ScenarioInput, State
from steering.records.scenario_names import LONGEST_NAME, LONGEST_NOTE
from steering.roi.report import roi_report
from steering.roi.saved_scenarios import assumptions, open_scenario, query_saved_results, result_snapshot
from steering.roi.scenarios import BASE, label_of_filters
from steering.state.case_snapshot import CaseSnapshot

PLACE = "scenarios"
# Where the form that saves a scenario says what is wrong with it.
FORM = "scenario-form"
# Scenarios listed at once; the others are one click away.
AT_ONCE = 5
# The colour, the icon and the word of each state.
STATES: Mapping[State, tuple[str, str, str]] = {
    "draft": ("gray", "edit_note", "Draft"),
    "proposed": ("blue", "how_to_vote", "Proposed"),
    "approved": ("green", "lock", "Approved"),
    "withdrawn": ("orange", "block", "Withdrawn"),
}


@dataclass(kw_only=True)
class SaveCount:
    """How many scenarios one visitor has saved; gives each form keys of its own, so that it begins empty."""

    value: int = 0


def render_saved_scenarios(snapshot: CaseSnapshot, chosen: Filters, _: Slot) -> None:
    """Draw the saved scenarios with their actions, and the form that saves what the page shows."""
    business = snapshot.context.case.business
    if business is None:
        return
    results = query_saved_results(snapshot.context, chosen)
    context = snapshot.context
    rows = [frames.build_row(roi_report(context, chosen), result, context.name_of) for result in results]
    with st.container(border=True, key="scenarios-kept", gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            st.subheader(frames.describe_saved(results), anchor=False, width="stretch")
            if session.standing().may("edit"):
                _render_save_form(business, snapshot, chosen)
        actions.show_flash(PLACE)
        actions.show_flash(FORM)
        for row in rows[:AT_ONCE]:
            _render_row(snapshot, chosen, row)
        if rows[AT_ONCE:]:
            with st.expander(f"{len(rows) - AT_ONCE} more", key="scenarios-more", on_change="rerun") as more:
                # Made when it is opened: each row has buttons of its own.
                for row in rows[AT_ONCE:] if more.open else ():
                    _render_row(snapshot, chosen, row)


def _render_save_form(business: BusinessCase, snapshot: CaseSnapshot, chosen: Filters) -> None:
    """Draw the form that saves what the page shows under a name."""
    number = _save_count().value
    name, note = f"keep-name-{number}", f"keep-note-{number}"
    with (
        st.popover("Save as scenario", icon=":material/bookmark_add:", key=f"keep-{number}"),
        st.form(f"keep-form-{number}", border=False),
    ):
        st.markdown(f"Saved as a draft: {plain(label_of_filters(business, chosen, snapshot.context.scenarios))}.")
        st.text_input("Name", max_chars=LONGEST_NAME, key=name)
        st.text_area("Note", max_chars=LONGEST_NOTE, height=80, key=note)
        st.form_submit_button(
            "Save",
            type="primary",
            icon=":material/bookmark_add:",
            key="keep-scenario",
            on_click=actions.run_action,
            args=(FORM, _save, snapshot, chosen, name, note),
        )
        # In the form itself: it lies over the rest of the page.
        flash = actions.flash_at(FORM)
        if flash.failed:
            st.error(plain(flash.failed), icon=":material/error:")
            flash.failed = ""


def _render_row(snapshot: CaseSnapshot, chosen: Filters, row: SavedScenarioRow) -> None:
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
        _render_buttons(snapshot, chosen, saved)
    scenario_moves.render_step(saved, partial(actions.run_action, PLACE, _move, snapshot, chosen, saved))


def _render_buttons(snapshot: CaseSnapshot, chosen: Filters, saved: SavedScenario) -> None:
    """Draw the buttons of a saved scenario that its state and the visitor's role allow."""
    standing = session.standing()
    is_open = chosen == open_scenario(chosen, saved)
    against = {"against": BASE if is_open else saved.scenario_id}
    with st.container(horizontal=True, width="content", gap="xsmall"):
        _button("Open", "visibility", saved, disabled=is_open, on_click=_open, args=(snapshot, saved))
        _button("Compare", "compare_arrows", saved, on_click=session.choose, args=(against,))
        if saved.state in ("draft", "withdrawn") and standing.may("edit"):
            _button("Propose", "how_to_vote", saved, on_click=scenario_moves.begin_step, args=(saved, "proposed"))
        if saved.state == "proposed" and (standing.may("edit") or standing.may("approve")):
            # Who works on the case sees that it waits, and for whom.
            closed = not standing.may("approve")
            _button(
                "Approve", "lock", saved, disabled=closed, help=explain_refusal("approve") if closed else None,
                on_click=scenario_moves.begin_step, args=(saved, "approved"),
            )  # fmt: skip
        if _button("More", "more_horiz", saved):
            _more(snapshot, chosen, saved)


def _button(label: str, icon: str, saved: SavedScenario, **options: Any) -> bool:
    key = f"{label.lower()}-{saved.scenario_id}"
    return st.button(label, icon=f":material/{icon}:", type="tertiary", key=key, **options)


@st.dialog("Saved scenario")
@actions.tell_errors
def _more(snapshot: CaseSnapshot, chosen: Filters, saved: SavedScenario) -> None:
    """Draw the link to a scenario, and unless it is approved, the form to change it and the button to withdraw it."""
    st.markdown(f"**{plain(saved.name)}**")
    basis = "as planned" if saved.assumed.basis == "plan" else "on the data of that day"
    st.markdown(f"This link opens the scenario {basis}:")
    st.code(frames.build_address(saved), language=None)
    if saved.state == "approved":
        st.markdown(":material/lock: Approved; it can no longer be changed.")
        return
    if not session.standing().may("edit"):
        return
    _render_change_form(snapshot, chosen, saved)
    if saved.state != "withdrawn" and st.button(
        "Withdraw",
        icon=":material/block:",
        key="withdraw-scenario",
        on_click=actions.run_action,
        args=(PLACE, _move, snapshot, chosen, saved, "withdrawn"),
    ):
        st.rerun()


def _render_change_form(snapshot: CaseSnapshot, chosen: Filters, saved: SavedScenario) -> None:
    """Draw the form that gives a scenario another name, note, or the drivers that the page shows."""
    own = chosen.scenario == saved.scenario_id and bool(chosen.drivers)
    # Keys of their own: a field holds its text, and another scenario's form must not show it.
    form = f"{saved.scenario_id}-{saved.revision}"
    with st.form(f"change-{form}", border=False):
        st.text_input("Name", saved.name, max_chars=LONGEST_NAME, key=f"change-name-{form}")
        st.text_area("Note", saved.note, max_chars=LONGEST_NOTE, height=80, key=f"change-note-{form}")
        st.checkbox("Use the drivers shown on the page", own, key=f"change-drivers-{form}")
        if saved.state == "proposed":
            st.markdown(":small[:gray[A change makes it a draft again.]]")
        if st.form_submit_button(
            "Change",
            type="primary",
            icon=":material/edit:",
            key="change-scenario",
            on_click=actions.run_action,
            args=(PLACE, _change, snapshot, chosen, saved, form),
        ):
            st.rerun()


def _save(snapshot: CaseSnapshot, chosen: Filters, name: str, note: str) -> str:
    """Save what the page shows under the name and note of the form, and open it."""
    context = snapshot.context
    scenario = ScenarioInput(
        name=session.widget(name),
        note=session.widget(note),
        assumed=assumptions(context, chosen),
        figures=result_snapshot(context, chosen),
        by=session.actor(),
    )
    saved = session.app_state().records.keep_scenario(context.case.id, scenario)
    _save_count().value += 1
    _open(snapshot, saved)
    return f'Saved "{saved.name}" as a draft.'


def _change(snapshot: CaseSnapshot, chosen: Filters, saved: SavedScenario, form: str) -> str:
    """Change a scenario to its form's name and note, and to the drivers that the page shows where that is ticked."""
    context, with_drivers = snapshot.context, session.widget(f"change-drivers-{form}")
    scenario = ScenarioInput(
        name=session.widget(f"change-name-{form}"),
        note=session.widget(f"change-note-{form}"),
        assumed=assumptions(context, chosen) if with_drivers else saved.assumed,
        figures=result_snapshot(context, chosen if with_drivers else open_scenario(chosen, saved)),
        by=session.actor(),
    )
    records = session.app_state().records
    revision = records.change_scenario(context.case.id, saved.scenario_id, scenario, expected_revision=saved.revision)
    if revision is None:
        return f'"{saved.name}" is unchanged.'
    if with_drivers:
        _open(snapshot, revision)
    return f'Changed "{revision.name}"; it is a draft.'


def _move(snapshot: CaseSnapshot, chosen: Filters, saved: SavedScenario, state: State) -> str:
    scenario_moves.end_step()
    context = snapshot.context
    figures = result_snapshot(context, open_scenario(chosen, saved))
    session.app_state().records.move_scenario(
        context.case.id, saved.scenario_id, state, figures, by=session.actor(), expected_revision=saved.revision
    )
    return f'"{saved.name}" is {state}.'


def _open(snapshot: CaseSnapshot, saved: SavedScenario) -> None:
    """Show a saved scenario on its own basis, without the visitor's drivers."""
    basis = {"basis": "plan"} if saved.assumed.basis == "plan" else {}
    drivers = list_drivers(snapshot.context.case.business)
    session.choose({"scenario": saved.scenario_id, **basis}, without=(*drivers, "basis"))


def _save_count() -> SaveCount:
    return session.session_value("scenarios", SaveCount)
