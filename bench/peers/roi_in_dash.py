"""The sliders, the headline figures and the cash chart of the ROI page as one would write them in Dash.

python -m bench.peers.roi_in_dash PORT
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

from bench.peers.content import Content
from bench.peers.in_dash import GROWS, ROW
from bench.peers.moving import headline
from steering.context.filters import Filters
from steering.roi.browser_model import stops_of
from steering.roi.drivers import driver_settings


def app() -> Dash:
    """The app, with its data open; a slider tells its value while it moves, as ours follows the finger."""
    table = Content.from_environment().laid()
    business = table.context.case.business
    assert business is not None
    known = driver_settings(business, table.default_filters)
    stops = {lever.name: stops_of(lever) for lever in known}

    def at(indexes: tuple[int, ...]) -> Filters:
        moved = {
            lever.name: stops[lever.name][index]
            for lever, index in zip(known, indexes, strict=True)
            if stops[lever.name][index] != lever.rest
        }
        return replace(table.default_filters, drivers=tuple(sorted(moved.items())))

    made = Dash(__name__)
    made.layout = html.Div(
        [html.H1("ROI scenarios"), html.Div(id="figures", style=ROW), dcc.Graph(id="cash"), *map(_slider, known)]
    )

    @made.callback(
        Output("figures", "children"),
        Output("cash", "figure"),
        *(Input(lever.name, "value") for lever in known),
    )
    def page(*indexes: int) -> tuple[list[Any], go.Figure]:
        shown = headline(table.context, at(indexes))
        tiles = [
            html.Div([html.Div(label), html.H2(value, className="tile-value")], style=GROWS)
            for label, value in shown.values
        ]
        return tiles, go.Figure(shown.figure)

    return made


def _slider(lever: Any) -> html.Div:
    last = len(stops_of(lever)) - 1
    slider = dcc.Slider(
        min=0,
        max=last,
        step=1,
        value=stops_of(lever).index(lever.value),
        marks=None,
        updatemode="drag",
        id=lever.name,
    )
    return html.Div([html.Label(lever.definition.label), html.Div(slider, className=lever.name)])


if __name__ == "__main__":
    app().run(host="127.0.0.1", port=sys.argv[1], debug=False)
