"""Our app with everything that a start has made put out of the garbage collector's sight: `gc.freeze()`."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

import app as ours
from components import session
from steering.web.headers import SecurityHeaders
from steering.web.routes import routes


@asynccontextmanager
async def lifespan(running: st.App) -> AsyncIterator[None]:
    """As ours; then what there is by now is not looked at again by any collection."""
    async with ours.lifespan(running):
        session.app_state().snapshot()
        gc.collect()
        gc.freeze()
        yield


app = st.App(
    ours.ROOT / "pages" / "agenda.py",
    lifespan=lifespan,
    routes=routes(
        default_page="brief",
        health=session.health,
        scripts=ours.ROOT / "components" / "live",
        find_picture=session.find_picture,
        make_view=session.view_as_gzip,
        note_visit=session.note_visit,
    ),
    middleware=[Middleware(SecurityHeaders)],
)
