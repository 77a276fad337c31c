"""People of every role in an installation, and how they come in."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from typing import get_args

from steering.actors import COMMAND_LINE
from steering.catalog.roles import Role
from steering.records import Records
from steering.records.cohorts import INSTALLATION, NewMember
from steering.web.askers import COOKIE
from tests.server import Server


def invite_everybody(home: Path) -> Mapping[Role, str]:
    """Make somebody of each role in the installation's own cohort; return the secrets of their links."""
    with Records(home) as records:
        return {role: invite(records, role) for role in get_args(Role)}


def invite(records: Records, role: Role, cohort: str = INSTALLATION, *, group: str = "") -> str:
    """Make somebody of a role, and return the secret of their link."""
    name = f"The {role}"
    if role == "admin":
        return records.people.make_link(records.people.make_admin(name, COMMAND_LINE).id, "", COMMAND_LINE)
    (member,) = records.cohorts.add(cohort, [NewMember(name=name, role=role, group=group)], COMMAND_LINE)
    return records.people.make_link(member.person.id, cohort, COMMAND_LINE)


def post(server: Server, path: str, data: object, cookie: str = "") -> tuple[int, bytes, str]:
    """Send JSON; return the status, the body, and the cookie that was set."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        headers = {"Content-Type": "application/json", "Cookie": f"{COOKIE}={cookie}", "X-Steerco-Visit": "a visit"}
        connection.request("POST", path, json.dumps(data), headers)
        answer = connection.getresponse()
        morsel = SimpleCookie(answer.getheader("Set-Cookie") or "").get(COOKIE)
        return answer.status, answer.read(), morsel.value if morsel else ""


def enter(server: Server, secret: str) -> str:
    """Open a personal link, and return the cookie of the browser."""
    status, body, cookie = post(server, "/account/enter", {"token": secret})
    assert status == 200, body
    return cookie


def ask(server: Server, path: str, cookie: str) -> tuple[int, bytes]:
    """GET a path as the owner of a cookie; nobody's where that is empty."""
    status, _, body = server.ask(path, {"Cookie": f"{COOKIE}={cookie}"} if cookie else {})
    return status, body
