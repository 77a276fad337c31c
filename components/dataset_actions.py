"""The actions of the Sources page: download a dataset, upload a file, publish it, approve, roll back, clean up."""

from __future__ import annotations

import streamlit as st

from components import approvals, clean_up, downloads, rollback, session, uploads
from components.markdown import plain
from steering import sources
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.frames.sources import releases
from steering.state.case_snapshot import CaseSnapshot


def render_dataset_actions(snapshot: CaseSnapshot, _: Filters, slot: Slot) -> None:
    """Draw the actions for the dataset of a slot."""
    source = sources.find_source(snapshot.context, slot.about)
    home = session.app_state().home
    # Without it there is nothing to bring here: the records would refuse it.
    may_publish = session.standing().may("publish")
    # The records say who sees what waits.
    approvals.render_waiting(snapshot.context)
    with st.container(border=True, key="desk"):
        download_column, upload_column = st.columns(2, gap="large")
        with download_column:
            st.subheader(plain(source.contract.title), anchor=False)
            st.markdown(plain(releases.describe_release(source)))
            downloads.render_dataset(source, home, snapshot.context.case.id)
            if may_publish:
                with st.container(horizontal=True, key="earlier"):
                    rollback.render_rollback(snapshot.context, source)
                    clean_up.render_clean_up()
        if may_publish:
            with upload_column:
                uploads.render_uploader(snapshot.context.case, source)
            uploads.render_outcome(snapshot.context, source)
