"""The plan from practice: what people have rehearsed becomes the minutes of a draft of the storyboard."""

from __future__ import annotations

import streamlit as st

from components import session
from components import storyboard_draft as drafting
from components.actions import run_action
from components.meetings import list_runs
from components.person import find_person
from steering.actors import Participant
from steering.context.case_context import CaseContext
from steering.rehearsal.replan import plan_from_practice
from steering.stage.refusals import Refused
from steering.storyboard import draft as drafts

PLACE = "practice-plan"
LABEL, ICON = "Plan from practice", ":material/model_training:"
HELP = "Puts the median of the last complete runs into a draft, scene by scene. Nothing is changed in the case."
NONE = "{} has no complete run yet. Rehearse on Dry run from the first scene to the last; the plan follows from that."


def render_offer(context: CaseContext) -> None:
    """Draw the button that puts a plan from practice into the draft of this page."""
    st.button(LABEL, icon=ICON, key="plan-from-practice", help=HELP, on_click=_put, args=(context,))


def render_link(context: CaseContext, person: Participant) -> None:
    """Draw the button that does so on another page, and leads to the draft, for whoever may edit."""
    if session.standing().may("edit") and st.button(LABEL, icon=ICON, key="plan-from-runs", help=HELP):
        run_action(PLACE, _plan, context, person)
        st.switch_page("storyboard.py")


def _put(context: CaseContext) -> None:
    """Put the plan of whoever rehearses here into the draft; until a name was given, of who rehearsed last."""

    def put() -> str:
        runs = list_runs(context.case.id)
        return _plan(context, find_person((run.presenter for run in runs.runs), key="dry-run-person"))

    run_action(PLACE, put)


def _plan(context: CaseContext, person: Participant) -> str:
    plan = plan_from_practice(list_runs(context.case.id).practice(person.key), person.label)
    if plan is None:
        raise Refused(NONE.format(person.label))
    drafting.put_plan(drafting.find_state(context), drafts.start_draft(context.case.storyboard), plan)
    return ""
