"""The routes of a link for an auditor: what it gives, and the package itself; its secret comes in the body only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeAlias
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from steering.access.rates import Rates
from steering.errors import NotAllowed, SteercoError, StoreUnavailable
from steering.exports.auditor_package.by_link import LinkedPackage, PackageFile, PackageUnavailable, UsedTooOften
from steering.exports.file_types import ZIP
from steering.stage.refusals import Refused
from steering.web.bodies import parse_json, respond_error

# What the secret of a link gives. Raises SteercoError.
Look: TypeAlias = Callable[[str], LinkedPackage]
Take: TypeAlias = Callable[[str], PackageFile]
TOO_OFTEN = "Too many links were tried from here. Wait a minute, then open yours again."
INCOMPLETE = "A link has a text behind its #."
AWAY = "The package can't be made now. Try again in a few minutes."
# How often one address may try links: a whole house may sit behind one.
TRIES = Rates(burst=200, a_second=2)
PRIVATE = {"Cache-Control": "private, no-store"}
# Which status an error has; the first that fits.
STATUS: tuple[tuple[type[SteercoError], int], ...] = (
    (NotAllowed, 403),
    (UsedTooOften, 429),
    (PackageUnavailable, 409),
)


def auditor_routes(look: Look, take: Take) -> list[BaseRoute]:
    """The routes `/auditor/open` and `/auditor/package`."""

    async def show(request: Request) -> Response:
        return JSONResponse(asdict(await asyncio.to_thread(look, await _read_token(request))), headers=PRIVATE)

    async def pack(request: Request) -> Response:
        file = await asyncio.to_thread(take, await _read_token(request))
        disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
        return Response(file.content, media_type=ZIP, headers={"Content-Disposition": disposition, **PRIVATE})

    return [
        Route("/auditor/open", _guard(show), methods=["POST"]),
        Route("/auditor/package", _guard(pack), methods=["POST"]),
    ]


def _guard(handle: Callable[[Request], Any]) -> Callable[[Request], Any]:
    """Return a handler that bounds how often it is asked, and says as a sentence what can't be done."""

    async def handle_request(request: Request) -> Response:
        try:
            if not TRIES.allow(request.client.host if request.client else ""):
                raise Refused(TOO_OFTEN, 429)
            response: Response = await handle(request)
        except Refused as error:
            return respond_error(error)
        except StoreUnavailable:
            # What it says of the server is not for strangers.
            return JSONResponse({"error": AWAY}, status_code=503, headers=PRIVATE)
        except SteercoError as error:
            status = next((status for kind, status in STATUS if isinstance(error, kind)), 409)
            return JSONResponse({"error": str(error)}, status_code=status, headers=PRIVATE)
        return response

    return handle_request


async def _read_token(request: Request) -> str:
    token = (await parse_json(request)).get("token")
    if not isinstance(token, str):
        raise Refused(INCOMPLETE, 400)
    return token
