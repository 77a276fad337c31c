"""The auditor's package: what is in it, for whom, the same bytes each time, and whether a change is noticed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.actors import EVERYWHERE, Actor
from steering.catalog.roles import EVERYTHING, Role, permissions_in_workspace
from steering.context.case_context import CaseContext
from steering.errors import NotAllowed, SteercoError, UnknownName
from steering.exports.auditor_package.package import pack_auditor_package
from steering.exports.auditor_package.scope import PackageScope
from steering.state.app_state import AppState
from tests.actors import TESTER
from tests.steering.compliance.control_cases import CONTROLS, controlled
from tests.steering.compliance.oscal_schemas import list_errors
from tests.steering.exports.papers.pdfs import check_accessible, read_letters, squash

SCOPE = PackageScope(framework="soc2", first="2026-03", last="2026-04")
HOSTILE = "<script>alert(1)</script>"
NAMES = [
    "README.txt",
    "SHA256SUMS",
    "controls.csv",
    "evidence.csv",
    "ipe/coverage-soc2-2026-03.html",
    "ipe/coverage-soc2-2026-04.html",
    "oscal/assessment-results-soc2.json",
    "oscal/component-definition-soc2.json",
    "report.html",
    "report.pdf",
    "verify.py",
]


@pytest.fixture(scope="module")
def package(controls_context: CaseContext) -> bytes:
    return pack_auditor_package(controls_context, SCOPE, TESTER, "case")


@pytest.fixture
def folder(package: bytes, tmp_path: Path) -> Path:
    """The package, unpacked."""
    zipfile.ZipFile(io.BytesIO(package)).extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


@pytest.fixture(scope="module")
def hostile_context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseContext]:
    """A case in which titles and reasons are markup, formulas and addresses."""
    base = tmp_path_factory.mktemp("hostile")
    controls = CONTROLS.replace("{id: CC1.1, framework: soc2,", f"{{id: CC1.1, framework: soc2, title: '{HOSTILE}',")
    controls = controls.replace("Not in the report", "'=1+1 asks ana@example.org'")
    installation = AppState(base / "home", controlled(base / "case", controls))
    yield installation.snapshot().context
    installation.close()


def read_files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def read_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def verify(folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-I", str(folder / "verify.py")]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60)
    return done.returncode, done.stdout


def act_as(role: Role) -> Actor:
    grants = {"case": permissions_in_workspace(role, is_own=role == "presenter", is_shown=True)}
    return Actor(id=role, name=role, grants=grants)


def test_its_files_are_in_order_and_tell_no_time(package: bytes) -> None:
    entries = zipfile.ZipFile(io.BytesIO(package)).infolist()
    assert [entry.filename for entry in entries] == NAMES
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_another_installation_of_the_same_case_gives_the_same_bytes(package: bytes, tmp_path: Path) -> None:
    installation = AppState(tmp_path / "home", controlled(tmp_path / "case"))
    try:
        again = pack_auditor_package(installation.snapshot().context, SCOPE, act_as("auditor"), "case")
    finally:
        installation.close()
    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(package).hexdigest()


def test_controls_stand_as_on_the_last_day_and_evidence_is_that_of_the_period(package: bytes) -> None:
    files = read_files(package)
    states = {row["control_id"]: (row["state"], row["covered"]) for row in read_rows(files["controls.csv"])}
    assert states == {
        "CC1.1": ("Automated", "yes"),
        "CC1.2": ("Manual", "yes"),
        "CC1.3": ("Expired", "no"),
        "CC1.4": ("In review", "no"),
        "CC1.5": ("Rejected", "no"),
        "CC2.1": ("Not covered", "no"),
        "CC2.2": ("Not covered", "no"),
        "CC2.3": ("Manual", "yes"),
        "CC3.1": ("Not covered", "no"),
        "A1.1": ("Not applicable", ""),
    }
    pieces = {row["evidence_id"]: row["counts_for"] for row in read_rows(files["evidence.csv"])}
    # Of May: EV-00010. Of the other framework: EV-00012 and EV-00013. For nothing in scope: the last two.
    assert sorted(pieces) == [f"EV-{number:05}" for number in (*range(1, 10), 11, 14, 15)]
    assert (pieces["EV-00001"], pieces["EV-00014"], pieces["EV-00015"]) == ("CC1.1", "", "")
    assert "3 of 9 controls in scope can be shown" in files["README.txt"].decode()


def test_what_had_expired_before_the_period_is_left_out(tmp_path: Path) -> None:
    rows = [
        ("CC1.1", "soc2", "inspection", "2026-01-01", expiry, "approved") for expiry in ("2026-02-15", "2026-03-15")
    ]
    installation = AppState(tmp_path / "home", controlled(tmp_path / "case", rows=rows))
    try:
        files = read_files(pack_auditor_package(installation.snapshot().context, SCOPE, TESTER, "case"))
    finally:
        installation.close()
    assert [row["evidence_id"] for row in read_rows(files["evidence.csv"])] == ["EV-00002"]


def test_evidence_of_another_framework_that_counts_too_is_in_it(controls_context: CaseContext) -> None:
    scope = PackageScope(framework="hipaa", first="2026-03", last="2026-04")
    files = read_files(pack_auditor_package(controls_context, scope, TESTER, "case"))
    pieces = {row["evidence_id"]: (row["framework"], row["counts_for"]) for row in read_rows(files["evidence.csv"])}
    assert pieces["EV-00001"] == ("soc2", "164.312(b)")
    assert pieces["EV-00004"] == ("soc2", "164.312(d)")


def test_oscal_of_the_period_is_valid(package: bytes) -> None:
    files = read_files(package)
    for name, model in (("assessment-results", "assessment-results"), ("component-definition", "component")):
        assert list_errors(model, json.loads(files[f"oscal/{name}-soc2.json"])) == []
    (result,) = json.loads(files["oscal/assessment-results-soc2.json"])["assessment-results"]["results"]
    assert (result["start"][:10], result["end"][:10]) == ("2026-03-01", "2026-04-30")


def test_the_script_finds_all_as_it_was_packed(folder: Path) -> None:
    assert verify(folder) == (0, "All 10 files are as they were packed.\n")


def test_the_script_finds_what_was_changed_removed_and_added(folder: Path) -> None:
    table = folder / "evidence.csv"
    table.write_bytes(table.read_bytes().replace(b"rejected", b"approved"))
    (folder / "ipe" / "coverage-soc2-2026-03.html").unlink()
    (folder / "more.txt").write_text("more")
    code, said = verify(folder)
    assert code == 1
    assert sorted(said.splitlines()) == [
        "CHANGED  evidence.csv",
        "MISSING  ipe/coverage-soc2-2026-03.html",
        "NOT OF THIS PACKAGE  more.txt",
    ]


def test_sums_of_nothing_verify_nothing(folder: Path) -> None:
    (folder / "SHA256SUMS").write_text("")
    assert verify(folder)[0] == 1


def test_text_of_users_is_text(hostile_context: CaseContext) -> None:
    files = read_files(pack_auditor_package(hostile_context, SCOPE, TESTER, "case"))
    for name, content in files.items():
        assert b"<script" not in content or not name.endswith(".html"), name
    report = files["report.html"].decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in report
    assert [part for part in ("<img", "src=", "@import", "url(") if part in report] == []
    reasons = {row["control_id"]: row["not_applicable"] for row in read_rows(files["controls.csv"])}
    assert reasons["A1.1"] == "'=1+1 asks ana@example.org"


@pytest.mark.parametrize(("role", "sees"), [("auditor", True), ("instructor", True), ("viewer", False)])
def test_addresses_are_for_those_who_may_see_them(hostile_context: CaseContext, role: Role, sees: bool) -> None:
    files = read_files(pack_auditor_package(hostile_context, SCOPE, act_as(role), "case"))
    places = [name for name, content in files.items() if b"ana@example.org" in content]
    assert bool(places) is sees
    assert ("E-mail addresses are replaced" in files["README.txt"].decode()) is not sees


@pytest.mark.parametrize("role", ["admin", "presenter"])
def test_whoever_may_not_read_evidence_gets_none(controls_context: CaseContext, role: Role) -> None:
    grants = {"case": permissions_in_workspace(role, is_own=False, is_shown=True), "other": EVERYTHING}
    stranger = Actor(id="stranger", name="Stranger", grants=grants)
    with pytest.raises(NotAllowed, match="You may not see where figures come from, and the evidence here"):
        pack_auditor_package(controls_context, SCOPE, stranger, "case")
    reader = Actor(id="reader", name="Reader", grants={EVERYWHERE: frozenset({"sources"})})
    assert pack_auditor_package(controls_context, SCOPE, reader, "case")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-04", "2026-03", "The period ends with Mar 2026, before it begins with Apr 2026."),
        ("2026-04", "2031-01", "The period ends with Jan 2031, after "),
    ],
)
def test_periods_that_are_none_are_refused(controls_context: CaseContext, first: str, last: str, words: str) -> None:
    with pytest.raises(SteercoError, match=words):
        pack_auditor_package(controls_context, PackageScope(framework="soc2", first=first, last=last), TESTER, "case")


def test_a_framework_that_is_not_there_is_refused(controls_context: CaseContext) -> None:
    with pytest.raises(UnknownName, match="There is no framework named 'soc3'. Did you mean 'soc2'?"):
        pack_auditor_package(
            controls_context, PackageScope(framework="soc3", first="2026-03", last="2026-04"), TESTER, "case"
        )


def test_a_case_without_evidence_says_so(tmp_path: Path) -> None:
    installation = AppState(tmp_path / "home", controlled(tmp_path / "case", rows=()))
    try:
        files = read_files(pack_auditor_package(installation.snapshot().context, SCOPE, TESTER, "case"))
    finally:
        installation.close()
    assert "No evidence is in force" in files["README.txt"].decode()
    assert "No evidence is in force" in files["report.html"].decode()
    assert read_rows(files["evidence.csv"]) == []


def test_the_report_on_paper_says_what_the_report_on_a_screen_says(
    controls_context: CaseContext, hostile_context: CaseContext
) -> None:
    files = read_files(pack_auditor_package(controls_context, SCOPE, TESTER, "case"))
    title = re.search(r"<title>(.*)</title>", files["report.html"].decode())
    assert title is not None
    check_accessible(files["report.pdf"], title[1])
    letters = read_letters(files["report.pdf"])
    for name in ("controls.csv", "evidence.csv"):
        rows = read_rows(files[name])
        assert rows
        shown = [row[key] for row in rows for key in ("control_id", "state", "status", "sha256") if row.get(key)]
        assert [text for text in shown if squash(text) not in letters] == []
    hostile = read_files(pack_auditor_package(hostile_context, SCOPE, TESTER, "case"))
    assert squash(HOSTILE) in read_letters(hostile["report.pdf"])
    masked = read_files(pack_auditor_package(hostile_context, SCOPE, act_as("viewer"), "case"))
    assert "ana@example.org" in read_letters(hostile["report.pdf"])
    assert "ana@example.org" not in read_letters(masked["report.pdf"])
