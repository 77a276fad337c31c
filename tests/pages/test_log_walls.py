"""Who is let to what the Audit log page has drawn, by its pictures and by its download, where people sign in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.testing.v1 import AppTest

from components import answers, session
from components.downloads import CHANGED
from steering.actors import COMMAND_LINE
from steering.catalog.roles import Role
from steering.records.audit_log import AuditEntry
from steering.state.app_state import NO_CASE
from tests.members import invite
from tests.pages import shown
from tests.steering.small_cases import starter

Visit = Callable[..., AppTest]
ROLES: tuple[Role, ...] = ("presenter", "assistant", "instructor", "auditor", "admin")
READERS = {"instructor", "auditor"}


@pytest.fixture
def cookies(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """The cookies of an admin and of the members of a cohort without a workspace; the stranger has none."""
    monkeypatch.setenv("STEERCO_SIGN_IN", "links")
    visit(starter(tmp_path / "own"))
    records = session.app_state().records
    cohort = records.cohorts.make("Autumn", COMMAND_LINE).id
    secrets = {role: records.people.open_link(invite(records, role, cohort))[1] for role in ROLES}
    return {**secrets, "stranger": ""}


def find_last() -> AuditEntry:
    return session.app_state().records.audit_log.read_all()[0][-1]


@pytest.mark.parametrize(("role", "let_in"), [("admin", {"admin"}), ("instructor", READERS), ("auditor", READERS)])
def test_pictures_of_the_log_are_for_those_who_read_it(
    visit: Visit, cookies: Mapping[str, str], role: Role, let_in: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "cookie", lambda: cookies[role])
    seen = visit(page="log")
    (entries,) = [part.picture.hash for part in shown.shown(seen) if part.key == "log-entries"]
    assert {who for who, cookie in cookies.items() if answers.find_picture(entries, cookie)} == let_in
    answers.note_download(entries, cookies[role], "entries.csv")
    assert (find_last().action, find_last().subject) == ("download", "entries.csv")


def _draw_log() -> None:
    import streamlit as st
    from streamlit import runtime

    from components import audit_log

    audit_log.render_alone()
    st.session_state["files"] = runtime.get_instance().media_file_mgr


def test_the_log_is_not_exported_by_whoever_may_not_read_it_any_more(
    cookies: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "cookie", lambda: cookies["instructor"])
    seen = AppTest.from_function(_draw_log).run()
    (button,) = seen.get("download_button")
    files, id = seen.session_state["files"], button.proto.deferred_file_id
    assert files.execute_deferred(id) and find_last().action == "export"
    records, person = session.app_state().records, find_last().actor_id
    (place,) = records.presence.of(person)
    # A cohort keeps an instructor.
    invite(records, "instructor", place.cohort.id)
    records.cohorts.change(place.cohort.id, person, COMMAND_LINE, role="presenter", group="")
    before = find_last()
    with pytest.raises(MediaFileStorageError, match=CHANGED):
        files.execute_deferred(id)
    assert find_last() == before


@pytest.mark.parametrize(("role", "page"), [("auditor", "sources"), ("assistant", "review"), ("instructor", "review")])
def test_whoever_is_in_no_workspace_is_shown_no_page_of_the_installation_s_own_case(
    visit: Visit, cookies: Mapping[str, str], role: Role, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "cookie", lambda: cookies[role])
    seen = visit(page=page)
    assert not seen.exception and not list(shown.shown(seen))
    assert [info.value.replace("\\", "") for info in seen.info] == [NO_CASE]
