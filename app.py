"""The server: Streamlit's ASGI app with Steerco's routes, security headers, start and stop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from components import session
from steering import web

ROOT = Path(__file__).parent


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Open the stores and read the case before the first visitor comes, and let go of the stores at the end."""
    installation = session.app_state()
    installation.warm_beside()
    yield
    installation.close()


app = st.App(
    ROOT / "pages" / "agenda.py",
    lifespan=lifespan,
    routes=web.routes("brief", session.health),
    middleware=[Middleware(web.SecurityHeaders)],
)
