"""Charts of sensitivity: names that do not stand on each other, and text of users that stays text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.charts.roi_series import share_series
from steering.charts.sensitivity import Scale, shares, spider, spread_apart, surface
from steering.charts.sensitivity_series import spider_series, surface_series
from steering.finance.two_way import Axis, SpiderStrand, TwoWayGrid
from steering.roi.value_of_information import UncertaintyShare

HOSTILE = "<b>%{x} & co</b> " + "long" * 12


@given(st.lists(st.floats(-100, 100), max_size=8))
def test_names_are_apart_and_in_order(heights: list[float]) -> None:
    found = spread_apart(heights, 5.0)
    order = sorted(range(len(heights)), key=lambda row: heights[row])
    assert all(found[above] - found[below] >= 5 - 1e-9 for below, above in pairwise(order))
    assert sum(found) == pytest.approx(sum(heights), abs=1e-6)


def test_names_that_are_apart_stay_where_they_are() -> None:
    assert spread_apart([10, 0, 20], 5) == [10, 0, 20]
    assert spread_apart([10, 10, 30], 4) == [8, 12, 30]


def test_names_of_users_are_text() -> None:
    strand = SpiderStrand(id="a", cause="line", places=(-1, 0, 1), values=(0.5, 1, 2), npv=(-1, 0, 1))
    drawn = spider(spider_series([strand], [HOSTILE], [["50%", "100%", "200%"]], "{:.0f}".format), "USD")
    assert drawn["layout"]["annotations"][0]["text"] == "&lt;b&gt;%{x} &amp; co&lt;/b…longlong"
    assert "%{x}" not in drawn["data"][0]["hovertemplate"]
    share = UncertaintyShare(id="a", cause="line", alone=1.0, total=1.0)
    assert shares(share_series([share], [HOSTILE]))["data"][0]["y"][0].startswith("&lt;b&gt;")


def test_a_name_is_no_place_of_a_template() -> None:
    axis = Axis(id="a", cause="line", values=(0.0, 1.0), base=0.5)
    found = TwoWayGrid(across=axis, up=axis, npv=((-1.0, 0.0), (0.0, 1.0)), zero=(((1.0, 0.0), (0.0, 1.0)),))
    scale = Scale(name=HOSTILE, ticks=".3~p")
    chart = surface_series(found, (HOSTILE, HOSTILE), ("{:.0%}".format, "{:.0%}".format), "{:.0f}".format)
    drawn = surface(chart, found, scale, scale, HOSTILE, "USD")
    assert drawn["data"][0]["z"] == [[-1.0, 0.0], [0.0, 1.0]], "the lowest row first"
    assert chart.rows == (("100%", "0"),), "every fifth of both, from the top left"
    hover = drawn["data"][0]["hovertemplate"]
    assert "&#37;{x} &amp; co" in hover
    assert hover.count("%{") == 3


def test_a_figure_at_its_high_end_is_named_at_its_low_end() -> None:
    strand = SpiderStrand(id="a", cause="driver", places=(-1, 0), values=(0.5, 1), npv=(-3, 0))
    chart = spider_series([strand], ["Costs"], [["50%", "100%"]], "{:.0f}".format)
    (note,) = spider(chart, "USD")["layout"]["annotations"]
    assert chart.rows == (("Costs", "-3 (50%)", None, "0 (100%)", None, None),)
    assert chart.alt.endswith("Costs goes from -3 to 0.")
    assert (note["x"], note["y"], note["xanchor"]) == (-1, -3, "right")
