"""The Audit log page without a browser: entries, choices, the check of the chain, and markup as text."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.actors import LOCAL
from steering.records.audit_log import PAGE
from tests.pages import shown
from tests.steering.small_cases import starter

Visit = Callable[..., AppTest]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return starter(tmp_path / "case")


def text(seen: AppTest) -> str:
    """What the pictures of the page say."""
    return "".join(part.markup for part in shown.shown(seen))


def note(subject: str, *, place: str = "halden") -> None:
    session.app_state().records.audit_log.note(LOCAL, "download", place=place, subject=subject)


def test_entries_can_be_chosen_and_checked(visit: Visit, case: Path, home: Path) -> None:
    visit(case, page="log")
    note("<b>one</b>", place="a")
    note("two", place="b")
    seen = visit(case, page="log")
    assert not seen.exception
    assert set(seen.selectbox(key="log-place").options) >= {"All", "a", "b"}
    seen.selectbox(key="log-place").select("a").run()
    assert "&lt;b&gt;one&lt;/b&gt;" in text(seen) and "<b>one</b>" not in text(seen)
    assert ">two<" not in text(seen)
    assert "The log holds: " in text(seen.button(key="log-check").click().run())
    with sqlite3.connect(home / "records.sqlite") as raw:
        raw.execute("update audit_entries set facts = 'no JSON'")
    seen.button(key="log-check").click().run()
    assert not seen.exception
    assert "Entry 1 is not as it was written" in text(seen)


def test_pages_are_turned(visit: Visit, case: Path) -> None:
    visit(case, page="log")
    for number in range(PAGE + 1):
        note(f"{number}")
    seen = visit(case, page="log")
    assert seen.button(key="log-newer").disabled
    seen.button(key="log-older").click().run()
    assert seen.button(key="log-older").disabled and not seen.button(key="log-newer").disabled
    seen.button(key="log-newer").click().run()
    assert seen.button(key="log-newer").disabled
