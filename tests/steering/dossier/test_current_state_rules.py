"""The rules of the current state: each finds what is planted, with its place, and leaves the rest alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.context.case_context import CaseContext
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import change_file, find, texts

FILE = "current_state"
COST = 'cost_a_year: {value: 640000, source: "Platform discovery survey, January 2026", as_of: 2026-01}'


@pytest.fixture(scope="module")
def context(example: CaseSnapshot) -> CaseContext:
    return example.context


class TestPains:
    def test_one_without_a_cure_is_found_with_its_line(self, context: CaseContext) -> None:
        (finding,) = find(context, "pain-cured")
        assert finding.text == "Nothing cures “Features are built twice because nobody can find the first one”"
        assert finding.status is Status.AT_RISK
        (place,) = finding.places
        lines = Path("data/cases/halden/dossier/current_state.yaml").read_text("utf-8").splitlines()
        assert place.row is not None
        assert "built-twice" in lines[place.row - 1]

    def test_none_where_all_are_cured(self, context: CaseContext) -> None:
        cured = change_file(context, FILE, (COST, f"{COST}\n    cured_by: [feature-management]"))
        assert find(cured, "pain-cured") == []
        assert texts(find(cured, "pain-counted")) == [
            "The business case counts no benefit for “Features are built twice because nobody can find the first one”"
        ]

    def test_a_line_that_is_not_there_is_a_contradiction(self, context: CaseContext) -> None:
        wrong = change_file(context, FILE, ("benefit_lines: [upkeep]", "benefit_lines: [upkep]"))
        (finding,) = find(wrong, "pain-counted")
        assert finding.status is Status.BREACHED
        assert "Did you mean 'upkeep'?" in finding.places[0].remedy

    def test_a_cost_line_counts_no_benefit(self, context: CaseContext) -> None:
        wrong = change_file(context, FILE, ("benefit_lines: [upkeep]", "benefit_lines: [platform_run]"))
        assert len(find(wrong, "pain-counted")) == 1

    def test_costs_want_a_source(self, context: CaseContext) -> None:
        assert find(context, "pain-sourced") == []
        bare = change_file(context, FILE, (COST, "cost_a_year: 640000"))
        assert "does not say where its cost comes from" in find(bare, "pain-sourced")[0].text
        without = change_file(context, FILE, (f"    {COST}\n", ""))
        assert "does not say what it costs a year" in find(without, "pain-sourced")[0].text


class TestStreams:
    def test_the_example_agrees_with_the_baseline(self, context: CaseContext) -> None:
        assert find(context, "stream-agrees") == []

    @pytest.mark.parametrize(("wait", "agrees"), [("14.0", True), ("20.2", True), ("20.3", False), ("7", False)])
    def test_within_a_tenth_of_the_baseline(self, context: CaseContext, wait: str, agrees: bool) -> None:
        step = "name: Security and model-risk review, who: Model risk officer, wait: "
        changed = change_file(context, FILE, (f"{step}14,", f"{step}{wait},"))
        assert (find(changed, "stream-agrees") == []) is agrees

    def test_a_kpi_that_is_not_there(self, context: CaseContext) -> None:
        wrong = change_file(context, FILE, ("kpi: lead_time", "kpi: leadtime"))
        (finding,) = find(wrong, "stream-agrees")
        assert "names the KPI 'leadtime', which is not there" in finding.text


class TestScores:
    def test_the_overrated_one_is_named_with_both_scores(self, context: CaseContext) -> None:
        (finding,) = find(context, "score-supported")
        assert finding.text == "“Feature management” scores itself 3, the data supports 2"
        assert finding.owner == "Head of data science"

    def test_an_honest_score_is_left_alone(self, context: CaseContext) -> None:
        block = "name: Feature management\n    target: 4\n    self_score: "
        assert find(change_file(context, FILE, (f"{block}3", f"{block}2")), "score-supported") == []

    def test_a_score_that_nothing_proves_is_a_hint(self, context: CaseContext) -> None:
        assert find(context, "score-proven") == []
        proofs = (
            context.case.texts["dossier/current_state.yaml"].text.split("name: Enablement")[1].split("    proofs:")[1]
        )
        assert len(find(change_file(context, FILE, (f"    proofs:{proofs}", "")), "score-proven")) == 1
