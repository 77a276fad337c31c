"""`/auditor`: what a link gives and to whom, without a trace of whoever forges one, and what the audit log says."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import logging
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from httpx import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from steering.access.links import Signer
from steering.exports.auditor_package.by_link import TOO_OFTEN, UNAVAILABLE, LinkedPackages
from steering.exports.auditor_package.package import pack_auditor_package
from steering.exports.auditor_package.scope import PackageScope
from steering.exports.auditor_package.words import FILES
from steering.formatting import format_moment
from steering.records.audit_log import AuditEntry
from steering.records.auditor_links import UNKNOWN, AuditorLink
from steering.records.people_schema import auditor_links
from steering.state.app_state import AppState
from steering.web.auditor import AWAY, INCOMPLETE, auditor_routes
from tests.actors import TESTER
from tests.steering.compliance.control_cases import CONTROLS, controlled

ADDRESS = "zenobia@example.org"
NAME = "auditor-package-case-soc2-2026-03-2026-04.zip"
SCOPE = PackageScope(framework="soc2", first="2026-03", last="2026-04")


@dataclass(frozen=True, kw_only=True)
class Office:
    """An installation whose case has addresses in it, and a browser that knows nothing of it."""

    state: AppState
    browser: TestClient

    def make(self, framework: str = "soc2", place: str = "case") -> AuditorLink:
        return self.state.records.auditor_links.make(place, framework, SCOPE.first, SCOPE.last, TESTER)

    def sign(self, link: AuditorLink) -> str:
        return Signer(self.state.home).sign_auditor_link(link.id)

    def look(self, token: object) -> Response:
        return self.browser.post("/auditor/open", json={"token": token})

    def take(self, token: object) -> Response:
        return self.browser.post("/auditor/package", json={"token": token})

    def entries(self) -> tuple[AuditEntry, ...]:
        return self.state.records.audit_log.read_all()[0]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    controls = CONTROLS.replace("Not in the report", f"Asks {ADDRESS}").replace("Privacy officer", ADDRESS)
    case = controlled(tmp_path / "case", controls)
    charter = case / "case.yaml"
    text = charter.read_text("utf-8")
    assert "organisation: " in text
    charter.write_text(text.replace("organisation: ", f"organisation: Of {ADDRESS} and "), encoding="utf-8")
    state = AppState(tmp_path / "home", case)
    state.snapshot()
    packages = LinkedPackages(
        records=state.records,
        signer=Signer(state.home),
        find_context=lambda case: state.find_case(case).snapshot().context,
    )
    with TestClient(Starlette(routes=auditor_routes(packages.look, packages.take))) as browser:
        yield Office(state=state, browser=browser)
    state.close()


def error_of(answer: Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    return str(answer.json()["error"])


def test_it_says_what_the_link_gives_and_until_when(office: Office) -> None:
    link = office.make()
    answer = office.look(office.sign(link))
    assert answer.status_code == 200 and answer.headers["cache-control"] == "private, no-store"
    assert answer.json() == {
        "title": office.state.snapshot().context.case.charter.title,
        "organisation": answer.json()["organisation"],
        "framework": "SOC 2",
        "period": "1 Mar 2026 to 30 Apr 2026",
        "expires": format_moment(link.expires_at),
        "name": NAME,
        "files": [list(file) for file in FILES],
    }
    assert answer.json()["organisation"].startswith("Of [e-mail 1] and ")
    assert [entry.action for entry in office.entries()[-2:]] == ["link", "open"]


def test_the_package_is_that_of_whoever_sees_no_addresses_and_its_hash_is_noted(office: Office) -> None:
    link = office.make()
    answer = office.take(office.sign(link))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{NAME}"
    assert answer.headers["cache-control"] == "private, no-store"
    context = office.state.snapshot().context
    assert answer.content == pack_auditor_package(context, SCOPE, link.actor, "case")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    told = tuple(name for name, _ in FILES)
    assert [name for name in files if not name.startswith(told)] == ["README.txt"]
    assert [name for name in told if not any(file.startswith(name) for file in files)] == []
    assert [name for name, content in files.items() if ADDRESS.encode() in content] == []
    assert "E-mail addresses are replaced" in files["README.txt"].decode()
    # With them, for whoever may see them.
    assert ADDRESS.encode() in pack_auditor_package(context, SCOPE, TESTER, "case")
    last = office.entries()[-1]
    assert (last.action, last.actor_id, last.place, last.subject) == ("download", link.actor.id, "case", NAME)
    assert json.loads(last.facts) == {"sha256": hashlib.sha256(answer.content).hexdigest()}


@pytest.mark.parametrize("path", ["/auditor/open", "/auditor/package"])
def test_a_forged_link_opens_nothing_and_leaves_no_trace(office: Office, path: str) -> None:
    token = office.sign(office.make())
    head, rows = office.state.records.audit_log.head(), office.state.records.auditor_links.list("case", TESTER)
    payload, _, signature = token.rpartition(".")
    other = base64.urlsafe_b64encode(b'"0123456789abcdef"').decode().rstrip("=")
    meeting = Signer(office.state.home)._links.dumps(["m", "s", 1])
    for forged in ("", "x", "." * 500, token[:-3], f"{payload}x.{signature}", f"{other}.{signature}", "é.é", meeting):
        answer = office.browser.post(path, json={"token": forged})
        assert error_of(answer, 403) == UNKNOWN
    # Signed here, and in no record: as after records were restored from before.
    assert error_of(office.look(Signer(office.state.home).sign_auditor_link("0123456789abcdef")), 403) == UNKNOWN
    assert office.state.records.audit_log.head() == head
    assert office.state.records.auditor_links.list("case", TESTER) == rows


@pytest.mark.parametrize("data", [{}, {"token": 1}, {"token": None}, {"token": ["x"]}])
def test_what_is_no_link_at_all_is_refused_as_such(office: Office, data: object) -> None:
    assert error_of(office.browser.post("/auditor/open", json=data), 400) == INCOMPLETE


def test_what_is_too_large_is_not_read(office: Office) -> None:
    assert office.look("x" * 30_000).status_code == 413


def test_a_link_is_asked_for_by_its_body_alone(office: Office) -> None:
    token = office.sign(office.make())
    assert office.browser.get(f"/auditor/open?token={token}").status_code == 405
    assert error_of(office.browser.post(f"/auditor/package?token={token}", json={}), 400) == INCOMPLETE


def test_an_expired_and_a_withdrawn_link_give_nothing_and_that_is_noted(office: Office) -> None:
    expired, withdrawn = office.make(), office.make()
    assert office.take(office.sign(withdrawn)).status_code == 200
    office.state.records.auditor_links.withdraw(withdrawn.id, TESTER)
    at, own = dt.datetime.now(dt.UTC), auditor_links.c.id == expired.id
    office.state.records.write(
        lambda connection: connection.execute(sa.update(auditor_links).where(own).values(expires_at=at))
    )
    for act in (office.look, office.take):
        assert f"held until {format_moment(at)} and has expired" in error_of(act(office.sign(expired)), 403)
        assert "This link was withdrawn." in error_of(act(office.sign(withdrawn)), 403)
    reasons = [(entry.subject, json.loads(entry.facts)["why"]) for entry in office.entries()[-4:]]
    assert reasons == [(expired.actor.id, "expired"), (withdrawn.actor.id, "withdrawn")] * 2


def test_a_package_that_can_t_be_made_now_is_one_sentence_and_why_is_for_the_server_s_log(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    link = office.make()
    (office.state.case_path / "dossier" / "compliance.yaml").unlink()
    with caplog.at_level(logging.WARNING, "steerco"):
        assert error_of(office.take(office.sign(link)), 409) == UNAVAILABLE
    assert "names no control of SOC 2" in caplog.text and link.actor.id in caplog.text
    elsewhere = office.sign(office.make(place="gone"))
    for act in (office.look, office.take):
        assert error_of(act(elsewhere), 409) == UNAVAILABLE
    assert "download" not in {entry.action for entry in office.entries()}


def test_records_that_can_t_be_read_are_one_sentence_that_says_nothing_of_the_server(office: Office) -> None:
    token = office.sign(office.make())
    office.state.records.write(lambda connection: connection.execute(sa.text("drop table auditor_links")))
    assert error_of(office.look(token), 503) == AWAY


def test_one_link_is_used_as_often_as_an_auditor_needs_however_it_is_spelled(office: Office) -> None:
    link = office.make()
    token = office.sign(link)
    # Base64 is read without what is no letter of it: the same signature.
    spellings = [token, f"{token}!!!!", f"{token[:-3]}!!!!{token[-3:]}"]
    answers = [office.look(spellings[number % 3]) for number in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert error_of(answers[-1], 429) == TOO_OFTEN
    assert error_of(office.take(token), 429) == TOO_OFTEN
    assert [entry.action for entry in office.entries()].count("open") == 20
    # Another one is not in its way.
    assert office.look(office.sign(office.make())).status_code == 200
