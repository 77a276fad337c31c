"""The package for auditors on Compliance, and links to it: who is offered what, and that the audit log says so."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from components.markdown import plain
from steering.access.links import Signer
from steering.actors import COMMAND_LINE
from steering.catalog.roles import Role
from steering.records.cohorts import INSTALLATION, NewMember
from tests.members import invite
from tests.steering.compliance.control_cases import controlled
from tests.steering.small_cases import small

Visit = Callable[..., AppTest]
Enter = Callable[[Role], AppTest]
LABEL = "Take the package along"
MAKE = "make-auditor-link"


def _draw_page() -> None:
    import streamlit as st
    from streamlit import runtime

    from components import compliance, shell
    from steering.frames.agenda import AGENDA

    shell.render_page(AGENDA["compliance"], compliance.render_slot)
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


def made_link(seen: AppTest) -> str:
    (code,) = seen.code
    return str(code.value)


@pytest.mark.parametrize(
    ("role", "lets"),
    [
        ("viewer", False),
        ("presenter", False),
        ("instructor", True),
        ("auditor", False),
        ("assistant", False),
        ("admin", False),
    ],
)
def test_whoever_manages_members_and_reads_evidence_is_offered_links(enter: Enter, role: Role, lets: bool) -> None:
    seen = enter(role)
    session.app_state().records.auditor_links.make("case", "soc2", "2026-03", "2026-04", COMMAND_LINE)
    keys = [button.key for button in seen.run().button]
    assert (MAKE in keys, any(key.startswith("withdraw-") for key in keys)) == (lets, lets)


def test_a_link_is_of_what_was_chosen_shown_until_done_and_listed_until_it_is_withdrawn(enter: Enter) -> None:
    seen = enter("instructor")
    seen.button_group(key="package-framework").set_value("hipaa").run()
    seen.button(key=MAKE).click().run()
    app = session.app_state()
    (link,) = app.records.auditor_links.list("case", COMMAND_LINE)
    assert (link.framework, link.last_month) == ("hipaa", "2026-04")
    address, _, token = made_link(seen).partition("#")
    assert address.endswith("/auditor") and "?" not in address
    assert Signer(app.home).verify_auditor_link(token) == link.id
    seen.button(key="auditor-link-done").click().run()
    assert not seen.code
    (described,) = [text.value for text in seen.markdown if "Made by" in text.value]
    assert "Made by The instructor; holds until " in described and described.endswith("Not opened yet.")
    app.records.auditor_links.open(link.id)
    (described,) = [text.value for text in seen.run().markdown if "Made by" in text.value]
    assert "Opened 1 time, last on " in described
    seen.button(key=f"withdraw-{link.id}").click().run()
    assert [toast.value for toast in seen.toast] == [plain("The link is withdrawn.")]
    assert not [text for text in seen.markdown if "Made by" in text.value]
    assert app.records.auditor_links.list("case", COMMAND_LINE) == ()


def test_withdrawing_another_link_leaves_the_new_one_to_copy(enter: Enter) -> None:
    seen = enter("instructor")
    for _ in range(2):
        seen.button(key=MAKE).click().run()
    new, old = session.app_state().records.auditor_links.list("case", COMMAND_LINE)
    shown = made_link(seen)
    seen.button(key=f"withdraw-{old.id}").click().run()
    assert made_link(seen) == shown
    seen.button(key=f"withdraw-{new.id}").click().run()
    assert not seen.code


def test_whoever_may_no_longer_make_one_is_told_so(enter: Enter) -> None:
    seen = enter("instructor")
    records = session.app_state().records
    (member,) = records.cohorts.members(INSTALLATION)
    records.cohorts.add(INSTALLATION, [NewMember(name="Other", role="instructor")], COMMAND_LINE)
    records.cohorts.change(INSTALLATION, member.person.id, COMMAND_LINE, role="auditor", group="")
    seen.button(key=MAKE).click().run()
    assert records.auditor_links.list("case", COMMAND_LINE) == ()
    assert not seen.code and MAKE not in [button.key for button in seen.button]
    (error,) = seen.error
    assert "You may not" in error.value and "Ask your instructor" in error.value
