"""What whoever works in one cohort is shown on pages where something can be done: nothing of the cohort beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.catalog.roles import Role
from tests.pages import shown
from tests.steering.small_cases import starter
from tests.test_cohort_walls import OURS, THEIRS, settle

Visit = Callable[..., AppTest]
PAGES = ("cohorts", "log", "sources", "storyboard", "review", "readiness", "present", "roi", "decisions")


@pytest.fixture
def cookies(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[Role, str]:
    """The cookies of the members of one cohort, in an app that has another one too."""
    monkeypatch.setenv("STEERCO_SIGN_IN", "links")
    visit(starter(tmp_path / "own"))
    app = session.app_state()
    _, _, secrets, _, _ = settle(app, OURS)
    settle(app, THEIRS)
    return {role: app.records.people.open_link(secret)[1] for role, secret in secrets.items()}


@pytest.mark.parametrize("role", ["instructor", "presenter", "auditor"])
def test_pages_show_nothing_of_another_cohort(
    visit: Visit, cookies: dict[Role, str], role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The cookie of a browser, which these tests have none of.
    monkeypatch.setattr(session, "cookie", lambda: cookies[role])
    seen = 0
    for page in PAGES:
        visitor = visit(page=page)
        assert not visitor.exception
        text = "\n".join([*(str(getattr(node, "proto", "")) for node in visitor._tree), shown.markup(visitor)])
        assert THEIRS not in text, page
        seen += OURS in text
    assert seen > 1
