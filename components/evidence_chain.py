"""The chain of evidence on the Compliance page, for whoever may see the evidence; checked again at a click."""

from __future__ import annotations

import streamlit as st

from components import picture, session
from steering.compliance.evidence import DATASET
from steering.context.filters import Filters
from steering.errors import StoreUnavailable
from steering.formatting import pluralise
from steering.frames.blocks import Notice, Slot
from steering.frames.compliance.chain import add_chain, build_chain_blocks, describe_break
from steering.frames.frame import Frame
from steering.records import Publication
from steering.state.case_snapshot import CaseSnapshot
from steering.state.evidence_check import check_evidence

# Rows of all releases that are followed when the page opens: more would keep it waiting.
MOST_ROWS = 20_000


def adapt_frame(snapshot: CaseSnapshot, _filters: Filters, frame: Frame) -> Frame:
    """Return the frame with the chain as a part of it, worked out again when a file of the evidence is another one."""
    history, app = _list_history(snapshot), session.app_state()
    if not history or not frame.blocks:
        return frame
    if sum(entry.rows for entry in history) > MOST_ROWS:
        text = f"The chain goes through {pluralise(len(history), 'release')}, which takes a while to follow."
        return add_chain(frame, (Notice(text=text, remedy="Check the chain of evidence below, at a click."),))
    try:
        check = app.check_evidence(history)
    except StoreUnavailable as error:
        # The controls are shown all the same.
        return add_chain(frame, (Notice(text="The chain can't be followed now.", remedy=str(error)),))
    return add_chain(
        frame, build_chain_blocks(check.chain, history, snapshot.context.names), describe_break(check.chain)
    )


def render_check(snapshot: CaseSnapshot, _filters: Filters, _slot: Slot) -> None:
    """Draw the button that reads every file of the evidence anew and asks the audit log too, and what that says."""
    history, app = _list_history(snapshot), session.app_state()
    if not history:
        return
    help = "Reads every release of the evidence anew, and holds the history against the audit log"
    if st.button("Check the chain of evidence now", icon=":material/link:", key="chain-check", help=help):
        check = check_evidence(app.records, app.home, history, with_log=True)
        blocks = build_chain_blocks(check.chain, history, snapshot.context.names, check.log)
        picture.render_blocks(*blocks, key="chain-now")


def _list_history(snapshot: CaseSnapshot) -> tuple[Publication, ...]:
    """Return what was in force of the evidence, where this visitor may see where figures come from."""
    state = snapshot.context.dataset_states.get(DATASET)
    return state.history if state and session.standing().may("sources") else ()
