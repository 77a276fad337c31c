"""The server: Streamlit's ASGI app with Steerco's routes, security headers, start and stop."""

import asyncio
import gc
import logging
import os
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from steering.access.ways import check_exposure, find_way
from steering.catalog.quotas import read_quotas
from steering.catalog.roles import Permission
from steering.charts.plotly_js import PLOTLY_PATH
from steering.errors import InputRefused, SteercoError, StoreUnavailable
from steering.home import find_home
from steering.web.first_load import EarlyScripts, FilesInMemory, list_late_modules
from steering.web.guarded import GuardedRoutes
from steering.web.headers import SecurityHeaders
from steering.web.hosts import Hosts, TrustedHosts
from steering.web.late_routes import LateRoutes
from steering.web.routes import file_routes, health_route, redirect_route
from steering.web.signals import before_signals
from steering.web.sockets import hang_up, send_at_once
from steering.web.visits import FinishedVisits, VisitEnds

ROOT = Path(__file__).parent
# Streamlit's own page and its files.
STREAMLIT = Path(st.__file__).parent / "static"
# What page.js imports, and what these import.
PICTURE_MODULES = ("page.js", "picture.js", "charts.js", "drivers.js", "cash.js", "model.js", "theme.js", "wording.js")
# What shows a component of ours, and Streamlit asks for when the first run of a page has come.
LATE_MODULES = list_late_modules(STREAMLIT, "BidiComponent")
HERE = f"http://{st.get_option('server.address')}:{st.get_option('server.port')}"


def open_sign_in() -> dict[str, Any] | None:
    """Return what Streamlit's sign-in by a provider needs; None where people sign in otherwise. Raises SteercoError."""
    way = find_way(os.environ)
    check_exposure(way, st.get_option("server.address") or "")
    if way != "provider":
        return None
    from steering.access.provider import make_streamlit_secrets

    return make_streamlit_secrets(find_home(), os.environ)


def list_own_hosts() -> list[str]:
    """Return the host of the address to which the provider sends people back."""
    host = urlsplit(SIGN_IN["auth"]["redirect_uri"]).hostname if SIGN_IN else None
    return [host] if host else []


try:
    read_quotas(os.environ)
    SIGN_IN = open_sign_in()
except InputRefused as error:
    sys.exit("\n  ".join([f"Steerco does not start. {error.what}:", *map(str, error.problems)]))
except SteercoError as error:
    sys.exit(f"Steerco does not start. {error}")
# How long browsers may take to read the end of their streams when the server stops.
FAREWELL_SECONDS = 1.0
VISITS = FinishedVisits()
HOSTS = Hosts.from_settings(
    st.get_option("server.address"),
    st.get_option("browser.serverAddress"),
    ",".join([os.environ.get("STEERCO_HOSTS", ""), *list_own_hosts()]),
)


# What follows imports its modules late: the server listens before, and browsers load Streamlit meanwhile.
def open_app() -> list[BaseRoute]:
    """Open the stores, begin to read the case, and return the routes of health, frames and views."""
    # Nothing of what is imported is ever garbage: looking for some takes a tenth of the time.
    gc.disable()
    from components import answers, session
    from steering.web.accounts import account_routes
    from steering.web.frames import frame_routes
    from steering.web.uploads import upload_routes
    from steering.web.views import view_route

    gc.freeze()
    gc.enable()
    try:
        session.app_state().warm_beside()
    except StoreUnavailable as error:
        # The pages and /healthz say the same; a trace would say nothing more.
        logging.getLogger("steerco").error("%s", error)
    return [
        health_route(answers.health),
        *account_routes(answers.open_visit, answers.end_visit),
        *frame_routes(answers.find_picture, answers.note_download),
        *upload_routes(answers.spool, answers.find_uploader),
        view_route(answers.find_case, answers.view_at_hand, answers.view_as_gzip, answers.note_visit),
    ]


def may_somewhere(cookie: str, wanted: Collection[Permission]) -> bool:
    """Say whether the owner of a cookie may do one of these things anywhere."""
    from components import answers

    return answers.may_somewhere(cookie, wanted)


def open_meetings() -> list[BaseRoute]:
    """Return the routes of meetings, when somebody asks for one of them."""
    from components.meetings import rooms
    from steering.web.meetings import meeting_routes

    return meeting_routes(rooms)


def open_auditor_links() -> list[BaseRoute]:
    """Return the routes of links for auditors, when somebody asks for one of them."""
    from components.linked_packages import look_at_package, take_package
    from steering.web.auditor import auditor_routes

    return auditor_routes(look_at_package, take_package)


def close_meetings() -> None:
    """End the streams of meetings, where anybody has asked for one; who reads nothing is not waited for."""
    if MEETINGS.is_made:
        from components.meetings import rooms

        rooms().close()
        asyncio.get_running_loop().call_later(FAREWELL_SECONDS, hang_up)


def close_app() -> None:
    """Let go of the stores."""
    from components import session

    with suppress(StoreUnavailable):
        session.app_state().close()


APP = LateRoutes(("healthz", "frames", "view", "account", "upload"), open_app)
MEETINGS = LateRoutes(("meet",), open_meetings)
AUDITOR_LINKS = LateRoutes(("auditor",), open_auditor_links)
FILES = file_routes(ROOT / "components" / "live")
# Streamlit serves the default page at the root only; its own path would say "page not found".
ROUTES = [redirect_route("/brief", "/"), *FILES, APP, MEETINGS, AUDITOR_LINKS]
GUEST_ROUTES = [redirect_route("/", "/follow"), *FILES, MEETINGS]


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Begin to open the stores and to read the case before the first visitor comes; let go of them at the end."""
    send_at_once()
    opening = asyncio.create_task(APP.router())
    collecting = asyncio.create_task(VISITS.collect())
    with before_signals(close_meetings):
        async with welcome_guests():
            yield
    collecting.cancel()
    await opening
    close_app()


@asynccontextmanager
async def welcome_guests() -> AsyncIterator[None]:
    """Serve the stage to guests at an address of its own, where STEERCO_STAGE names one, and have a meeting ready."""
    text = os.environ.get("STEERCO_STAGE", "")
    if not text:
        yield
        return
    from components import meetings
    from steering.web.stage_listener import ListenerRefused, listen

    try:
        async with listen(text, GUEST_ROUTES) as address:
            preparing = asyncio.create_task(asyncio.to_thread(meetings.prepare, address, HERE))
            yield
            await preparing
    except ListenerRefused as error:
        # The page on which somebody presents says so too.
        meetings.refuse(error)
        yield


MIDDLEWARE = [
    Middleware(SecurityHeaders),
    Middleware(TrustedHosts, hosts=HOSTS),
    Middleware(GuardedRoutes, may_somewhere=may_somewhere),
    # The Brief shows no chart.
    Middleware(
        EarlyScripts,
        modules=[*map("live/{}".format, PICTURE_MODULES), *LATE_MODULES],
        script=PLOTLY_PATH,
        plain=("/",),
    ),
    Middleware(FilesInMemory, path="/static/", folder=STREAMLIT / "static"),
    Middleware(VisitEnds, visits=VISITS),
]

app = st.App(
    ROOT / "pages" / "agenda.py",
    secrets=SIGN_IN,
    lifespan=lifespan,
    routes=ROUTES,
    middleware=MIDDLEWARE,
)
