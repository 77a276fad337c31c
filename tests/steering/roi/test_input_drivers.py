"""Inputs of a case as drivers: on a slider, in links and scenes, on stage, in minutes and records of decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from steering.cases.business_file import read_business
from steering.cases.business_types import MOST_INPUTS
from steering.cases.case_drivers import list_drivers
from steering.cases.yaml_reader import parse_yaml
from steering.catalog.drivers import DRIVERS
from steering.context.filters import Filters
from steering.finance.model import compute_npv
from steering.frames.page_head import describe_trials
from steering.roi.browser_model import stops_of
from steering.roi.drivers import DriverSetting, driver_settings, is_valid, parse_value
from steering.roi.report import roi_report
from steering.roi.scenarios import resolve_scenario
from steering.stage.inputs import parse_values
from steering.stage.meeting_minutes import describe_values
from steering.stage.number import spread_values
from steering.stage.refusals import Refused
from steering.state.case_snapshot import CaseSnapshot
from steering.state.choices import choice_names, filters_of, read_choices
from steering.storyboard.views import address, in_words
from tests.steering.finance.business_cases import business
from tests.steering.small_cases import small
from tests.steering.small_decisions import PAST
from tests.steering.small_decisions import read as read_decisions
from tests.steering.storyboard.test_scene_states import read, scene

CASE = """\
discount_rate: 0.1
option: build
inputs:
  people: {value: 40, low: 25, high: 60, label: Data scientists, unit: people}
  hours: {value: 2.5, low: 1, high: 6, label: Hours saved, unit: hours a week}
  share: {value: 0.3, low: 0.1, high: 0.8}
  unit: {value: 9, low: 8, high: 12, label: FTE cost}
  weeks: 44
  fixed: {value: 3, low: 3, high: 3}
  elsewhere: {value: 2, low: 1, high: 3}
options: [{id: stay, label: Stay, baseline: true}, {id: build, label: Build}]
lines:
  - {id: team, kind: cost, values: [400, 100, 100, 100], options: [build]}
  - {id: run, kind: cost, quantity: unit, price: 10, options: [build]}
  - {id: both, kind: cost, amount: 5, quantity: elsewhere}
  - {id: time, kind: benefit, quantity: [people, hours], price: [weeks, fixed], share: [share, 0.2], options: [build]}
scenarios:
  none: {inputs.hours: 0}
  more: {inputs.people: 70}
"""
NOW = Filters(as_of="2026-04")


@pytest.fixture
def snapshot(tmp_path: Path, lay: Callable[[Path], CaseSnapshot]) -> CaseSnapshot:
    folder = small(tmp_path / "case")
    (folder / "business_case.yaml").write_text(CASE)
    return lay(folder)


def setting(name: str, scenario: str | None = None) -> DriverSetting:
    return next(one for one in driver_settings(business(CASE), replace(NOW, scenario=scenario)) if one.name == name)


def test_an_input_with_a_range_that_moves_a_line_has_a_slider() -> None:
    names = [one.name for one in driver_settings(business(CASE), NOW)]
    # What both options have cancels, a figure without a range stands, and a range of nothing is none.
    own = ["inputs.people", "inputs.hours", "inputs.share", "inputs.unit"]
    assert names == ["benefit_delay_months", "cost_factor", "benefit_factor", "discount_rate", *own]
    assert list(list_drivers(None)) == list(list_drivers(business("discount_rate: 0.1\ncashflows: {net: [-1, 2]}\n")))


def test_a_slider_goes_over_the_range_and_every_scenario_in_round_steps() -> None:
    people, hours = setting("inputs.people"), setting("inputs.hours")
    assert (people.low, people.high, people.rest, people.text) == (25, 70, 40, "40 people")
    assert (hours.low, hours.high, hours.text) == (0, 6, "2.5 hours a week")
    assert set(stops_of(people)) == set(range(25, 71)), "people come whole"
    assert {0, 0.05, 2.5, 6} <= set(stops_of(hours))
    assert setting("inputs.hours", "none").rest == 0
    for name in ("inputs.people", "inputs.hours", "inputs.share", "inputs.unit"):
        assert 15 <= len(stops_of(setting(name))) <= 160 or name == "inputs.unit"
        assert all(is_valid(business(CASE), name, f"{stop:.6g}") for stop in stops_of(setting(name)))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("inputs.share", "30%", "0.3"),
        ("inputs.people", "45 people", "45"),
        ("inputs.hours", "3.25 hours a week", "3.25"),
        # Beyond the ends of its slider as well, as any driver.
        ("inputs.people", "100", "100"),
    ],
)
def test_any_value_can_be_typed(name: str, text: str, value: str) -> None:
    assert parse_value(business(CASE), name, text) == value


@pytest.mark.parametrize("text", ["", "many", "1e16", "nan", "1e-320"])
def test_what_is_no_number_is_not(text: str) -> None:
    assert not is_valid(business(CASE), "inputs.people", text)
    with pytest.raises(ValueError, match="a number from"):
        parse_value(business(CASE), "inputs.people", text)


def test_moved_inputs_are_those_of_a_scenario_that_says_the_same() -> None:
    case = business(CASE + "  typed: {inputs.people: 30, inputs.hours: 4, drivers.cost_factor: 1.2}\n")
    moved = replace(NOW, drivers=(("cost_factor", 1.2), ("inputs.hours", 4.0), ("inputs.people", 30.0)))
    npv = compute_npv(case, None, resolve_scenario(case, moved))
    assert npv == pytest.approx(compute_npv(case, "typed"))
    # 40 x 2.5 x 44 x 3 x 0.3 x 0.2 = 792 a year; 30 x 4 of them is 1.2 times that.
    benefits = 792 * 1.2
    costs = 1.2 * 190
    assert npv == pytest.approx(-400 * 1.2 + sum((benefits - costs) / 1.1**year for year in (1, 2, 3)))


def test_an_input_has_no_name_of_a_driver() -> None:
    _, problems = read_business(
        parse_yaml(CASE.replace("weeks: 44", "weeks: 44\n  cost_factor: 3"), "business_case.yaml")
    )
    (problem,) = [problem for problem in problems if problem.severity == "error"]
    assert "inputs.cost_factor" in str(problem)
    assert "a name that no driver has" in str(problem)


class TestLinks:
    def test_a_link_carries_inputs_beside_the_filter_of_the_same_name(self, snapshot: CaseSnapshot) -> None:
        query = {"inputs.people": "30", "inputs.unit": "11", "unit": "", "cost_factor": "1.1"}
        read_ = read_choices(snapshot, query)
        assert not read_.rejects
        chosen = filters_of(snapshot, read_.values)
        assert chosen.unit is None
        assert chosen.drivers == (("cost_factor", 1.1), ("inputs.people", 30.0), ("inputs.unit", 11.0))
        assert describe_trials(snapshot.context, chosen) == ["costs 110%", "data scientists 30 people", "FTE cost 11"]
        assert {"unit", "inputs.unit"} <= set(choice_names(snapshot))

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ({"inputs.peple": "30"}, "Did you mean 'people'?"),
            ({"inputs.weeks": "30"}, "The input 'weeks' can't be moved"),
            ({"inputs.people": "many"}, "The link's value for inputs.people is 'many', which it can't have."),
        ],
    )
    def test_what_cannot_be_taken_is_told(self, snapshot: CaseSnapshot, query: dict[str, str], said: str) -> None:
        (notice,) = read_choices(snapshot, query).notices(model=True)
        assert said in notice.text


class TestScenes:
    def test_a_scene_names_an_input_by_its_id(self, snapshot: CaseSnapshot) -> None:
        view = scene(snapshot.context, "{drivers: {people: 30, share: 40%, cost_factor: 1.1}}", "roi")
        query = address(snapshot.context, view)
        assert query == {"as_of": "2026-04", "cost_factor": "1.1", "inputs.people": "30", "inputs.share": "0.4"}
        assert in_words(snapshot.context, view)[2:] == ("costs 110%", "data scientists 30 people", "share 0.4")

    @pytest.mark.parametrize(
        ("view", "said"),
        [
            ("{drivers: {peple: 30}}", "Did you mean 'people'?"),
            # Those there are, by the ids that may be written.
            ("{drivers: {weeks: 30}}", "discount_rate, people, hours, share, unit"),
            ("{drivers: {people: 1e16}}", "a number from -10^15 to 10^15"),
        ],
    )
    def test_an_unknown_one_is_told_with_those_there_are(self, snapshot: CaseSnapshot, view: str, said: str) -> None:
        (problem,) = read(snapshot.context, view, "roi").problems  # type: ignore[union-attr]
        assert said in str(problem)


@pytest.mark.parametrize("scenario", [None, "none"])
def test_the_number_of_a_room_is_about_an_input_as_well(snapshot: CaseSnapshot, scenario: str | None) -> None:
    stage = replace(NOW, scenario=scenario, drivers=(("inputs.people", 50.0),))
    spread = spread_values(snapshot.context, stage, "inputs.hours", [0, 2, 5])
    assert spread is not None
    for belief in (*spread.beliefs, spread.median):
        moved = replace(stage, drivers=(("inputs.hours", belief.value), ("inputs.people", 50.0)))
        assert belief.npv == pytest.approx(roi_report(snapshot.context, moved).npv)


def test_minutes_say_what_was_moved_as_the_case_calls_it(snapshot: CaseSnapshot) -> None:
    values = {"cost_factor": 1.1, "inputs.hours": 3.0}
    assert describe_values(values, "", snapshot.context.case.business) == "costs 110%, hours saved 3 hours a week"
    # Of a meeting that is read without its case, the id.
    assert describe_values(values, "Learner 3") == "costs 110%, hours 3, by Learner 3"


def test_a_decision_names_an_input_by_its_id() -> None:
    text = PAST.replace("parameters: {adoption_speed: 0.8}", "parameters: {people: 30, adoption_speed: 0.8}")
    past, problems = read_decisions(text, inputs=["people"])
    assert past and past.decisions[0].parameters["people"] == Decimal(30)
    assert not problems
    assert not read_decisions(text, inputs=None)[1], "the business case can't be read"
    (problem,) = read_decisions(text, inputs=["peoples", "hours"])[1]
    assert "Did you mean 'peoples'?" in str(problem)


def test_a_meeting_takes_as_many_values_as_a_case_may_have_drivers() -> None:
    values = dict.fromkeys((*DRIVERS, *(f"inputs.i{number}" for number in range(MOST_INPUTS))), 1.0)
    assert parse_values({"values": values}) == values
    with pytest.raises(Refused):
        parse_values({"values": {**values, "inputs.more": 1.0}})
