"""What is shown while a page waits: at once what is being done, then a bar with how much of it is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import streamlit as st

from components.markdown import plain
from steering.errors import SteercoError
from steering.progress import ProgressCallback, watch

# Seconds for which nothing is said: most pages are there before.
SILENT_SECONDS = 0.3


@contextmanager
def bar_while_waiting(doing: str = "Working out the figures") -> Iterator[ProgressCallback]:
    """Show a bar for what takes longer than a moment, and remove it at the end; the work may report by itself."""
    place = st.empty()
    begin = monotonic()

    def show(phase: str, share: float | None, /) -> None:
        if monotonic() - begin > SILENT_SECONDS:
            place.progress(min(1.0, max(0.0, share or 0.0)), text=plain(phase))

    try:
        with watch(show), st.spinner(doing):
            yield show
    except SteercoError:
        # The page says what went wrong; nothing is under way any more.
        place.empty()
        raise
    place.empty()
