"""Variants on the Cohorts page: how troubles are planted in new workspaces, and the answer key with what was found."""

from __future__ import annotations

from secrets import randbelow

import streamlit as st

from components import picture, session
from components.waiting import bar_while_waiting
from steering.errors import NotAllowed
from steering.exercises.answers import gather_answers, tabulate_answers, tabulate_counts
from steering.exercises.new_variants import MOST_SEED, Planting
from steering.records.cohorts import INSTALLATION, Cohort
from steering.variants.trouble import KINDS, TroubleKind

# What each kind is called where it is chosen.
LABELS: dict[TroubleKind, str] = {
    "stalled_team": "A stalled team",
    "cost_anomaly": "A cost anomaly",
    "kpi_redefined": "A KPI redefined",
    "claim_broken": "A broken claim",
}
PLANT = "Plant troubles in the data, elsewhere for each"
ABOUT = (
    "Data published for the cohort is used in place of the case's own. What was planted for whom is under Answers, "
    "for instructors and assistants only."
)
SEED = "The same seed and case give the same troubles; who comes later with it gets others than those before."
NO_KEY = "Nothing was planted yet. Make workspaces with troubles in their data under Members; the answers are here."
ALONE = "Learners never see this. Think of who can see your screen before you show the answers."


def render_planting(cohort: Cohort, key: str) -> None:
    """Draw whether troubles are planted in the new workspaces, of which kinds, and from which seed."""
    if not session.actor().may("review", cohort.id):
        return
    if not st.toggle(PLANT, key=f"plant-{key}", help=ABOUT):
        return
    keys = session.app_state().records.variant_keys.list(cohort.id, session.actor())
    seed = max(keys, key=lambda entry: entry.made_at).seed if keys else session.session_value(key, _draw_seed)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.multiselect("Troubles", KINDS, KINDS, format_func=LABELS.__getitem__, key=f"kinds-{key}")
        st.number_input("Seed", 0, MOST_SEED, seed, 1, key=f"seed-{key}", help=SEED, width=180)


def _draw_seed() -> int:
    return randbelow(1_000_000)


def find_planting(key: str) -> Planting | None:
    """Return what shall be planted; None where nothing shall. Raises NotAllowed where no kind was chosen."""
    if not session.widget(f"plant-{key}"):
        return None
    kinds = tuple(session.widget(f"kinds-{key}") or ())
    if not kinds:
        raise NotAllowed("No workspace was made. Choose at least one kind of trouble, or plant none.")
    return Planting(seed=int(session.widget(f"seed-{key}") or 0), kinds=kinds)


def render_answers(cohort: Cohort) -> None:
    """Draw how much each learner found, and the answer key on demand. Raises NotAllowed for whoever does not review."""
    if cohort.id == INSTALLATION:
        st.caption("Everybody here works on one case. Variants are made in a cohort of its own.")
        return
    with bar_while_waiting("Looking for what was found"):
        answers = gather_answers(session.app_state(), cohort.id, session.actor())
    if not answers:
        st.caption(NO_KEY)
        return
    picture.render_blocks(tabulate_counts(answers), key="finds", place=cohort.id)
    st.caption(ALONE)
    if st.toggle("Show the answers", key=f"answers-{cohort.id}"):
        picture.render_blocks(tabulate_answers(answers), key="answer-key", place=cohort.id)
