"""An app where people sign in by a provider, over HTTP: what tickets open, and what it does not start with."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer

from steering.access.provider import IdentityProvider
from steering.actors import COMMAND_LINE
from steering.records import Records
from steering.records.cohorts import INSTALLATION
from tests.members import ask, enter, invite, post
from tests.provider import write_access
from tests.server import ROOT, Server, free_port, start

NOWHERE = "https://id.example.com/.well-known/openid-configuration"
GROUPS = [{"name": "teachers", "role": "instructor"}, {"name": "committee", "role": "viewer"}]


@dataclass(frozen=True, kw_only=True)
class House:
    server: Server
    home: Path

    def ticket(self, subject: str, *groups: str, **changes: object) -> str:
        """A ticket as a page makes it for somebody who has just come back from the provider."""
        now = int(dt.datetime.now(dt.UTC).timestamp())
        claims = {"iss": "https://id.example.com", "sub": subject, "nonce": os.urandom(8).hex(), "iat": now}
        claims |= {"exp": now + 60, "name": subject, "groups": list(groups), **changes}
        with Records(self.home) as records:
            return IdentityProvider(self.home, lambda: records).make_ticket(claims)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, example_store: Path) -> Iterator[House]:
    home = shutil.copytree(example_store, tmp_path_factory.mktemp("house") / "home")
    port = free_port()
    write_access(home, NOWHERE, f"http://localhost:{port}", GROUPS)
    env = {"STEERCO_SIGN_IN": "provider", "STEERCO_CLIENT_SECRET": "for-tests-only"}
    server = start(home=home, log=home / "server.log", env=env, port=port)
    yield House(server=server, home=home)
    server.stop()


def refusal(house: House, token: str) -> str:
    status, body, cookie = post(house.server, "/account/enter", {"token": token})
    assert (status, cookie) == (403, "")
    return str(json.loads(body)["error"])


def test_a_stranger_is_asked_to_sign_in_and_told_nothing_of_the_case(house: House) -> None:
    status, body = ask(house.server, "/view/brief", "")
    assert (status, body.decode()) == (403, "Sign in first. Whoever has a personal link opens that instead.")
    assert json.loads(ask(house.server, "/healthz", "")[1]) == {"status": "ok"}


def test_a_ticket_opens_what_the_groups_give_and_nothing_a_second_time(house: House) -> None:
    ticket = house.ticket("ann", "committee", "chess")
    cookie = enter(house.server, ticket)
    assert ask(house.server, "/view/brief", cookie)[0] == 200
    assert ask(house.server, "/view/storyboard", cookie)[0] == 403
    assert refusal(house, ticket) == "This sign-in was used already. Sign in again."


def test_forged_tickets_open_nothing(house: House) -> None:
    forged = str(URLSafeTimedSerializer(os.urandom(32), salt="sign-in ticket").dumps({"groups": ["teachers"]}))
    ticket = house.ticket("bob", "committee")
    for text in (forged, f"{ticket}A", f"A{ticket}", "...", f"{ticket.split('.')[0]}.."):
        assert refusal(house, text) == "This sign-in was not made here. Sign in again."
    assert "This link opens nothing here" in refusal(house, "made-up")


def test_who_is_in_none_of_the_groups_is_refused(house: House) -> None:
    assert "none of your groups there is let in here" in refusal(house, house.ticket("zoe", "chess"))


def test_a_changed_group_holds_at_the_next_sign_in_in_every_browser(house: House) -> None:
    before = enter(house.server, house.ticket("cleo", "teachers"))
    assert ask(house.server, "/view/storyboard", before)[0] == 200
    enter(house.server, house.ticket("cleo", "committee"))
    assert ask(house.server, "/view/storyboard", before)[0] == 403
    refusal(house, house.ticket("cleo"))
    assert ask(house.server, "/view/brief", before)[0] == 403


def test_signing_out_goes_on_to_the_provider_and_only_for_whom_it_knows(house: House) -> None:
    cookie = enter(house.server, house.ticket("dan", "committee"))
    status, body, _ = post(house.server, "/account/leave", {}, cookie)
    assert (status, json.loads(body)) == (200, {"left": True, "next": "auth/logout"})
    assert ask(house.server, "/view/brief", cookie)[0] == 403
    with Records(house.home) as records:
        guest = invite(records, "viewer")
    _, body, _ = post(house.server, "/account/leave", {}, enter(house.server, guest))
    assert json.loads(body)["next"] == ""


def test_whoever_is_signed_out_by_an_instructor_is_out_at_once(house: House) -> None:
    cookie = enter(house.server, house.ticket("eve", "committee"))
    with Records(house.home) as records:
        (eve,) = [member for member in records.cohorts.members(INSTALLATION) if member.person.name == "eve"]
        records.people.revoke_links(eve.person.id, INSTALLATION, COMMAND_LINE)
    assert ask(house.server, "/view/brief", cookie)[0] == 403


def test_behind_a_proxy_with_tls_the_cookie_is_for_tls_alone(house: House) -> None:
    for scheme, expected in (("https", True), ("http", False)):
        with closing(http.client.HTTPConnection("127.0.0.1", house.server.port, timeout=60)) as connection:
            body = json.dumps({"token": house.ticket("fay", "committee")})
            connection.request("POST", "/account/enter", body, {"X-Forwarded-Proto": scheme})
            cookie = connection.getresponse().getheader("Set-Cookie") or ""
        assert cookie.startswith("steerco=") and ("secure" in cookie.lower()) is expected


@pytest.mark.parametrize(
    ("text", "secret", "said"),
    [
        (None, "x", "access.yaml: found no file; expected access.yaml in the folder of STEERCO_HOME."),
        ("provider: {}\ngroups: [{name: a, role: boss}]\n", "x", "access.yaml, row 2, groups[0].role: found 'boss'"),
        ("whole", "", "The secret that the provider has given this installation is missing. Set STEERCO_CLIENT_SECRET"),
    ],
)
def test_the_app_does_not_start_with_what_is_wrong_and_says_all_of_it(
    tmp_path: Path, text: str | None, secret: str, said: str
) -> None:
    if text == "whole":
        write_access(tmp_path, NOWHERE, "https://steerco.example.com", GROUPS)
    elif text:
        (tmp_path / "access.yaml").write_text(text, encoding="utf-8")
    own = {"STEERCO_HOME": str(tmp_path), "STEERCO_SIGN_IN": "provider", "STEERCO_CLIENT_SECRET": secret}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(free_port())]
    ended = subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert "Steerco does not start." in ended.stderr and said in ended.stderr
    assert "Traceback" not in ended.stderr
