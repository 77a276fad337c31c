"""Our app with everything that a start has made put out of the garbage collector's sight: `gc.freeze()`."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

import app as ours
from components import session


@asynccontextmanager
async def lifespan(running: st.App) -> AsyncIterator[None]:
    """As ours; then what there is by now is not looked at again by any collection."""
    async with ours.lifespan(running):
        session.app_state().snapshot()
        gc.collect()
        gc.freeze()
        yield


app = st.App(ours.ROOT / "pages" / "agenda.py", lifespan=lifespan, routes=ours.ROUTES, middleware=ours.MIDDLEWARE)
