"""Saved scenarios are looked at like the file's: figures, sliders, Brief and gates follow them; conditions do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from steering.conditions import Condition
from steering.context.filters import Filters
from steering.finance.model import evaluate
from steering.frames.roi import page as roi
from steering.frames.roi.saved_scenarios import build_row
from steering.metrics.lookup import observer
from steering.records import ScenarioInput
from steering.roi.drivers import driver_settings, range_of, value_in
from steering.roi.report import roi_report
from steering.roi.saved_scenarios import assumptions, business_hash, open_scenario, query_saved_results, result_snapshot
from steering.roi.scenarios import find_scenario, label_of_filters, resolve_scenario, scenario_names, scenario_options
from steering.roi.simulation_report import simulation_report
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from tests.actors import somebody
from tests.steering.finance.business_cases import KNOWN, business
from tests.steering.small_cases import small
from tests.steering.small_scenarios import kept, with_kept

CASE = business(KNOWN)
NOW = Filters(as_of="2026-10")
LEAN = kept("Lean", lines={"platform": 0.5}, cost_factor=0.9, benefit_delay_months=14)
SAVED = (LEAN, kept("Gone", state="withdrawn"), kept("Other", id="worst", cost_factor=5))


class TestNames:
    def test_a_kept_one_is_found_by_its_id(self) -> None:
        assert find_scenario(CASE, "saved.lean", SAVED) is LEAN.assumed.scenario
        assert find_scenario(CASE, "saved.lean") == find_scenario(CASE, None)

    def test_the_files_own_come_first(self) -> None:
        assert find_scenario(CASE, "worst", SAVED) is CASE.scenarios["worst"]
        assert scenario_names(CASE, SAVED) == ("worst", "best", "saved.lean", "saved.gone")

    def test_labels(self) -> None:
        assert label_of_filters(CASE, replace(NOW, scenario="saved.lean"), SAVED) == "Lean"
        own = replace(NOW, scenario="saved.lean", drivers=(("cost_factor", 1.0),))
        assert label_of_filters(CASE, own, SAVED) == "Lean, with your drivers"

    def test_a_withdrawn_one_is_offered_only_to_who_looks_at_it(self) -> None:
        assert scenario_options(CASE, SAVED, None) == {"worst": "Worst", "best": "Best", "saved.lean": "Lean (draft)"}
        assert scenario_options(CASE, SAVED, "saved.gone")["saved.gone"] == "Gone (withdrawn)"


class TestModel:
    def test_it_is_the_change_that_was_kept(self) -> None:
        view = replace(NOW, scenario="saved.lean")
        assert resolve_scenario(CASE, view, SAVED) == LEAN.assumed.scenario
        moved = resolve_scenario(CASE, replace(view, drivers=(("cost_factor", 1.2),)), SAVED)
        assert moved.drivers["cost_factor"] == Decimal("1.2")
        assert moved.lines == LEAN.assumed.scenario.lines

    def test_sliders_stand_where_it_has_them_and_reach_that_far(self) -> None:
        view = replace(NOW, scenario="saved.lean")
        values = {one.name: one.value for one in driver_settings(CASE, view, SAVED)}
        assert (values["cost_factor"], values["benefit_delay_months"]) == (pytest.approx(0.9), 14)
        assert value_in(CASE, "saved.lean", "cost_factor", SAVED) == pytest.approx(0.9)
        assert range_of(CASE, "benefit_delay_months", SAVED) == (0, 14)


class TestKeeping:
    VIEW = replace(NOW, scenario="worst", drivers=(("benefit_delay_months", 3.0),))

    def test_what_is_kept_gives_the_figures_that_were_seen(self, whole_example: CaseSnapshot) -> None:
        context = whole_example.context
        seen = roi_report(context, self.VIEW)
        lean = replace(LEAN, assumed=assumptions(context, self.VIEW), figures=result_snapshot(context, self.VIEW))
        after = with_kept(context, lean)
        again = roi_report(after, open_scenario(self.VIEW, lean))
        assert (again.now, again.plan_metrics) == (seen.now, seen.plan_metrics)
        assert (lean.figures.npv, lean.figures.npv_planned) == (seen.now.npv, seen.plan_metrics.npv)
        assert lean.figures.releases == context.releases
        (standing_now,) = query_saved_results(after, NOW)
        assert standing_now.npv == seen.now.npv
        assert not standing_now.case_changed

    def test_it_is_opened_on_the_ground_it_was_made_on(self, whole_example: CaseSnapshot) -> None:
        planned = replace(self.VIEW, basis="plan")
        lean = replace(LEAN, assumed=assumptions(whole_example.context, planned))
        assert open_scenario(self.VIEW, lean) == Filters(as_of="2026-10", scenario="saved.lean", basis="plan")
        assert result_snapshot(whole_example.context, planned) == result_snapshot(whole_example.context, self.VIEW)

    def test_a_changed_business_case_is_told_a_comment_is_not(
        self, tmp_path: Path, lay: Callable[[Path], CaseSnapshot]
    ) -> None:
        texts = [KNOWN, KNOWN + "# a comment\n", KNOWN.replace("0.10", "0.100"), KNOWN.replace("[0, 15,", "[0, 16,")]
        hashes = []
        for number, text in enumerate(texts):
            case = small(tmp_path / f"case-{number}")
            (case / "business_case.yaml").write_text(text, encoding="utf-8")
            hashes.append(business_hash(lay(case).context))
        assert hashes[0] == hashes[1] == hashes[2] != hashes[3]
        context = with_kept(
            lay(tmp_path / "case-3").context, replace(LEAN, figures=replace(LEAN.figures, business=hashes[0]))
        )
        assert [one.case_changed for one in query_saved_results(context, Filters(as_of="2026-04"))] == [True]

    def test_withdrawn_ones_are_listed_last_and_new_ones_first(self, whole_example: CaseSnapshot) -> None:
        context = with_kept(whole_example.context, kept("A"), kept("B", state="withdrawn"), kept("C"))
        assert [one.scenario.name for one in query_saved_results(context, NOW)] == ["C", "A", "B"]

    def test_the_table_notices_what_another_process_kept(self, tmp_path: Path) -> None:
        case = small(tmp_path / "case")
        (case / "business_case.yaml").write_text(KNOWN, encoding="utf-8")
        one, other = (AppState(tmp_path / "home", case) for _ in range(2))
        before = one.snapshot()
        view = before.default_filters
        wanted = ScenarioInput(
            name="Lean",
            note="",
            assumed=assumptions(before.context, view),
            figures=result_snapshot(before.context, view),
            by=somebody("x"),
        )
        new = other.records.keep_scenario(before.context.case.id, wanted)
        assert before.context.scenarios == ()
        assert one.snapshot().context.scenarios == other.snapshot().context.scenarios == (new,)
        one.close()
        other.close()


class TestPages:
    """What follows a saved scenario, held against the same drivers moved by hand."""

    HAND = replace(NOW, drivers=(("benefit_factor", 0.7), ("cost_factor", 1.1)))
    LOW = kept("Low", benefit_factor=0.7, cost_factor=1.1)
    VIEW = replace(NOW, scenario="saved.low")

    def test_the_figures_are_those_of_the_same_drivers(self, whole_example: CaseSnapshot) -> None:
        context = with_kept(whole_example.context, self.LOW)
        assert roi_report(context, self.VIEW).now == roi_report(context, self.HAND).now
        by_hand, by_name = simulation_report(context, self.HAND), simulation_report(context, self.VIEW)
        assert by_hand is not None
        assert by_name is not None
        assert by_hand.outcome.percentiles == by_name.outcome.percentiles

    def test_it_is_named(self, whole_example: CaseSnapshot) -> None:
        frame = roi.build_frame(with_kept(whole_example.context, self.LOW), self.VIEW)
        assert frame.detail.startswith("Scenario: Low.")

    def test_conditions_that_name_a_scenario_mean_the_files(self, whole_example: CaseSnapshot) -> None:
        context = with_kept(whole_example.context, self.LOW, kept("Shadow", id="worst", cost_factor=0.1))
        observe = observer(context, self.VIEW)
        asked = Condition(metric="npv", op=">=", value=Decimal(0))
        assert observe(asked).value == roi_report(context, self.VIEW).now.npv
        worst = roi_report(whole_example.context, replace(NOW, scenario="worst")).now.npv
        assert observe(replace(asked, scenario="worst")).value == worst
        assert "no scenario named 'saved.low'" in observe(replace(asked, scenario="saved.low")).reason

    def test_positive_in_all_scenarios_knows_the_files_only(self, whole_example: CaseSnapshot) -> None:
        ruin = kept("Ruin", cost_factor=10)
        best = replace(NOW, scenario="best")
        rooms = whole_example.context, with_kept(whole_example.context, ruin)
        assert len({roi_report(context, best).now.positive_in_all_scenarios for context in rooms}) == 1
        assert evaluate(CASE).positive_in_all_scenarios is False


@pytest.mark.parametrize(("proposed_by", "told"), [("tester", True), ("chair", False), (None, False)])
def test_who_approved_their_own_proposal_is_told_for_good(
    example: CaseSnapshot, proposed_by: str | None, told: bool
) -> None:
    approved = replace(kept("Lean", state="approved"), previously_by=proposed_by)
    context = with_kept(example.context, approved)
    (result,) = query_saved_results(context, NOW)
    row = build_row(roi_report(context, NOW), result, context.name_of)
    assert row.since.endswith("by tester, who had proposed it") is told
