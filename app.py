"""The server: Streamlit's ASGI app with Steerco's routes, security headers, start and stop."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from components import session
from components.rooms import rooms
from steering.charts.plotly_js import PLOTLY_PATH
from steering.errors import StoreUnavailable
from steering.web.first_load import EarlyScripts, FilesInMemory
from steering.web.headers import SecurityHeaders
from steering.web.hosts import Hosts, TrustedHosts
from steering.web.routes import routes
from steering.web.signals import before_signals
from steering.web.sockets import send_at_once
from steering.web.visits import FinishedVisits, VisitEnds

ROOT = Path(__file__).parent
# The files of Streamlit's own pages.
STREAMLIT_FILES = Path(st.__file__).parent / "static" / "static"
# What page.js imports, and what these import.
PICTURE_MODULES = ("page.js", "picture.js", "drivers.js", "cash.js", "model.js", "wording.js")
VISITS = FinishedVisits()
HOSTS = Hosts.from_settings(
    st.get_option("server.address"), st.get_option("browser.serverAddress"), os.environ.get("STEERCO_HOSTS", "")
)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Open the stores and read the case before the first visitor comes, and let go of the stores at the end."""
    send_at_once()
    try:
        state = session.app_state()
    except StoreUnavailable as error:
        # The pages and /healthz say the same; a trace would say nothing more.
        logging.getLogger("steerco").error("%s", error)
        yield
        return
    state.warm_beside()
    collecting = asyncio.create_task(VISITS.collect())
    with before_signals(lambda: rooms().close()):
        yield
    collecting.cancel()
    state.close()


ROUTES = routes(
    default_page="brief",
    health=session.health,
    scripts=ROOT / "components" / "live",
    find_picture=session.find_picture,
    find_view=session.view_at_hand,
    make_view=session.view_as_gzip,
    note_visit=session.note_visit,
    find_rooms=rooms,
)
MIDDLEWARE = [
    Middleware(SecurityHeaders),
    Middleware(TrustedHosts, hosts=HOSTS),
    Middleware(EarlyScripts, modules=[f"live/{name}" for name in PICTURE_MODULES], script=PLOTLY_PATH),
    Middleware(FilesInMemory, path="/static/", folder=STREAMLIT_FILES),
    Middleware(VisitEnds, visits=VISITS),
]

app = st.App(
    ROOT / "pages" / "agenda.py",
    lifespan=lifespan,
    routes=ROUTES,
    middleware=MIDDLEWARE,
)
