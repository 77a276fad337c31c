"""Plotly's own script as it is installed, and figures as it takes them."""

from __future__ import annotations

import json
from importlib.metadata import version

import pytest

from steering.charts import base, palette
from steering.charts.plotly_js import PLOTLY_PATH, chart_json, library, map_style_ids


def test_the_library_is_one_script_that_no_page_can_take_for_its_own_markup() -> None:
    assert "Licensed under the MIT license" in library()[:300]
    assert not [ending for ending in ("</script", "<!--", "\r") if ending in library()]


def test_its_address_holds_its_version() -> None:
    assert version("plotly") in PLOTLY_PATH


def test_the_styles_of_its_maps_are_known_by_their_ids() -> None:
    assert map_style_ids()
    assert all(f'"{id}"' in library() for id in map_style_ids())


def test_a_figure_keeps_its_roles_and_has_the_look_of_every_chart() -> None:
    figure = base.new_figure(height=200)
    base.add_trace(figure, "bar", x=["a"], y=[1], marker={"color": palette.ACTUAL})
    made = json.loads(chart_json(figure))
    assert made["data"][0]["marker"]["color"] == palette.ACTUAL
    assert made["layout"]["template"]["layout"]["font"]["color"] == palette.TEXT
    assert made["layout"]["template"]["layout"]["xaxis"]["gridcolor"] == palette.QUIET
    assert (made["layout"]["height"], made["layout"]["bargap"]) == (200, 0.35)


def test_what_is_no_number_is_never_written() -> None:
    figure = base.new_figure()
    base.add_trace(figure, "bar", x=["a"], y=[float("nan")])
    with pytest.raises(ValueError, match="not JSON compliant"):
        chart_json(figure)
