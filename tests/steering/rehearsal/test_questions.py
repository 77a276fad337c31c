"""The drill's questions: what the example's pages show is what they ask for, and they follow the data."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.agenda import AGENDA
from steering.frames.blocks import Chart, Statements, TableBlock, Tiles, leaves
from steering.frames.frame import Frame
from steering.rehearsal.figures import FigureOutcome, judge_figure
from steering.rehearsal.question import CFO, CISO, CTO, LEAST, PERSONAS, SCIENCE, DrillQuestion, compute_severity
from steering.rehearsal.questions import IN_A_ROW, derive_questions, list_personas, pick_committee
from steering.state.case_snapshot import CaseSnapshot

Lay = Callable[[Path], CaseSnapshot]


@pytest.fixture(scope="module")
def questions(whole_example: CaseSnapshot) -> tuple[DrillQuestion, ...]:
    return derive_questions(whole_example.context)


def by_id(questions: tuple[DrillQuestion, ...]) -> dict[str, DrillQuestion]:
    return {question.id: question for question in questions}


def shown_at(context: CaseContext, question: DrillQuestion) -> str:
    """What the question's place shows: the block of the page's frame in the state that the link names."""
    query = dict(question.place.query)
    drivers = tuple((name, float(value)) for name, value in query.items() if name not in ("as_of", "unit", "scenario"))
    filters = Filters(
        as_of=query["as_of"],
        focus=question.place.focus or None,
        scenario=query.get("scenario"),
        drivers=drivers,
    )
    frame = AGENDA[question.place.page].build_frame(context, filters)
    return find_block(frame, question.place.block)


def find_block(frame: Frame, id: str) -> str:
    """The texts of the tile or block of an id."""
    for block in leaves(frame.blocks):
        if isinstance(block, Tiles):
            for tile in block.tiles:
                if tile.id == id:
                    return f"{tile.value} {tile.note}"
        elif isinstance(block, Chart) and block.id == id:
            return f"{block.alt} {block.table.texts} {block.note}"
        elif isinstance(block, TableBlock) and block.id == id:
            return f"{block.texts} {len(block.rows)} rows {block.note}"
        elif isinstance(block, Statements) and block.id == id:
            return json.dumps([asdict(finding) for finding in block.findings], ensure_ascii=False, default=str)
    raise AssertionError(f"{frame.page} has no block {id}")


class TestExample:
    def test_each_kind_of_weak_point_is_asked_about(self, questions: tuple[DrillQuestion, ...]) -> None:
        subjects = {question.subject.value for question in questions}
        assert subjects >= {
            *("sensitivity", "break-even", "odds", "headline", "claim", "gate", "KPI", "definition", "spend"),
            *("adoption", "evidence", "decision", "review"),
        }

    def test_each_figure_is_what_its_place_shows(
        self, questions: tuple[DrillQuestion, ...], whole_example: CaseSnapshot
    ) -> None:
        elsewhere = {"spend:anomalies", "evidence:expired"}  # sums, which have tests of their own
        asked = [question for question in questions if question.figure and question.id not in elsewhere]
        assert len(asked) > 40
        missing = [
            (question.id, question.figure.text)
            for question in asked
            if question.figure and question.figure.text not in shown_at(whole_example.context, question)
        ]
        assert missing == []

    def test_every_place_is_there(self, questions: tuple[DrillQuestion, ...], whole_example: CaseSnapshot) -> None:
        for question in questions:
            assert not question.place.block or shown_at(whole_example.context, question), question.id

    def test_questions_of_the_file_are_asked_with_answers_worked_out_live(
        self, questions: tuple[DrillQuestion, ...]
    ) -> None:
        written = by_id(questions)["written:without-approval"]
        assert (written.persona, written.severity) == (CISO, 55)
        assert written.figure
        assert written.figure.text == "84%"
        assert written.answer == "Governed models: 84%."
        assert by_id(questions)["written:staff-council"].persona == "Staff council"
        assert list_personas(questions) == (*PERSONAS, "Staff council")

    def test_the_anomalies_add_up_to_what_the_page_says(
        self, questions: tuple[DrillQuestion, ...], whole_example: CaseSnapshot
    ) -> None:
        question = by_id(questions)["spend:anomalies"]
        frame = AGENDA["costs"].build_frame(whole_example.context, whole_example.default_filters)
        assert question.figure
        assert f"{question.figure.text} above normal" in frame.detail

    def test_expired_evidence_is_what_the_register_has(
        self, questions: tuple[DrillQuestion, ...], example_case: Path
    ) -> None:
        rows = [line.split(",") for line in (example_case / "datasets/evidence.csv").read_text().splitlines()]
        heads, last = rows[0], "2026-10-31"
        pieces = [dict(zip(heads, row, strict=True)) for row in rows[1:]]
        approved = [piece for piece in pieces if piece["status"] == "approved" and piece["collected_at"][:10] <= last]
        current = {piece["control_id"] for piece in approved if not piece["expires_at"] or piece["expires_at"] > last}
        expired = {piece["control_id"] for piece in approved} - current
        figure = by_id(questions)["evidence:expired"].figure
        assert figure
        assert figure.value == len(expired) > 0

    def test_figures_of_the_case(self, questions: tuple[DrillQuestion, ...]) -> None:
        figures = {id: question.figure.text for id, question in by_id(questions).items() if question.figure}
        assert figures["headline:risk-adjusted"] == "−USD 516k"
        assert figures["odds:loss"] == "40.1%"
        assert figures["gate:gate-3"] == "USD 4.2M"
        assert figures["break-even:driver:benefit_delay_months"] == "3.7 months"
        assert figures["KPI:trained_share"] == figures["decision:tranche-2:training"] == "46%"
        assert figures["definition:change_fail_rate"] == "11.1%"
        assert figures["adoption:stalled"] == "2"

    def test_the_tornado_keeps_its_order(self, questions: tuple[DrillQuestion, ...]) -> None:
        bars = [question.id.split(":")[2] for question in questions if question.id.startswith("sensitivity")]
        assert bars[:4] == ["benefit_factor", "cost_factor", "benefit_delay_months", "adoption_ceiling"]

    def test_the_hardest_comes_first_and_trifles_are_not_asked(self, questions: tuple[DrillQuestion, ...]) -> None:
        severities = [question.severity for question in questions]
        assert severities == sorted(severities, reverse=True)
        assert severities[-1] >= LEAST
        assert "spend:budget" not in by_id(questions)  # 0.3% over budget to date

    def test_each_persona_asks_of_its_own(self, questions: tuple[DrillQuestion, ...]) -> None:
        of = {id: question.persona for id, question in by_id(questions).items()}
        assert list_personas(questions)[:4] == PERSONAS
        assert of["headline:risk-adjusted"] == CFO
        assert of["sensitivity:line:platform_run"] == CTO
        assert of["evidence:expired"] == of["KPI:evidence_current"] == CISO
        assert of["adoption:stalled"] == of["KPI:trained_share"] == SCIENCE

    def test_every_answer_is_right_when_it_is_typed(self, questions: tuple[DrillQuestion, ...]) -> None:
        for question in questions:
            if question.figure:
                assert judge_figure(question.figure.text, question.figure).outcome is FigureOutcome.RIGHT, question.id

    def test_ids_are_unique_and_every_question_says_what_a_good_answer_has(
        self, questions: tuple[DrillQuestion, ...]
    ) -> None:
        assert len(by_id(questions)) == len(questions)
        assert all(question.points and question.answer and question.source.metric for question in questions)

    def test_a_question_names_the_releases_that_it_rests_on(
        self, questions: tuple[DrillQuestion, ...], whole_example: CaseSnapshot
    ) -> None:
        releases = dict(by_id(questions)["adoption:stalled"].source.releases)
        assert releases == {"adoption": whole_example.context.releases["adoption"]}


class TestCommittee:
    def test_ten_are_asked_in_turns_the_hardest_first(self, questions: tuple[DrillQuestion, ...]) -> None:
        asked = pick_committee(questions)
        assert len({question.id for question in asked}) == IN_A_ROW
        assert [question.persona for question in asked[:4]] == [CFO, CTO, CISO, SCIENCE]
        assert asked[0] == next(question for question in questions if question.persona == CFO)

    def test_a_chosen_member_asks_alone(self, questions: tuple[DrillQuestion, ...]) -> None:
        asked = pick_committee(questions, (SCIENCE,))
        assert {question.persona for question in asked} == {SCIENCE}
        assert len(asked) == IN_A_ROW

    def test_fewer_questions_than_ten_are_all_asked(self, questions: tuple[DrillQuestion, ...]) -> None:
        assert len(pick_committee(questions[:3])) == 3
        assert pick_committee(()) == ()


class TestData:
    """A moved figure moves the questions."""

    def test_a_longer_stall_and_more_of_them_come_first(self, lay: Lay, teams_and_kpis: Path, tmp_path: Path) -> None:
        before = derive_questions(lay(teams_and_kpis).context)
        case = tmp_path / "stalled"
        shutil.copytree(teams_and_kpis, case)
        file = case / "datasets" / "adoption.csv"
        # Every team that is at onboarding or in pilot in the last month has been there for four months.
        head, *lines = file.read_text("utf-8").splitlines()
        stage, month, team = (head.split(",").index(name) for name in ("stage", "month", "team_id"))
        rows = [line.split(",") for line in lines]
        stuck = {
            row[team] for row in rows if row[month] == "2026-10" and row[stage] in ("onboarding", "pilot", "production")
        }
        for row in rows:
            if row[team] in stuck and row[month] >= "2026-06":
                row[stage] = "onboarding"
        file.write_text("\n".join([head, *(",".join(row) for row in rows)]) + "\n", "utf-8")
        after = derive_questions(lay(case).context)
        first, then = (next(question for question in asked if question.persona == SCIENCE) for asked in (before, after))
        assert first.id != then.id
        assert by_id(after)["adoption:stalled"].severity > by_id(before)["adoption:stalled"].severity

    def test_a_missed_kpi_comes_to_the_top_of_its_persona(self, lay: Lay, teams_and_kpis: Path, tmp_path: Path) -> None:
        case = tmp_path / "evidence"
        shutil.copytree(teams_and_kpis, case)
        file = case / "datasets" / "kpi.csv"
        head, *lines = file.read_text("utf-8").splitlines()
        numerator = head.split(",").index("numerator")
        rows = [line.split(",") for line in lines]
        for row in rows:
            if "governed_models" in row and "2026-10" in row:
                row[numerator] = "0"
        file.write_text("\n".join([head, *(",".join(row) for row in rows)]) + "\n", "utf-8")
        before, after = (derive_questions(lay(folder).context) for folder in (teams_and_kpis, case))
        tops = [next(item.id for item in asked if item.persona == CISO) for asked in (before, after)]
        assert tops[0] == "written:patient-data"
        assert tops[1] in ("KPI:governed_models", "claim:releases:3")
        figure = by_id(after)["KPI:governed_models"].figure
        assert figure
        assert figure.text == "0%"

    def test_a_wider_range_in_the_business_case_comes_first(
        self, lay: Lay, teams_and_kpis: Path, tmp_path: Path
    ) -> None:
        case = tmp_path / "wider"
        shutil.copytree(teams_and_kpis, case)
        file = case / "business_case.yaml"
        text = file.read_text("utf-8")
        assert text.count("benefit_delay_months") >= 1
        lines = text.splitlines()
        place = next(index for index, line in enumerate(lines) if "benefit_delay_months:" in line and "high" in line)
        lines[place] = "  benefit_delay_months: {value: 0, low: 0, high: 24, distribution: pert}"
        file.write_text("\n".join(lines) + "\n", "utf-8")
        before, after = (derive_questions(lay(folder).context) for folder in (teams_and_kpis, case))
        bars = [
            next(question.id for question in asked if question.id.startswith("sensitivity"))
            for asked in (before, after)
        ]
        assert bars == ["sensitivity:driver:benefit_factor", "sensitivity:driver:benefit_delay_months"]
        assert after[0].id == "sensitivity:driver:benefit_delay_months"

    def test_a_case_without_data_asks_nothing_it_can_not_know(self, lay: Lay, new_case: Path) -> None:
        shutil.rmtree(new_case / "datasets", ignore_errors=True)
        for question in derive_questions(lay(new_case).context):
            assert question.answer


def test_severity_is_50_at_what_is_tolerated_and_rises_with_size() -> None:
    assert [compute_severity(size, 0.1) for size in (-1, 0, 0.1, 0.2, 0.9)] == [0, 0, 50, 67, 90]
    assert compute_severity(1, 0) == 100


def test_severity_never_orders_the_larger_behind() -> None:
    sizes = [size / 50 for size in range(200)]
    severities = [compute_severity(size, 0.25) for size in sizes]
    assert severities == sorted(severities)
