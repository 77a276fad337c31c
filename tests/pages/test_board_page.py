"""The architecture review on Review without a browser: asked one after another, committed to, and decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import shown
from tests.steering.small_cases import starter

Visit = Callable[..., AppTest]
RAID = """\
scale:
  probability: [{level: 1, word: Rare, share: 0.1}, {level: 4, word: Likely, share: 0.6}]
  impact: [{level: 1, word: Minor, loss: 1000}, {level: 4, word: Major, loss: 100000}]
risks:
  - id: leak
    title: Data is seen by others
    category: Security
    before: {probability: 4, impact: 4}
    after: {probability: 1, impact: 4}
    mitigation: Access by purpose.
    owner: Security officer
    due: 2026-07-31
"""
# What the starter leaves open besides its risks.
OPEN = {"no-evidence", "verdict", "alternative"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return starter(tmp_path / "case")


def begin(visit: Visit, folder: Path) -> AppTest:
    seen = visit(folder, page="review")
    seen.radio(key="review-mode").set_value("Architecture review").run()
    assert not seen.exception
    return press(seen, "board-begin")


def press(seen: AppTest, key: str) -> AppTest:
    next(button for button in seen.button if key in f"{button.key}").click().run()
    assert not seen.exception
    return seen


def has(seen: AppTest, key: str) -> bool:
    return any(key in f"{button.key}" for button in seen.button)


def said(seen: AppTest) -> str:
    parts = (*seen.subheader, *seen.markdown, *seen.error)
    return "\n".join(part.value for part in parts).replace("\\", "").replace("\u2060", "")


def answer_all(seen: AppTest, *, commit: bool) -> AppTest:
    while has(seen, "board-aloud"):
        press(seen, "board-aloud")
        if not has(seen, "board-commit"):
            press(seen, "board-next")
        elif commit:
            seen.text_input[0].input("Head of the platform")
            seen.date_input[0].set_value(dt.date(2026, 9, 30))
            press(seen, "board-commit")
        else:
            press(seen, "board-none")
    return seen


def test_what_is_missing_returns_the_case_whatever_is_promised(visit: Visit, folder: Path) -> None:
    seen = answer_all(begin(visit, folder), commit=True)
    assert "Returned for 1 reason" in said(seen)
    assert "Head of risk: The case has no risks on record." in said(seen)
    places = shown.tables(seen)["board-places"].rows
    assert ("dossier/risks.yaml", "Write dossier/risks.yaml.") in {(row[0], row[3]) for row in places}


def test_commitments_become_conditions(visit: Visit, folder: Path) -> None:
    (folder / "dossier").mkdir()
    (folder / "dossier/risks.yaml").write_text(RAID, encoding="utf-8")
    seen = answer_all(begin(visit, folder), commit=True)
    assert f"Approved with conditions, {len(OPEN)} in all" in said(seen)
    rows = shown.tables(seen)["board-conditions"].rows
    assert {row[1:3] for row in rows} == {("Head of the platform", "2026-09-30")}
    assert len(rows) == len(OPEN)
    again = answer_all(press(seen, "board-again"), commit=False)
    assert f"Returned for {len(OPEN)} reasons" in said(again)
    assert "nobody commits to" in said(again)


def test_a_commitment_without_role_and_day_says_both_and_goes_nowhere(visit: Visit, folder: Path) -> None:
    seen = begin(visit, folder)
    while not has(seen, "board-commit"):
        press(seen, "board-next" if has(seen, "board-next") else "board-aloud")
    before = said(seen)
    press(seen, "board-commit")
    assert "Say who closes it: a role, such as Head of the platform. Say by which day." in said(seen)
    assert has(seen, "board-commit") and before.splitlines()[0] in said(seen)


def test_what_a_good_answer_has_is_told_after_the_answer(visit: Visit, folder: Path) -> None:
    seen = begin(visit, folder)
    assert "A good answer has" not in said(seen)
    assert "A good answer has" in said(press(seen, "board-aloud"))
