"""The chain of evidence on Compliance: a sentence and a table, a notice where it is broken, the log at a click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import evidence_chain, session
from tests.members import invite
from tests.pages import shown
from tests.steering.compliance.control_cases import ROWS, controlled
from tests.steering.small_cases import small

Visit = Callable[..., AppTest]
WHOLE = f"The chain of evidence is whole: {len(ROWS)} pieces of evidence in {len(ROWS)} links"


def find_texts(seen: AppTest) -> list[str]:
    assert not seen.exception
    block = shown.statements(seen).get("evidence-chain")
    return [entry.text for entry in block.findings] if block else []


def test_a_whole_chain_is_a_sentence_and_a_row_for_each_release(visit: Visit, tmp_path: Path) -> None:
    seen = visit(controlled(tmp_path / "case"), "compliance")
    [text] = find_texts(seen)
    assert text.startswith(WHOLE)
    [row] = shown.tables(seen)["evidence-releases"].rows
    assert row[3:6] == (len(ROWS), 0, 0)


def test_a_file_that_is_tampered_with_is_told_above_all(visit: Visit, tmp_path: Path) -> None:
    seen = visit(controlled(tmp_path / "case"), "compliance")
    [path] = session.app_state().home.glob("releases/evidence/*/*.parquet")
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    seen.run()
    [text] = find_texts(seen)
    assert text.startswith("The chain of evidence is broken in one place on ")
    assert any(notice.text == f"{text}." for notice in shown.notices(seen))


def test_the_audit_log_is_asked_at_a_click(visit: Visit, tmp_path: Path) -> None:
    seen = visit(controlled(tmp_path / "case"), "compliance")
    seen.button(key="chain-check").click().run()
    assert "The audit log holds, and tells of the same releases" in find_texts(seen)


def test_a_long_history_is_followed_at_a_click_only(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_chain, "MOST_ROWS", len(ROWS) - 1)
    seen = visit(controlled(tmp_path / "case"), "compliance")
    assert find_texts(seen) == []
    assert any("takes a while to follow" in notice.text for notice in shown.notices(seen))
    seen.button(key="chain-check").click().run()
    assert find_texts(seen)[0].startswith(WHOLE)


def test_without_evidence_there_is_no_chain(visit: Visit, tmp_path: Path) -> None:
    seen = visit(small(tmp_path / "plain"), "compliance")
    assert find_texts(seen) == []
    assert not [button for button in seen.button if button.key == "chain-check"]


def test_a_learner_sees_the_chain_of_their_workspace(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEERCO_SIGN_IN", "links")
    visit(controlled(tmp_path / "case"))
    records = session.app_state().records
    secret = records.people.open_link(invite(records, "presenter"))[1]
    monkeypatch.setattr(session, "cookie", lambda: secret)
    seen = visit(page="compliance")
    [text] = find_texts(seen)
    assert text.startswith(WHOLE)
