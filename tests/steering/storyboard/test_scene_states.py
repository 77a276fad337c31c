"""The state that a scene opens in, what of it does not exist, and the claims judged in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steering.cases.storyboard import AnyScene, FaultyScene, Scene, storyboard
from steering.cases.yaml_reader import parse_yaml
from steering.conditions import ConditionState
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.agenda import SCENE_PAGES
from steering.frames.scenes.scene import scene_frame
from steering.state.case_snapshot import CaseSnapshot
from steering.storyboard.claims import CheckedClaim, check_claims
from steering.storyboard.views import address, check_scenes, default_filters, filters, in_words
from tests.steering.small_cases import small


def read(context: CaseContext, view: str = "{}", page: str = "brief", claims: str = "[]") -> AnyScene:
    one = f"{{id: a, minutes: 1, page: {page}, message: x, view: {view}, claims: {claims}}}"
    text = f"minutes_allowed: 9\nscenes:\n  - {one}"
    story, _ = storyboard(parse_yaml(text, "storyboard.yaml"))
    (scene,) = check_scenes(context, story, SCENE_PAGES).scenes
    return scene


def scene(context: CaseContext, view: str = "{}", page: str = "brief", claims: str = "[]") -> Scene:
    found = read(context, view, page, claims)
    assert isinstance(found, Scene), found
    return found


def claim(context: CaseContext, condition: str, view: str = "{}") -> CheckedClaim:
    (found,) = check_claims(context, scene(context, view, claims=f"[{{says: It is so, {condition}}}]"))
    return found


class TestState:
    def test_what_a_view_leaves_out_is_as_the_case_opens(self, halden: CaseContext) -> None:
        assert filters(halden, scene(halden)) == default_filters(halden) == Filters(as_of="2026-10")
        assert address(halden, scene(halden)) == {"as_of": "2026-10"}

    def test_everything_that_a_view_can_set(self, halden: CaseContext) -> None:
        view = (
            "as_of: 2026-08, unit: Claims, focus: lead_time, scenario: worst, basis: plan, drivers: {cost_factor: 1.1}"
        )
        found = scene(halden, f"{{{view}}}")
        assert filters(halden, found) == Filters(
            as_of="2026-08",
            unit="Claims",
            focus="lead_time",
            scenario="worst",
            basis="plan",
            drivers=(("cost_factor", 1.1),),
        )
        assert address(halden, found) == {
            "as_of": "2026-08",
            "unit": "Claims",
            "focus": "lead_time",
            "scenario": "worst",
            "basis": "plan",
            "cost_factor": "1.1",
        }
        assert in_words(halden, found) == ("as of Aug 2026", "Claims", "scenario Worst", "as planned", "costs 110%")

    def test_a_case_without_data_opens_at_its_own_month(
        self, tmp_path: Path, lay: Callable[[Path], CaseSnapshot]
    ) -> None:
        context = lay(small(tmp_path / "case")).context
        assert filters(context, scene(context, "{as_of: 2026-01}")).as_of == "2026-01"
        assert default_filters(context).as_of == "2026-04"


class TestDisagreements:
    @pytest.mark.parametrize(
        ("view", "page", "column", "said"),
        [
            ("{}", "adoptoin", "scenes[0].page", "Did you mean 'adoption'?"),
            ("{as_of: 2030-01}", "brief", "scenes[0].view.as_of", "a month with data"),
            ("{unit: Cliams}", "brief", "scenes[0].view.unit", "Did you mean 'Claims'?"),
            ("{scenario: wrost}", "roi", "scenes[0].view.scenario", "Did you mean 'worst'?"),
            ("{drivers: {cost_facto: 1}}", "roi", "scenes[0].view.drivers.cost_facto", "Did you mean 'cost_factor'?"),
            (
                "{drivers: {cost_factor: -1}}",
                "roi",
                "scenes[0].view.drivers.cost_factor",
                "a factor from 0 to 1,000,000",
            ),
        ],
    )
    def test_what_the_case_does_not_have_is_a_faulty_scene(
        self, halden: CaseContext, view: str, page: str, column: str, said: str
    ) -> None:
        found = read(halden, view, page)
        assert isinstance(found, FaultyScene)
        (problem,) = found.problems
        assert (problem.row, problem.column) == (3, column)
        assert said in str(problem)
        assert (found.minutes, found.message) == (1, "x")

    @pytest.mark.parametrize("view", ["{unit: Claims}", "{scenario: worst}", "{drivers: {cost_factor: 1}}"])
    def test_a_case_that_has_none_of_it_says_so(
        self, tmp_path: Path, lay: Callable[[Path], CaseSnapshot], view: str
    ) -> None:
        context = lay(small(tmp_path / "case")).context
        found = read(context, view)
        assert isinstance(found, FaultyScene)
        assert "nothing: " in found.problems[0].expected

    def test_a_block_and_a_closer_look_that_are_not_there_are_said_in_the_scene(self, halden: CaseContext) -> None:
        frame = scene_frame(halden, scene(halden, "{focus: led_time, show: [trend, tornado]}", "kpis"))
        said = [f"{notice.text} {notice.remedy}" for notice in frame.notices]
        assert len(said) == 2
        assert "'tornado'" in said[0]
        assert "Did you mean 'lead_time'?" in said[1]
        assert len(frame.blocks) == 1


class TestClaims:
    @pytest.mark.parametrize(
        ("condition", "state", "reason"),
        [
            (
                "metric: teams_in_production, op: '>=', value: 27",
                ConditionState.HOLDS,
                "Teams in production: 27, at least 27.",
            ),
            (
                "metric: trained_share, op: '>', value: 0.5",
                ConditionState.BROKEN,
                "Data scientists trained: 46%, where above 50% is claimed.",
            ),
            (
                "metric: change_fail_rate, op: '<', value: 0.125",
                ConditionState.BROKEN,
                "Change fail rate: 16.7%, where below 12.5% is claimed.",
            ),
            ("metric: npv, op: '>', value: 0", ConditionState.HOLDS, "above USD 0."),
            (
                "metric: teams_in_prodution, op: '>', value: 0",
                ConditionState.UNKNOWN,
                "Did you mean 'teams_in_production'?",
            ),
            (
                "metric: npv, scenario: nowhere, op: '>', value: 0",
                ConditionState.UNKNOWN,
                "no scenario named 'nowhere'",
            ),
            ("metric: lead_time, as_of: 2030-01, op: '>', value: 0", ConditionState.UNKNOWN, "no value for Jan 2030"),
        ],
    )
    def test_each_is_judged_with_a_reason(
        self, halden: CaseContext, condition: str, state: ConditionState, reason: str
    ) -> None:
        found = claim(halden, condition)
        assert found.state is state
        assert reason in found.reason

    def test_a_claim_is_judged_in_the_state_of_its_scene(self, halden: CaseContext) -> None:
        condition = "metric: change_fail_rate, op: '<', value: 0.125"
        assert claim(halden, condition, "{as_of: 2026-07}").state is ConditionState.HOLDS
        assert claim(halden, condition).state is ConditionState.BROKEN
        condition = "metric: npv, op: '>', value: 0"
        assert claim(halden, condition, "{drivers: {benefit_factor: 0.8}}").state is ConditionState.BROKEN

    def test_a_business_unit_does_not_change_what_is_claimed_of_all(self, halden: CaseContext) -> None:
        condition = "metric: teams_in_production, op: '==', value: 27"
        assert claim(halden, condition, "{unit: Claims}").state is ConditionState.HOLDS

    def test_a_difference_beyond_the_decimals_shown_is_said_in_full(self, halden: CaseContext) -> None:
        found = claim(halden, "metric: trained_share, op: '==', value: 0.459")
        assert found.state is ConditionState.BROKEN
        assert "0.459" in found.reason
