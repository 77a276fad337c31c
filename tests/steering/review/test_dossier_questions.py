"""The board asks about each rule of the dossier's checklists that fails: who, with which place, and how it weighs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from steering.cases.new import STARTER
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.dossier.rules import RULES
from steering.review.board import ask_board
from steering.review.board_question import ROLES, BoardQuestion, BoardSubject, Weight
from steering.review.checklist import ChecklistItem
from steering.review.dossier import review_dossier
from steering.review.gaps.dossier import SAME, assign_rule
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from steering.storyboard.views import default_filters
from tests.steering.dossier.planting import change_file

Lay = Callable[[Path], CaseSnapshot]
PREFIX = "dossier-"
# Rules of the example that fail and that a gap asks about already.
ASKED_BY_A_GAP = {"controls-expired"}


def ask_about_dossier(context: CaseContext) -> dict[str, BoardQuestion]:
    asked = ask_board(context, default_filters(context))
    return {entry.id.removeprefix(PREFIX): entry for entry in asked if entry.id.startswith(PREFIX)}


def list_failures(context: CaseContext) -> dict[str, ChecklistItem]:
    dated = DatedCase(context=context, filters=default_filters(context))
    items = (*review_dossier(dated, "docs-quality"), *review_dossier(dated, "architecture-review"))
    return {item.id: item for item in items if item.state is Status.FAILED}


@pytest.fixture(scope="module")
def questions(whole_example: CaseSnapshot) -> dict[str, BoardQuestion]:
    return ask_about_dossier(whole_example.context)


@pytest.fixture
def starter_case(tmp_path: Path) -> Path:
    shutil.copytree(STARTER, tmp_path / "case")
    return tmp_path / "case"


class TestExample:
    def test_each_rule_that_check_fails_is_asked_once(
        self, questions: dict[str, BoardQuestion], whole_example: CaseSnapshot
    ) -> None:
        failures = list_failures(whole_example.context)
        assert questions.keys() == failures.keys() - ASKED_BY_A_GAP
        assert failures.keys() >= ASKED_BY_A_GAP
        for id, question in questions.items():
            assert (question.text, question.gap) == (failures[id].question, failures[id].why)
            assert question.places == failures[id].places != ()

    @pytest.mark.parametrize(
        ("id", "role"),
        [
            ("component-owned", "Chief architect"),
            ("adr-confirmed", "Chief architect"),
            ("constraint-proven", "Chief architect"),
            ("pilot-met", "Head of delivery"),
            ("deliverable-due", "Head of delivery"),
            ("exception-expired", "Head of risk"),
            ("controls-rejected", "Security architect"),
        ],
    )
    def test_the_member_asks_whose_part_it_is(self, questions: dict[str, BoardQuestion], id: str, role: str) -> None:
        assert questions[id].role == role

    def test_two_who_answer_for_one_thing_are_a_condition(self, questions: dict[str, BoardQuestion]) -> None:
        entry = questions["raci-accountable"]
        assert (entry.role, entry.weight) == ("Head of risk", Weight.CONDITION)
        assert entry.condition == "The review passes: Does exactly one role answer for each activity?"
        [place] = entry.places
        assert (place.file, place.column) == ("dossier/governance.yaml", "raci[5].roles")
        assert (entry.page, entry.place) == ("governance", "raci")

    def test_what_is_late_or_missing_is_advice(self, questions: dict[str, BoardQuestion]) -> None:
        conditions = {id for id, entry in questions.items() if entry.weight is Weight.CONDITION}
        assert conditions == {"raci-accountable"}
        assert {entry.weight for entry in questions.values()} == {Weight.CONDITION, Weight.ADVICE}

    def test_a_constraint_that_nothing_satisfies_is_a_condition(self, whole_example: CaseSnapshot) -> None:
        words = "    satisfied_by: [cost-exporter, 0001-one-platform-on-three-clouds]\n"
        context = change_file(whole_example.context, "architecture", (words, ""))
        assert ask_about_dossier(context)["constraint-satisfied"].weight is Weight.CONDITION

    def test_the_owner_is_who_answers_by_the_files(self, questions: dict[str, BoardQuestion]) -> None:
        assert questions["exception-expired"].owner == "Head of model risk"
        assert questions["plan-kept"].owner == "Head of data science and Head of ML platform"

    def test_the_order_is_the_same_each_time(self, whole_example: CaseSnapshot) -> None:
        context = whole_example.context
        again = change_file(context, "governance", ("Chairs the review board", "Leads the review board"))
        ids = [question.id for question in ask_board(context, default_filters(context))]
        assert ids == [question.id for question in ask_board(again, default_filters(again))]
        assert len(set(ids)) == len(ids)


class TestStarter:
    def test_a_dossier_without_failures_is_asked_nothing(self, starter_case: Path, lay: Lay) -> None:
        context = lay(starter_case).context
        assert list_failures(context) == {}
        assert ask_about_dossier(context) == {}

    def test_a_mistake_is_asked_about_with_its_place(self, starter_case: Path, lay: Lay) -> None:
        file = starter_case / "dossier/governance.yaml"
        text = file.read_text(encoding="utf-8")
        assert "{platform: A/R, ciso: C, cto: I}" in text
        file.write_text(text.replace("{platform: A/R, ciso: C, cto: I}", "{platform: A/R, ciso: A}"), encoding="utf-8")
        [entry] = ask_about_dossier(lay(starter_case).context).values()
        assert (entry.id, entry.role, entry.weight) == ("dossier-raci-accountable", "Head of risk", Weight.CONDITION)
        assert [(place.file, place.column) for place in entry.places] == [("dossier/governance.yaml", "raci[2].roles")]

    def test_without_evidence_the_gap_asks_and_the_rules_do_not_ask_again(self, starter_case: Path, lay: Lay) -> None:
        (starter_case / "datasets/evidence.csv").unlink()
        context = lay(starter_case).context
        assert list_failures(context).keys() >= {"controls-dataset"}
        ids = {question.id for question in ask_board(context, default_filters(context))}
        assert "no-evidence" in ids
        assert not ids & {f"{PREFIX}{rule}" for rule in SAME["no-evidence"]}


def test_every_rule_has_a_member_who_would_ask_it() -> None:
    assert {assign_rule(rule) for rule in RULES} == set(BoardSubject) == set(ROLES)
    assert {rule for rules in SAME.values() for rule in rules} <= {rule.id for rule in RULES}
    money = {rule.id for rule in RULES if assign_rule(rule) is BoardSubject.BUSINESS_CASE}
    assert money == {
        "benefit-pain", "benefit-measured", "benefit-presented", "claim-proven", "capability-paid",
        "pain-counted", "pain-sourced",
    }  # fmt: skip
