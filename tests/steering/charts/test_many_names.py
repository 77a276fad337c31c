"""Many categories, long names and many months: bars keep their room, and what is hovered or in the table is whole."""

from __future__ import annotations

from steering.adoption.progress import StageCount, UnitProgress
from steering.charts import adoption as charts
from steering.charts.adoption_series import MOST_UNITS, STAGES, stage_series, unit_series
from steering.charts.base import LONGEST, escape_label, shorten_name

NAME = "Board of <Claims> and regional coordination number {}"


def unit(place: int, teams: int, adopted: int) -> UnitProgress:
    name = NAME.format(place)
    return UnitProgress(
        business_unit=name, teams=teams, started=adopted, adopted=adopted, active_users=1, models_in_production=1
    )


UNITS = (*(unit(place, 10, 30 - place) for place in range(20, 31)), *(unit(place, 4, 0) for place in range(31, 45)))


def test_a_name_keeps_its_beginning_and_its_end() -> None:
    assert shorten_name("Claims") == "Claims"
    short = shorten_name(NAME.format(31))
    assert len(short) <= LONGEST
    assert short == "Board of <Claim…umber 31"


def test_of_many_units_the_first_have_bars_and_the_others_one() -> None:
    chart = unit_series(UNITS, {})
    figure = charts.units(chart)
    (trace,) = figure["data"]
    assert len(trace["y"]) == len(trace["x"]) == MOST_UNITS
    assert (trace["y"][-1], trace["text"][-1], trace["x"][-1]) == ("14 other units", "0 of 56", 0)
    assert sum(int(text.split(" of ")[1]) for text in trace["text"]) == sum(one.teams for one in UNITS)
    assert [row[0] for row in chart.rows] == [one.business_unit for one in UNITS]


def test_labels_are_short_and_what_is_hovered_is_whole() -> None:
    figure = charts.units(unit_series(UNITS, {}))
    axis = figure["layout"]["yaxis"]
    assert axis["ticktext"][0] == escape_label(shorten_name(NAME.format(20)))
    assert axis["tickvals"] == figure["data"][0]["y"]
    assert axis["tickvals"][0] == escape_label(NAME.format(20))
    assert figure["data"][0]["hovertemplate"].startswith("%{y}")


def test_columns_of_many_months_touch() -> None:
    def gap(months: int) -> float:
        counts = [
            StageCount(month=f"{2020 + at // 12}-{at % 12 + 1:02}", stage=stage, teams=1)
            for at in range(months)
            for stage in STAGES
        ]
        return float(charts.stages(stage_series(counts))["layout"]["bargap"])

    assert gap(60) == 0 < gap(9)
