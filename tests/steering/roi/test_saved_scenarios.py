"""Kept scenarios are looked at like the file's: figures, sliders, Brief and gates follow them; conditions do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from steering.conditions import Condition
from steering.context.case_context import Filters
from steering.finance.model import evaluate
from steering.frames.brief import page as brief
from steering.frames.roadmap import page as roadmap
from steering.frames.roi import page as roi
from steering.metrics.lookup import observer
from steering.records import Wanted
from steering.roi.drivers import allows, levers, reach, standing
from steering.roi.report import picture
from steering.roi.saved_scenarios import assumed, business_hash, moment, opened, standings
from steering.roi.scenarios import chosen, chosen_label, known, offered, scenario
from steering.roi.simulation_report import odds
from steering.state.app_state import Installation, Table
from tests.steering.finance.business_cases import KNOWN, business
from tests.steering.small_cases import small
from tests.steering.small_scenarios import kept, with_kept

CASE = business(KNOWN)
NOW = Filters(as_of="2026-10")
LEAN = kept("Lean", lines={"platform": 0.5}, cost_factor=0.9, benefit_delay_months=14)
SAVED = (LEAN, kept("Gone", state="withdrawn"), kept("Other", id="worst", cost_factor=5))


class TestNames:
    def test_a_kept_one_is_found_by_its_id(self) -> None:
        assert scenario(CASE, "saved.lean", SAVED) is LEAN.assumed.scenario
        assert scenario(CASE, "saved.lean") == scenario(CASE, None)

    def test_the_files_own_come_first(self) -> None:
        assert scenario(CASE, "worst", SAVED) is CASE.scenarios["worst"]
        assert known(CASE, SAVED) == ("worst", "best", "saved.lean", "saved.gone")

    def test_labels(self) -> None:
        assert chosen_label(CASE, replace(NOW, scenario="saved.lean"), SAVED) == "Lean"
        own = replace(NOW, scenario="saved.lean", drivers=(("cost_factor", 1.0),))
        assert chosen_label(CASE, own, SAVED) == "Lean, with your drivers"

    def test_a_withdrawn_one_is_offered_only_to_who_looks_at_it(self) -> None:
        assert offered(CASE, SAVED, None) == {"worst": "Worst", "best": "Best", "saved.lean": "Lean (draft)"}
        assert offered(CASE, SAVED, "saved.gone")["saved.gone"] == "Gone (withdrawn)"


class TestModel:
    def test_it_is_the_change_that_was_kept(self) -> None:
        view = replace(NOW, scenario="saved.lean")
        assert chosen(CASE, view, SAVED) == LEAN.assumed.scenario
        moved = chosen(CASE, replace(view, drivers=(("cost_factor", 1.2),)), SAVED)
        assert moved.drivers["cost_factor"] == Decimal("1.2")
        assert moved.lines == LEAN.assumed.scenario.lines

    def test_sliders_stand_where_it_has_them_and_reach_that_far(self) -> None:
        view = replace(NOW, scenario="saved.lean")
        values = {one.name: one.value for one in levers(CASE, view, SAVED)}
        assert (values["cost_factor"], values["benefit_delay_months"]) == (pytest.approx(0.9), 14)
        assert standing(CASE, "saved.lean", "cost_factor", SAVED) == pytest.approx(0.9)
        assert reach(CASE, "benefit_delay_months", SAVED) == (0, 14)
        assert allows(CASE, "benefit_delay_months", "14", SAVED)
        assert not allows(CASE, "benefit_delay_months", "14")


class TestKeeping:
    VIEW = replace(NOW, scenario="worst", drivers=(("benefit_delay_months", 3.0),))

    def test_what_is_kept_gives_the_figures_that_were_seen(self, whole_example: Table) -> None:
        room = whole_example.room
        seen = picture(room, self.VIEW)
        lean = replace(LEAN, assumed=assumed(room, self.VIEW), figures=moment(room, self.VIEW))
        after = with_kept(room, lean)
        again = picture(after, opened(self.VIEW, lean))
        assert (again.now, again.planned) == (seen.now, seen.planned)
        assert (lean.figures.npv, lean.figures.npv_planned) == (seen.now.npv, seen.planned.npv)
        assert lean.figures.releases == room.releases
        (standing_now,) = standings(after, NOW)
        assert standing_now.npv == seen.now.npv
        assert not standing_now.case_changed

    def test_it_is_opened_on_the_ground_it_was_made_on(self, whole_example: Table) -> None:
        planned = replace(self.VIEW, basis="plan")
        lean = replace(LEAN, assumed=assumed(whole_example.room, planned))
        assert opened(self.VIEW, lean) == Filters(as_of="2026-10", scenario="saved.lean", basis="plan")
        assert moment(whole_example.room, planned) == moment(whole_example.room, self.VIEW)

    def test_a_changed_business_case_is_told_a_comment_is_not(
        self, tmp_path: Path, lay: Callable[[Path], Table]
    ) -> None:
        texts = [KNOWN, KNOWN + "# a comment\n", KNOWN.replace("0.10", "0.100"), KNOWN.replace("[0, 15,", "[0, 16,")]
        hashes = []
        for number, text in enumerate(texts):
            case = small(tmp_path / f"case-{number}")
            (case / "business_case.yaml").write_text(text, encoding="utf-8")
            hashes.append(business_hash(lay(case).room))
        assert hashes[0] == hashes[1] == hashes[2] != hashes[3]
        room = with_kept(
            lay(tmp_path / "case-3").room, replace(LEAN, figures=replace(LEAN.figures, business=hashes[0]))
        )
        assert [one.case_changed for one in standings(room, Filters(as_of="2026-04"))] == [True]

    def test_withdrawn_ones_are_listed_last_and_new_ones_first(self, whole_example: Table) -> None:
        room = with_kept(whole_example.room, kept("A"), kept("B", state="withdrawn"), kept("C"))
        assert [one.saved.name for one in standings(room, NOW)] == ["C", "A", "B"]

    def test_the_table_notices_what_another_process_kept(self, tmp_path: Path) -> None:
        case = small(tmp_path / "case")
        (case / "business_case.yaml").write_text(KNOWN, encoding="utf-8")
        one, other = (Installation(tmp_path / "home", case) for _ in range(2))
        before = one.table()
        view = before.opening
        wanted = Wanted(
            name="Lean", note="", assumed=assumed(before.room, view), figures=moment(before.room, view), by="x"
        )
        new = other.records.keep_scenario(before.room.case.id, wanted)
        assert before.room.scenarios == ()
        assert one.table().room.scenarios == other.table().room.scenarios == (new,)
        one.close()
        other.close()


class TestPages:
    """What follows a kept scenario, held against the same drivers moved by hand."""

    HAND = replace(NOW, drivers=(("benefit_factor", 0.7), ("cost_factor", 1.1)))
    LOW = kept("Low", benefit_factor=0.7, cost_factor=1.1)
    VIEW = replace(NOW, scenario="saved.low")

    def test_the_figures_are_those_of_the_same_drivers(self, whole_example: Table) -> None:
        room = with_kept(whole_example.room, self.LOW)
        assert picture(room, self.VIEW).now == picture(room, self.HAND).now
        by_hand, by_name = odds(room, self.HAND), odds(room, self.VIEW)
        assert by_hand is not None
        assert by_name is not None
        assert by_hand.outcome.percentiles == by_name.outcome.percentiles

    @pytest.mark.parametrize("page", [brief, roadmap])
    def test_brief_and_gates_follow(self, whole_example: Table, page: object) -> None:
        make = page.frame  # type: ignore[attr-defined]
        room = with_kept(whole_example.room, self.LOW)
        shown = make(room, self.VIEW)
        assert shown != make(room, NOW)
        by_hand = repr(make(room, self.HAND)).replace("Base, with your drivers", "Low")
        assert repr(shown) == by_hand

    def test_it_is_named(self, whole_example: Table) -> None:
        frame = roi.frame(with_kept(whole_example.room, self.LOW), self.VIEW)
        assert frame.detail.startswith("Scenario: Low.")

    def test_conditions_that_name_a_scenario_mean_the_files(self, whole_example: Table) -> None:
        room = with_kept(whole_example.room, self.LOW, kept("Shadow", id="worst", cost_factor=0.1))
        observe = observer(room, self.VIEW)
        asked = Condition(metric="npv", op=">=", value=Decimal(0))
        assert observe(asked).value == picture(room, self.VIEW).now.npv
        worst = picture(whole_example.room, replace(NOW, scenario="worst")).now.npv
        assert observe(replace(asked, scenario="worst")).value == worst
        assert "no scenario named 'saved.low'" in observe(replace(asked, scenario="saved.low")).reason

    def test_positive_in_all_scenarios_knows_the_files_only(self, whole_example: Table) -> None:
        ruin = kept("Ruin", cost_factor=10)
        best = replace(NOW, scenario="best")
        rooms = whole_example.room, with_kept(whole_example.room, ruin)
        assert len({picture(room, best).now.positive_in_all_scenarios for room in rooms}) == 1
        assert evaluate(CASE).positive_in_all_scenarios is False
