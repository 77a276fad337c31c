"""The desk of the Sources page: take a dataset along, bring a file, publish it, go back."""

from __future__ import annotations

import streamlit as st

from components import downloads, session, uploads
from components.markdown import plain
from steering import sources
from steering.context.case_context import Filters
from steering.frames.frame import Place
from steering.frames.sources import page as frames
from steering.state.app_state import Table


def desk(table: Table, _: Filters, place: Place) -> None:
    """What can be done with the dataset that the place is about."""
    source = sources.source(table.room, place.about)
    home = session.installation().home
    with st.container(border=True, key="desk"):
        take, bring = st.columns(2, gap="large")
        with take:
            st.subheader(plain(source.contract.title), anchor=False)
            st.markdown(plain(frames.in_force(source)))
            downloads.dataset(source, home, table.room.case.id)
            uploads.way_back(table.room.case, source)
        with bring:
            uploads.bring(table.room.case, source)
        uploads.outcome(table.room.case, source)
