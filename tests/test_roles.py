"""Every page and route as every role and as a stranger, over HTTP: who is let in is written here by hand."""

from __future__ import annotations

import gzip
import http.client
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from steering.access.control import ELSEWHERE
from steering.access.links import Signer
from steering.actors import COMMAND_LINE
from steering.catalog.roles import Role
from steering.frames.agenda import AGENDA
from steering.records import Records
from steering.records.cohorts import INSTALLATION
from steering.records.people import digest
from steering.state.app_state import NO_CASE
from steering.web.askers import COOKIE
from tests.members import ask, enter, invite, invite_everybody, post
from tests.server import Server, start
from tests.steering.small_cases import small

STRANGER = "stranger"
ADDRESS = "zenobia@example.org"
EVERYBODY = ("viewer", "presenter", "assistant", "instructor", "auditor", "admin", STRANGER)
READERS = {"viewer", "presenter", "assistant", "instructor"}
LEARNING = {"presenter", "assistant", "instructor"}
# Who is let in to each page of the installation's own case; an admin has pages without one, drawn without this route.
LET_IN: Mapping[str, set[str]] = {
    **dict.fromkeys(("brief", "adoption", "kpis", "costs", "roi", "roadmap", "decisions"), READERS),
    **dict.fromkeys(("storyboard", "dry_run", "drill", "readiness", "review"), LEARNING),
    **dict.fromkeys(("thread", "current_state", "architecture", "governance", "change", "enablement"), READERS),
    "compliance": READERS | {"auditor"},
    "present": {"presenter", "instructor"},
    "audit": {"presenter", "instructor"},
    "sources": READERS | {"auditor"},
    "log": {"instructor", "auditor"},
    "cohorts": {"assistant", "instructor"},
}


@dataclass(frozen=True, kw_only=True)
class House:
    """A running app where people sign in, and the cookies of one person of each role; the stranger has none."""

    server: Server
    home: Path
    cookies: Mapping[str, str]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, example_store: Path) -> Iterator[House]:
    home = shutil.copytree(example_store, tmp_path_factory.mktemp("house") / "home")
    secrets = invite_everybody(home)
    server = start(home=home, log=home / "server.log", env={"STEERCO_SIGN_IN": "links"})
    cookies = {**{role: enter(server, secret) for role, secret in secrets.items()}, STRANGER: ""}
    yield House(server=server, home=home, cookies=cookies)
    server.stop()


def make_visitor(house: House, role: Role, cohort: str = "") -> str:
    """The secret of a link for one more person, in a cohort of their own where one is named."""
    with Records(house.home) as records:
        return invite(records, role, records.cohorts.make(cohort, COMMAND_LINE).id) if cohort else invite(records, role)


@pytest.mark.parametrize("page", AGENDA)
def test_a_page_s_figures_are_given_to_those_who_may_see_it_and_to_nobody_else(house: House, page: str) -> None:
    statuses = {role: ask(house.server, f"/view/{page}", house.cookies[role])[0] for role in EVERYBODY}
    assert statuses == {role: 200 if role in LET_IN[page] else 403 for role in EVERYBODY}


def test_a_refusal_says_what_is_closed_and_nothing_of_the_case(house: House) -> None:
    status, body = ask(house.server, "/view/storyboard", house.cookies["viewer"])
    assert (status, body.decode()) == (403, "Storyboard is not open to you in this workspace.")
    status, body = ask(house.server, "/view/brief", "")
    assert (status, body.decode()) == (403, "Sign in first: open the link that your instructor has sent you.")
    for case in ("halden", "no-such-case"):
        outsider = enter(house.server, make_visitor(house, "instructor", f"Other than {case}"))
        status, body = ask(house.server, f"/view/brief?in={case}", outsider)
        assert (status, body.decode()) == (403, ELSEWHERE)


def test_whoever_is_in_no_workspace_is_told_nothing_of_the_installation_s_own_case(house: House) -> None:
    roles: tuple[Role, ...] = ("viewer", "presenter", "assistant", "instructor", "auditor")
    members = [enter(house.server, make_visitor(house, role, f"No {role}")) for role in roles]
    for page in AGENDA:
        for cookie in (house.cookies["admin"], *members):
            assert ask(house.server, f"/view/{page}", cookie)[0] == 403, page
    status, body = ask(house.server, "/view/cohorts", house.cookies["admin"])
    assert (status, body.decode()) == (403, NO_CASE)


def test_a_picture_and_its_tables_are_for_those_who_see_its_case(house: House) -> None:
    _, _, packed = house.server.ask("/view/costs", {"Cookie": f"{COOKIE}={house.cookies['viewer']}"})
    hash = json.loads(gzip.decompress(packed))["hash"]
    outsider = enter(house.server, make_visitor(house, "instructor", "Elsewhere"))
    for path in (f"/frames/{hash}", f"/frames/{hash}/nowhere.csv"):
        bodies = {role: ask(house.server, path, cookie)[1] for role, cookie in house.cookies.items()}
        bodies["outsider"] = ask(house.server, path, outsider)[1]
        refused = {role for role, body in bodies.items() if b"no longer at hand" in body}
        assert refused == {"admin", STRANGER, "outsider"}


@pytest.mark.parametrize(
    ("path", "let_in"),
    [
        ("/media/0000.png", set(EVERYBODY) - {STRANGER}),
        ("/_stcore/metrics", {"admin"}),
        ("/_stcore/agent/openapi.json", {"admin"}),
    ],
)
def test_streamlit_s_own_routes_ask_who_is_there(house: House, path: str, let_in: set[str]) -> None:
    passed = {role for role, cookie in house.cookies.items() if ask(house.server, path, cookie)[0] != 403}
    assert passed == let_in


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """A workspace in whose data an address stands, and the cookies of a learner, an assistant and the committee."""

    id: str
    cookies: Mapping[str, str]


@pytest.fixture(scope="module")
def workplace(house: House) -> Workplace:
    with Records(house.home) as records:
        cohort = records.cohorts.make("With addresses", COMMAND_LINE).id
        workspace = records.workspaces.make(cohort, COMMAND_LINE, group="Red", title="Red")
        records.workspaces.show(workspace.id, COMMAND_LINE, shown=True)
        secrets = {role: invite(records, role, cohort) for role in ("viewer", "assistant", "auditor")}
    team = f"2026-04,T1,Team,{ADDRESS},Wave 1,pilot,3,0"
    small(house.home / "workspaces" / workspace.id, teams=[team])
    return Workplace(id=workspace.id, cookies={role: enter(house.server, secret) for role, secret in secrets.items()})


def look(house: House, workplace: Workplace, page: str, role: str) -> dict[str, Any]:
    status, _, packed = house.server.ask(
        f"/view/{page}?in={workplace.id}", {"Cookie": f"{COOKIE}={workplace.cookies[role]}"}
    )
    assert status == 200
    view: dict[str, Any] = json.loads(gzip.decompress(packed))
    return view


def test_addresses_are_hidden_from_the_committee_whoever_looked_before(house: House, workplace: Workplace) -> None:
    views = {role: look(house, workplace, "adoption", role) for role in ("assistant", "viewer", "assistant")}
    assert ADDRESS in json.dumps(views["assistant"]) and "@" not in json.dumps(views["viewer"])
    assert "[e-mail 1]" in json.dumps(views["viewer"])
    # Nor by the name of the picture that others were shown.
    for role, is_there in (("viewer", False), ("assistant", True), ("viewer", False)):
        body = ask(house.server, f"/frames/{views['assistant']['hash']}", workplace.cookies[role])[1]
        assert b"markup" in body and (ADDRESS.encode() in body) is is_there


def test_a_table_that_is_taken_along_has_no_address_for_the_committee_and_is_noted(
    house: House, workplace: Workplace
) -> None:
    hashes = {look(house, workplace, "adoption", role)["hash"] for role in ("viewer", "assistant")}
    assert len(hashes) == 2
    for role in ("viewer", "assistant"):
        for hash in hashes:
            body = ask(house.server, f"/frames/{hash}/units-table.csv", workplace.cookies[role])[1].decode()
            assert (ADDRESS in body) != ("[e-mail 1]" in body) and (role != "viewer" or ADDRESS not in body)
    with Records(house.home) as records:
        taken = [entry for entry in records.audit_log.list(places=(workplace.id,)) if entry.action == "download"]
        names = set(records.people.names(entry.actor_id for entry in taken).values())
    assert len(taken) == 4 and names == {"The viewer", "The assistant"}
    assert {entry.subject for entry in taken} == {"business-units.csv"}


def test_streamlit_s_own_way_in_for_files_is_closed_to_everybody(house: House) -> None:
    def send(cookie: str) -> bytes:
        with closing(http.client.HTTPConnection("127.0.0.1", house.server.port, timeout=60)) as connection:
            connection.request("PUT", "/_stcore/upload_file/one/two", b"x", {"Cookie": f"{COOKIE}={cookie}"})
            return connection.getresponse().read()

    assert {role for role, cookie in house.cookies.items() if send(cookie).startswith(b"This is not open")} == set(
        EVERYBODY
    )


@pytest.mark.parametrize(
    ("purpose", "place", "let_in"),
    [
        ("data:adoption", "halden", {"presenter", "instructor"}),
        ("data:adoption", INSTALLATION, {"instructor"}),
        ("business-case", "halden", {"presenter", "instructor"}),
        ("own-case", "halden", {"presenter", "instructor"}),
        ("members", INSTALLATION, {"instructor", "admin"}),
        ("case", INSTALLATION, {"instructor", "admin"}),
        ("data:adoption", "no-such-case", set()),
    ],
)
def test_an_upload_begins_for_those_who_may_do_something_with_it_there(
    house: House, purpose: str, place: str, let_in: set[str]
) -> None:
    file = {"place": place, "purpose": purpose, "name": f"{purpose[:4]}.csv", "size": 3, "stamp": 1}
    begun = {role for role in EVERYBODY if post(house.server, "/upload", file, house.cookies[role])[0] == 200}
    assert begun == let_in


def test_health_does_not_name_the_case_where_people_sign_in(house: House) -> None:
    assert json.loads(ask(house.server, "/healthz", "")[1]) == {"status": "ok"}


def test_signing_out_ends_the_cookie_and_not_only_the_browser_s_copy_of_it(house: House) -> None:
    cookie = enter(house.server, make_visitor(house, "viewer"))
    assert ask(house.server, "/view/brief", cookie)[0] == 200
    assert post(house.server, "/account/leave", {}, cookie)[0] == 200
    assert ask(house.server, "/view/brief", cookie)[0] == 403


@pytest.mark.parametrize("token", ["", "x", "a" * 10_000], ids=["empty", "unknown", "long"])
def test_a_forged_link_opens_nothing(house: House, token: str) -> None:
    status, body, cookie = post(house.server, "/account/enter", {"token": token})
    assert (status, cookie) == (403, "")
    assert json.loads(body) == {"error": "This link opens nothing here. Ask your instructor for a new one."}


@pytest.mark.parametrize("data", [{}, {"token": 1}, {"token": None}, {"token": ["x"]}, {"token": "\ud800"}])
def test_what_is_no_link_at_all_is_refused_as_such(house: House, data: object) -> None:
    assert post(house.server, "/account/enter", data)[0] == 400


def test_a_withdrawn_link_opens_nothing_and_whoever_came_by_it_is_out(house: House) -> None:
    secret = make_visitor(house, "viewer")
    cookie = enter(house.server, secret)
    with Records(house.home) as records:
        signed_in = records.people.find_sign_in(cookie)
        assert signed_in and signed_in.digest == digest(cookie)
        records.people.revoke_links(signed_in.person.id, "", COMMAND_LINE)
    assert ask(house.server, "/view/brief", cookie)[0] == 403
    status, body, _ = post(house.server, "/account/enter", {"token": secret})
    assert (status, json.loads(body)["error"]) == (403, "This link was withdrawn. Ask your instructor for a new one.")


def test_a_role_that_is_taken_away_is_gone_with_the_next_request(house: House) -> None:
    with Records(house.home) as records:
        cohort = records.cohorts.make("Spring", COMMAND_LINE).id
        invite(records, "instructor", cohort)
        secret = invite(records, "instructor", cohort)
    cookie = enter(house.server, secret)
    file = {"place": cohort, "purpose": "members", "name": "a.csv", "size": 3, "stamp": 1}
    assert post(house.server, "/upload", file, cookie)[0] == 200
    with Records(house.home) as records:
        signed_in = records.people.find_sign_in(cookie)
        assert signed_in
        records.cohorts.change(cohort, signed_in.person.id, COMMAND_LINE, role="viewer", group="")
    status, body, _ = post(house.server, "/upload", file, cookie)
    assert (status, json.loads(body)["error"][:46]) == (403, "You may not add members, make and withdraw the")


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(house: House) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", house.server.port, timeout=60)) as connection:
        secret = make_visitor(house, "viewer")
        connection.request("POST", "/account/enter", json.dumps({"token": secret}))
        answer = connection.getresponse()
        said = (answer.getheader("Set-Cookie") or "").lower()
        assert "httponly" in said and "samesite=lax" in said and "path=/;" in said + ";"
        assert secret not in answer.read().decode() + said


def test_an_auditor_s_link_gives_its_package_to_whoever_has_it_and_nothing_else(house: House) -> None:
    with Records(house.home) as records:
        link = records.auditor_links.make("halden", "soc2", "2026-09", "2026-10", COMMAND_LINE)
    token = Signer(house.home).sign_auditor_link(link.id)
    for role, cookie in house.cookies.items():
        status, body, new_cookie = post(house.server, "/auditor/open", {"token": token}, cookie)
        assert (status, json.loads(body)["framework"], new_cookie) == (200, "SOC 2", ""), role
        assert post(house.server, "/auditor/open", {"token": "x"}, cookie)[0] == 403, role
    assert post(house.server, "/auditor/package", {"token": token})[1].startswith(b"PK")
    # It is no way to sign in, neither as a link nor as a cookie.
    assert post(house.server, "/account/enter", {"token": token})[0] == 403
    closed = ("/view/compliance", "/view/sources", "/media/0000.png")
    assert {ask(house.server, path, token)[0] for path in closed} == {403}
    with Records(house.home) as records:
        taken = records.audit_log.list(places=("halden",))[0]
        assert (taken.action, taken.actor_id) == ("download", link.actor.id)
