"""The desk of the Sources page: take a dataset along, bring a file, publish it, go back."""

from __future__ import annotations

import streamlit as st

from components import downloads, session, uploads
from components.markdown import plain
from steering import sources
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.frames.sources import releases
from steering.state.case_snapshot import CaseSnapshot


def dataset_actions(snapshot: CaseSnapshot, _: Filters, place: Slot) -> None:
    """What can be done with the dataset that the place is about."""
    source = sources.find_source(snapshot.context, place.about)
    home = session.app_state().home
    with st.container(border=True, key="desk"):
        take, bring = st.columns(2, gap="large")
        with take:
            st.subheader(plain(source.contract.title), anchor=False)
            st.markdown(plain(releases.describe_release(source)))
            downloads.dataset(source, home, snapshot.context.case.id)
            uploads.way_back(snapshot.context.case, source)
        with bring:
            uploads.bring(snapshot.context.case, source)
        uploads.outcome(snapshot.context.case, source)
