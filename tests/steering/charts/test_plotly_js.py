"""Plotly's own script for files, and figures as it takes them."""

from __future__ import annotations

import json

import pytest

from steering.charts import base, palette
from steering.charts.plotly_js import library, map_style_ids, themed_json


def test_the_library_is_one_script_that_no_page_can_take_for_its_own_markup() -> None:
    assert "Licensed under the MIT license" in library()[:300]
    assert not [ending for ending in ("</script", "<!--", "\r") if ending in library()]


def test_the_styles_of_its_maps_are_known_by_their_ids() -> None:
    assert map_style_ids()
    assert all(f'"{id}"' in library() for id in map_style_ids())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_is_painted_and_has_the_look_of_the_page(theme: palette.Theme) -> None:
    figure = base.new_figure(height=200)
    base.add_trace(figure, "bar", x=["a"], y=[1], marker={"color": palette.ACTUAL})
    made = json.loads(themed_json(figure, theme))
    colours = palette.colours(theme)
    assert made["data"][0]["marker"]["color"] == colours[palette.ACTUAL]
    assert made["layout"]["template"]["layout"]["font"]["color"] == colours[palette.TEXT]
    assert (made["layout"]["height"], made["layout"]["bargap"]) == (200, 0.35)


def test_what_is_no_number_is_never_written() -> None:
    figure = base.new_figure()
    base.add_trace(figure, "bar", x=["a"], y=[float("nan")])
    with pytest.raises(ValueError, match="not JSON compliant"):
        themed_json(figure, "light")
