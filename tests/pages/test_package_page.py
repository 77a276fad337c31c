"""The package for auditors on Compliance: who is offered it, what is in it, and that the audit log says who took it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.catalog.roles import Role
from tests.members import invite
from tests.steering.compliance.control_cases import controlled
from tests.steering.small_cases import small

Visit = Callable[..., AppTest]
Enter = Callable[[Role], AppTest]
LABEL = "Take the package along"


def _draw_page() -> None:
    import streamlit as st
    from streamlit import runtime

    from components import auditor_package, shell
    from steering.frames.agenda import AGENDA

    shell.render_page(AGENDA["compliance"], auditor_package.render_package)
    st.session_state["files"] = runtime.get_instance().media_file_mgr


@pytest.fixture
def enter(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Enter:
    """`enter(role)`: somebody of a role, signed in by a link, on Compliance of a small case."""
    monkeypatch.setenv("STEERCO_SIGN_IN", "links")
    visit(controlled(tmp_path / "case"))

    def begin(role: Role) -> AppTest:
        records = session.app_state().records
        secret = records.people.open_link(invite(records, role))[1]
        monkeypatch.setattr(session, "cookie", lambda: secret)
        return AppTest.from_function(_draw_page, default_timeout=60).run()

    return begin


def offers(seen: AppTest) -> list[str]:
    assert not seen.exception
    return [button.proto.label for button in seen.get("download_button")]


def take(seen: AppTest) -> bytes:
    files = seen.session_state["files"]
    (button,) = seen.get("download_button")
    # What is made on a click is kept under an address that ends with the name of its file.
    name = files.execute_deferred(button.proto.deferred_file_id).rpartition("/")[2]
    return bytes(files._storage.get_file(name).content)


@pytest.mark.parametrize(
    ("role", "lets"),
    [
        ("viewer", True),
        ("presenter", True),
        ("instructor", True),
        ("auditor", True),
        ("assistant", True),
        ("admin", False),
    ],
)
def test_whoever_may_read_evidence_is_offered_the_package(enter: Enter, role: Role, lets: bool) -> None:
    assert offers(enter(role)) == ([LABEL] if lets else [])


def test_it_is_of_the_framework_that_was_chosen_and_the_log_says_who_took_it(enter: Enter) -> None:
    seen = enter("auditor")
    seen.button_group(key="package-framework").set_value("hipaa").run()
    content = take(seen)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "oscal/assessment-results-hipaa.json" in archive.namelist()
    last = session.app_state().records.audit_log.read_all()[0][-1]
    assert last.action == "download"
    assert last.subject.startswith("auditor-package-case-hipaa-") and last.subject.endswith("-2026-04.zip")


def test_a_case_without_controls_has_no_package(visit: Visit, tmp_path: Path) -> None:
    seen = visit(small(tmp_path / "plain"), "compliance")
    assert offers(seen) == []
