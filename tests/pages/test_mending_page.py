"""Mending on Sources without a browser: offers, undo, and what is published of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from tests.pages import case_folders, shown

Visit = Callable[..., AppTest]

HEADER = "month,team_id,team,business_unit,stage,active_users,models_in_production\n"
BAD = HEADER + "2026-10,T1,Claims,Care,Scaled,30,4\n2026-10,T2,Claims,Care,scaled,12 users,4\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return case_folders.one_row(tmp_path / "case")


def press(seen: AppTest, key: str) -> AppTest:
    return seen.button(key=key).click().run()


def offers(seen: AppTest) -> list[str]:
    return [button.label.replace("\\", "") for button in seen.button if str(button.key).startswith("mend-offer-")]


def test_failing_cells_are_mended_undone_and_published(visit: Visit, case: Path) -> None:
    seen = shown.bring(visit(case, "sources"), {"new.csv": BAD.encode()})
    assert not seen.exception
    assert any("2 cells in 2 columns fail" in said.value for said in seen.markdown)
    first, second = offers(seen)
    assert first.startswith("Write the word that is nearest: 1 cell of stage") and "12 users" in second
    seen = press(seen, "mend-offer-0")
    assert any("1 cell in 1 column fails" in said.value for said in seen.markdown)
    seen = press(press(seen, "mend-undo"), "mend-offer-0")
    seen = press(seen, "mend-offer-0")
    assert not seen.exception and not seen.error
    assert any("2 cells or rows were mended here" in said.value for said in seen.success)
    assert any("can be published: 2 rows" in said.value for said in seen.info)
    assert [(row["Row"], row["Found"], row["Now"]) for row in shown.rows(shown.tables(seen)["mended"])] == [
        (2, "Scaled", "scaled"), (3, "12 users", "12")
    ]  # fmt: skip
    seen = press(seen, "mend-undo")
    assert any("was not accepted: 1 problem" in said.value for said in seen.error), "the last change can be undone"
    seen = press(press(seen, "mend-offer-0"), "publish")
    entry = session.app_state().records.audit_log.list()[0]
    mended = json.loads(entry.facts)["mended"]
    assert (entry.action, mended["count"]) == ("publish", 2)
    assert {(cell["row"], cell["found"], cell["value"]) for cell in mended["cells"]} == {
        (2, "Scaled", "scaled"), (3, "12 users", "12")
    }  # fmt: skip
    assert not offers(seen)


def test_what_is_let_go_leaves_nothing_to_mend(visit: Visit, case: Path) -> None:
    seen = press(shown.bring(visit(case, "sources"), {"new.csv": BAD.encode()}), "discard")
    assert not seen.exception and not offers(seen) and not seen.error
    home = session.app_state().home
    assert not [path for path in (home / "uploads").rglob(".refused-*") if path.is_dir()]


def test_a_file_that_is_no_table_is_told_as_before(visit: Visit, case: Path) -> None:
    seen = shown.bring(visit(case, "sources"), {"new.csv": b"a,b\n1,2\n"})
    assert not offers(seen) and any("upload it again" in said.value for said in seen.error)
