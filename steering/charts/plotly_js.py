"""What draws charts where Streamlit does not: Plotly's own script as installed, and its look without Streamlit's."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from steering.charts import palette
from steering.charts.base import SIZE, Figure

FONTS = "'Source Sans 3', 'Source Sans Pro', 'Source Sans', system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"
AXIS = {"gridcolor": palette.QUIET, "zerolinecolor": palette.QUIET, "linecolor": palette.QUIET, "zerolinewidth": 1}
# Below the server's root; a release of plotly has an address of its own.
PLOTLY_PATH = f"plotly-{version('plotly')}.js"
OF_MAPS = re.compile(r'getElementById\("([0-9a-f]{64})"\)')
# What Streamlit's own theme gives every chart.
LOOK = {
    "layout": {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONTS, "size": SIZE, "color": palette.TEXT},
        "xaxis": AXIS,
        "yaxis": AXIS,
        "hoverlabel": {"bgcolor": palette.GROUND, "bordercolor": palette.QUIET, "font": {"color": palette.TEXT}},
    }
}


@cache
def library() -> str:
    """Return the text of plotly.js, a script of nearly five megabytes that begins with its licence."""
    package = find_spec("plotly")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "package_data" / "plotly.min.js").read_text("utf-8")


def map_style_ids() -> tuple[str, ...]:
    """Return the ids of styles that plotly.js adds to a page for its maps, unless elements with these ids are there."""
    return tuple(dict.fromkeys(OF_MAPS.findall(library())))


def chart_json(figure: Figure) -> str:
    """Return a figure as JSON for plotly.js in the look of every chart, its colours still roles."""
    whole = {"data": figure["data"], "layout": {"template": LOOK, **figure["layout"]}}
    return json.dumps(whole, allow_nan=False, separators=(",", ":"))
