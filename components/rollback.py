"""Back to an earlier release on Sources, for a workspace or a whole cohort: compared before it is in force again."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import actions, comparison, overtaken, publishing, recipients, rollback_plan, session, upload_state
from components.markdown import plain
from components.rollback_plan import RollbackPlan
from steering.catalog.contracts import dataset_label
from steering.context.case_context import CaseContext
from steering.errors import SteercoError
from steering.formatting import pluralise
from steering.frames.sources import releases
from steering.frames.sources.rollback import describe_nothing
from steering.ingest.publishing import roll_back
from steering.records import Publication, StaleRevision
from steering.records.publications import LONGEST_REASON
from steering.sources import Source
from steering.state.first_look import FirstLook
from steering.state.place_histories import begins_again
from steering.warehouse import Manifest

REASON, CONFIRM = "roll-back-reason", "confirm-roll-back"
ADVICE = "What you go back from is another release now. Roll back again if it should still go."
AGAIN = "The data that this workspace began with will be current again: {} from {}."


def render_rollback(context: CaseContext, source: Source) -> None:
    """Draw the button that goes back to an earlier release, or to none, where there is something to go back to."""
    may_for_others = bool(source.history) and recipients.has_choice()
    if not may_for_others and not rollback_plan.has_targets(source):
        return
    pressed = st.button("Roll back", icon=":material/undo:", key="roll-back")
    late = upload_state.state().overtaken_rollbacks
    before = (late[source.id],) if source.id in late else ()
    # Whoever was too late sees what changed, and decides again.
    if pressed or before:
        _confirm(context, source, before)


def _forget_late() -> None:
    """Let go of what came too late, once somebody has decided not to go back."""
    upload_state.state().overtaken_rollbacks.clear()


@st.dialog("Roll back?", width="large", on_dismiss=_forget_late)
@actions.tell_errors
def _confirm(context: CaseContext, source: Source, before: Sequence[Publication | None]) -> None:
    """Ask; `before` is what was in force when the visitor decided and was too late, and empty otherwise."""
    # Before the button is drawn: once all have gone back nothing is left to do, and one that is disabled has no value.
    if session.widget(CONFIRM):
        st.rerun()
    for entry in before:
        overtaken.render_overtaken(context, source, entry, ADVICE)
    st.markdown(plain(releases.describe_release(source)))
    try:
        is_for_others = recipients.render_recipients(recipients.ROLL_BACK)
        plan = rollback_plan.choose_for_others(context, source) if is_for_others else None
        plan = plan or rollback_plan.choose_here(context, source)
        first = _foresee(context, source, plan)
    except SteercoError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    if not plan.targets and not is_for_others:
        st.markdown("The earlier releases were cleaned up, so there is nothing to go back to.")
        return
    _render_buttons(context, source, plan, first)
    if context.case.id in plan.targets:
        _render_change(context, source, plan.targets[context.case.id], first)
    if is_for_others:
        rollback_plan.render_effects(source, plan)


def _render_buttons(context: CaseContext, source: Source, plan: RollbackPlan, first: Manifest | None) -> None:
    """Say what this workspace would have, and draw what can be done."""
    if context.case.id in plan.targets:
        st.markdown(f"**{plain(_describe_target(source, plan.targets[context.case.id], first))}**")
    st.markdown(":gray[What is current now stays on record, and the history shows both.]")
    st.text_input("Why (optional)", key=REASON, max_chars=LONGEST_REASON)
    with st.container(horizontal=True):
        st.button(
            "Roll back",
            type="primary",
            key=CONFIRM,
            icon=":material/undo:",
            disabled=not plan.steps,
            on_click=_roll_back,
            args=(context, source, plan),
        )
        if st.button("Cancel", key="cancel-roll-back", on_click=_forget_late):
            st.rerun()


def _describe_target(source: Source, target: Publication | None, first: Manifest | None) -> str:
    if target:
        return releases.describe_restoring(source, target)
    return AGAIN.format(pluralise(first.rows, "row"), first.source_name) if first else describe_nothing(source.id)


def _foresee(context: CaseContext, source: Source, plan: RollbackPlan) -> Manifest | None:
    """Return the file of this workspace's folder that comes into force where it goes back to no data, if it has one."""
    is_empty = plan.targets.get(context.case.id, source.publication) is None
    if not is_empty or not begins_again(context.case, source.history, source.id):
        return None
    return FirstLook(session.app_state()).foresee_releases(context.case, [source.id]).get(source.id)


def _render_change(context: CaseContext, source: Source, target: Publication | None, first: Manifest | None) -> None:
    """Draw what would change in this workspace."""
    if target:
        comparison.render_earlier(context, source, target)
    elif first:
        comparison.render_comparison(context, source, first, after="After rolling back", key="roll-back")
    else:
        comparison.render_no_data(context, source)


def _roll_back(context: CaseContext, source: Source, plan: RollbackPlan) -> None:
    """Roll back, once: a second click changes nothing."""
    if plan.steps not in upload_state.state().rollbacks:
        actions.run_action(upload_state.place(source.id), _roll_back_now, context, source, plan)


def _roll_back_now(context: CaseContext, source: Source, plan: RollbackPlan) -> str:
    app, state = session.app_state(), upload_state.state()
    are_others = recipients.are_others(recipients.ROLL_BACK)
    # Each workspace is asked for its own permission.
    by = app.access.act_everywhere(session.cookie()) if are_others else session.actor()
    reason = str(session.widget(REASON) or "")
    restored_releases = {(source.id, entry.release_id) for entry in plan.targets.values() if entry}
    try:
        restored = roll_back(plan.steps, restored_releases, home=app.home, records=app.records, by=by, reason=reason)
    except StaleRevision:
        state.overtaken_rollbacks[source.id] = source.last_entry
        raise
    state.rollbacks.add(plan.steps)
    _forget_late()
    if are_others:
        return f"Rolled back {dataset_label(source.id)} {recipients.describe_places(tuple(plan.targets))}."
    if not restored[0].has_data and begins_again(context.case, source.history, source.id):
        return "Rolled back. The data that this workspace began with is current."
    return f"Rolled back. {publishing.describe_current(restored[0])}"
