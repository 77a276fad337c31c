"""The what-if on the Adoption page: drawn beside the forecast as the business case takes it, never instead of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steering.adoption.outlook import teams_by_month
from steering.context.filters import Filters
from steering.frames.adoption.page import build_frame
from steering.frames.blocks import Chart
from steering.frames.frame import Frame
from steering.roi.adoption_trial import trial_adoption
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.frames.walking import blocks

NOW = Filters(as_of="2026-10")
END = "2027-07"


def moved(**drivers: float) -> Filters:
    return replace(NOW, drivers=tuple(drivers.items()))


def forecast(snapshot: CaseSnapshot) -> list[float]:
    return [teams for month, teams in teams_by_month(snapshot.context, NOW, END).items() if month > NOW.as_of]


def curve(frame: Frame) -> Chart:
    [chart] = [block for block in blocks(frame) if isinstance(block, Chart) and block.id == "curve"]
    return chart


def test_half_of_the_final_adoption_is_half_of_every_month(example: CaseSnapshot) -> None:
    trial = trial_adoption(example.context, moved(adoption_ceiling=0.5), END)
    assert trial == pytest.approx([teams / 2 for teams in forecast(example)])


def test_half_of_the_pace_reaches_in_eight_months_what_four_bring(example: CaseSnapshot) -> None:
    trial = trial_adoption(example.context, moved(adoption_speed=0.5), END)
    assert trial[7] == pytest.approx(forecast(example)[3])
    assert trial_adoption(example.context, replace(NOW, scenario="slow_roll_out"), END)[-1] < forecast(example)[-1]


@pytest.mark.parametrize("filters", [NOW, moved(benefit_factor=0.5), moved(adoption_ceiling=1.0)])
def test_what_does_not_move_adoption_draws_nothing(example: CaseSnapshot, filters: Filters) -> None:
    assert trial_adoption(example.context, filters, END) == ()
    assert "What-if" not in curve(build_frame(example.context, filters)).note


def test_status_and_forecast_stay_those_of_the_data(example: CaseSnapshot) -> None:
    frames = [build_frame(example.context, filters) for filters in (NOW, moved(adoption_ceiling=0.5))]
    charts = [curve(frame) for frame in frames]
    assert [frame.message for frame in frames] == [frames[0].message] * 2
    assert [frame.detail for frame in frames] == [frames[0].detail] * 2
    assert frames[0].blocks[0] == frames[1].blocks[0], "the tiles"
    names = [[column.label for column in chart.table.columns] for chart in charts]
    assert [*names[0], "What-if"] == names[1]
    assert [row[:-1] for row in charts[1].table.rows] == list(charts[0].table.rows)
    assert "What-if, as the business case would take it: 32 teams by Jul 2027." in charts[1].note
