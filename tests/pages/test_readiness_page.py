"""The Readiness page without a browser: the verdict on whoever presents, rule by rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.frames.agenda import AGENDA
from steering.frames.blocks import Statement, Statements, leaves
from steering.rehearsal.readiness_rules import RULES
from steering.status import Status
from tests.pages import shown
from tests.steering.rehearsal.rehearsals import rehearse
from tests.steering.small_cases import starter

Visit = Callable[..., AppTest]
HOUR = dt.timedelta(hours=1)


def rehearse_now(number: int, person: str) -> None:
    state = session.app_state()
    began = dt.datetime.now(dt.UTC) - 24 * HOUR + number * HOUR
    rehearse(state.snapshot(), state.records, f"run-{number}", began, person=person)


def rules(seen: AppTest) -> dict[str, Statement]:
    blocks = leaves(shown.frame(seen).blocks)
    block = next(block for block in blocks if isinstance(block, Statements) and block.id == "rules")
    return {statement.text: statement for statement in block.findings}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return starter(tmp_path / "case")


class TestVerdict:
    def test_at_first_nobody_is_ready_and_each_rule_says_what_to_do(self, visit: Visit) -> None:
        seen = visit(page="readiness")
        assert shown.frame(seen).message == "Not yet: 2 of 8 rules stand in the way"
        assert shown.frame(seen).detail == "First: Rehearse from the first scene to the last within 20 minutes."
        found = rules(seen)
        assert list(found) == [rule.title for rule in RULES.values()]
        open = [item for item in found.values() if item.status in (Status.NOT_MET, Status.TO_SAY)]
        assert all(item.detail and item.meta.startswith("What to do: ") for item in open)
        assert found["Question drill passed"].page == "drill"

    def test_it_is_about_whoever_is_named(self, visit: Visit, case: Path) -> None:
        visit(case, page="readiness")
        for number in range(2):
            rehearse_now(number, "Ann")
        seen = visit(case, page="readiness")
        assert seen.text_input(key="readiness-person").value == "Ann"
        assert rules(seen)["Complete runs within time"].figure == "Met, 2 of 2"
        seen.text_input(key="readiness-person").input("Ben").run()
        assert rules(seen)["Complete runs within time"].figure == "Not met, 0 of 2"
        seen.switch_page("drill.py").run()
        assert seen.text_input(key="drill-person").value == "Ben"

    def test_each_rule_leads_to_a_page_that_exists(self, visit: Visit, case: Path) -> None:
        seen = visit(case, page="readiness")
        pages = {item.page for item in rules(seen).values() if item.page}
        assert {"dry_run", "storyboard", "drill"} <= pages <= set(AGENDA) | {"review"}


class TestBadInput:
    @pytest.mark.parametrize("text", [None, "minutes_allowed: 5\nscenes: []\n"], ids=["no file", "no scenes"])
    def test_without_scenes_it_says_what_is_missing(self, visit: Visit, case: Path, text: str | None) -> None:
        (case / "storyboard.yaml").unlink()
        if text is not None:
            (case / "storyboard.yaml").write_text(text, encoding="utf-8")
        seen = visit(case, page="readiness")
        assert shown.frame(seen).message == "Waiting for a storyboard"
        assert [notice.page for notice in shown.frame(seen).notices] == ["storyboard"]
        assert "readiness-person" not in [field.key for field in seen.text_input]

    def test_a_threshold_that_can_not_be_read_is_told_and_the_rules_stand(self, visit: Visit, case: Path) -> None:
        with (case / "storyboard.yaml").open("a", encoding="utf-8") as file:
            file.write("readiness: {runs: many, drill: 300%}\n")
        frame = shown.frame(visit(case, page="readiness"))
        assert ["readiness.runs" in notice.text for notice in frame.notices] == [True, False]
        assert frame.message.startswith("Not yet")

    def test_markup_in_a_name_is_text(self, visit: Visit, case: Path) -> None:
        seen = visit(case, page="readiness")
        seen.text_input(key="readiness-person").input("<b>Ann</b> :red[x]").run()
        assert not seen.exception
        assert shown.frame(seen).message.startswith("Not yet")


class TestHours:
    def test_they_are_logged_by_phase_and_the_last_is_taken_back(self, visit: Visit, case: Path) -> None:
        seen = visit(case, page="readiness")
        seen.selectbox(key="hours-phase-0").set_value("design")
        seen.number_input(key="hours-count-0").set_value(61.5 - 38)
        seen.date_input(key="hours-day-0").set_value(dt.date(2026, 3, 2))
        seen.text_input(key="hours-note-0").input("<b>The roadmap</b>")
        seen.button(key="hours-log").click().run()
        assert not seen.exception
        seen.selectbox(key="hours-phase-1").set_value("discover")
        seen.number_input(key="hours-count-1").set_value(13.0)
        seen.button(key="hours-log").click().run()
        rows = shown.rows(shown.tables(seen)["hours"])
        assert [(row["Phase"], row["Hours"], row["Planned"], row["Left"]) for row in rows] == [
            ("Discover", 13.0, 12.0, -1.0),
            ("Design", 23.5, 60.0, 36.5),
            ("Enable", 0.0, 18.0, 18.0),
            ("All phases", 36.5, 90.0, 53.5),
        ]
        seen.button(key="hours-back").click().run()
        assert [row["Hours"] for row in shown.rows(shown.tables(seen)["hours"])] == [0.0, 23.5, 0.0, 23.5]

    def test_a_day_of_more_than_24_hours_is_refused(self, visit: Visit, case: Path) -> None:
        seen = visit(case, page="readiness")
        for edition in range(2):
            seen.number_input(key=f"hours-count-{edition}").set_value(13.0)
            seen.date_input(key=f"hours-day-{edition}").set_value(dt.date(2026, 3, 2))
            seen.button(key="hours-log").click().run()
        assert seen.error[0].value.startswith("Nothing was logged\\. 2 Mar 2026 would have more than 24 hours")
        assert shown.rows(shown.tables(seen)["hours"])[-1]["Hours"] == 13.0
