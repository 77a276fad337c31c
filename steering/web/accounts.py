"""The routes by which people sign in and out: a link's secret, or a ticket of a page, is exchanged for a cookie."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from steering.access.rates import Rates
from steering.errors import NotAllowed, SteercoError
from steering.records.people import SESSION_DAYS
from steering.stage.refusals import Refused
from steering.web.askers import COOKIE, is_secure
from steering.web.bodies import parse_json, respond_error

# Exchanges the secret of a link, or a ticket, for that of a browser. Raises NotAllowed.
OpenVisit: TypeAlias = Callable[[str], str]
# Ends the visit of a browser, and returns where it goes on to, relative to the root; empty for nowhere.
EndVisit: TypeAlias = Callable[[str], str]
TOO_OFTEN = "Too many links were tried from here. Wait a minute, then open yours again."
# How often one address may try links: a whole class may sit behind one.
TRIES = Rates(burst=200, a_second=2)
PRIVATE = {"Cache-Control": "private, no-store"}


def account_routes(open_visit: OpenVisit, end_visit: EndVisit) -> list[BaseRoute]:
    """The routes `/account/enter` and `/account/leave`."""

    async def enter(request: Request) -> Response:
        try:
            if not TRIES.allow(request.client.host if request.client else ""):
                raise Refused(TOO_OFTEN, 429)
            secret = (await parse_json(request)).get("token")
            if not isinstance(secret, str):
                raise Refused("A link has a text behind its #.", 400)
            browser = await asyncio.to_thread(open_visit, secret)
        except NotAllowed as error:
            return JSONResponse({"error": str(error)}, status_code=403, headers=PRIVATE)
        except SteercoError as error:
            return respond_error(error)
        response = JSONResponse({"entered": True}, headers=PRIVATE)
        response.set_cookie(
            COOKIE,
            browser,
            max_age=SESSION_DAYS * 24 * 3600,
            path="/",
            httponly=True,
            samesite="lax",
            secure=is_secure(request),
        )
        return response

    async def leave(request: Request) -> Response:
        try:
            next_path = await asyncio.to_thread(end_visit, request.cookies.get(COOKIE, ""))
        except SteercoError as error:
            return respond_error(error)
        response = JSONResponse({"left": True, "next": next_path}, headers=PRIVATE)
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
        return response

    return [Route("/account/enter", enter, methods=["POST"]), Route("/account/leave", leave, methods=["POST"])]
