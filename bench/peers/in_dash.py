"""The Costs page as one would write it in Dash: a layout, and one callback from the filters to the page.

python -m bench.peers.in_dash PORT
"""

from __future__ import annotations

import sys
from typing import Any

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html
from dash.dash_table.DataTable import DataTable

from bench.peers import content
from steering.frames.blocks import Block, Chart, Choice, Columns, Notice, TableBlock, Tabs, Tiles

ROW = {"display": "flex", "gap": "1rem"}
GROWS = {"flex": "1", "minWidth": 0}
PER_PAGE = 15


def shown(block: Block) -> Any:
    """One block by the component that is there for it."""
    match block:
        case Columns():
            return html.Div([html.Div(shown(inner), style=GROWS) for inner in block.blocks], style=ROW)
        case Tiles():
            return html.Div([html.Div(tile(one), style=GROWS) for one in block.tiles], style=ROW)
        case Chart():
            figure = dcc.Graph(id=block.id, figure=go.Figure(block.figure))
            return html.Div([html.H3(block.title), figure, html.Small(block.note)])
        case TableBlock():
            return html.Div([html.H3(block.title), grid(block), html.Small(block.note)])
        case Notice():
            return html.P(f"{block.text} {block.remedy}")
        case Tabs():
            return dcc.Tabs([dcc.Tab([shown(inner) for inner in tab.blocks], label=tab.label) for tab in block.parts])
        case Choice():
            return dcc.Dropdown(options=dict(block.options), value=block.chosen, clearable=False)
    return None


def tile(one: Any) -> list[Any]:
    """A headline figure."""
    return [html.Div(one.label), html.H2(one.value, className="tile-value"), html.Div(one.delta), html.Small(one.note)]


def grid(table: TableBlock) -> DataTable:
    """Rows under columns, a page of them at a time."""
    columns: list[Any] = [{"id": f"c{index}", "name": column.label} for index, column in enumerate(table.columns)]
    rows: list[Any] = [{f"c{index}": cell for index, cell in enumerate(row)} for row in table.rows]
    return DataTable(id=table.id, data=rows, columns=columns, page_size=PER_PAGE)


def app() -> Dash:
    """The app, with its data open."""
    table = content.Content.from_environment().laid()
    made = Dash(__name__)
    made.layout = html.Div(
        [
            html.H1("Costs"),
            dcc.Dropdown(options=content.months(table), value=table.default_filters.as_of, clearable=False, id="as_of"),
            dcc.Dropdown(options=content.units(table), value="", clearable=False, id="unit"),
            html.Div(id="page"),
        ]
    )

    @made.callback(Output("page", "children"), Input("as_of", "value"), Input("unit", "value"))
    def page(as_of: str, unit: str) -> list[Any]:
        frame = content.of_costs(table, as_of, unit or None)
        head = [html.H2(frame.message), html.P(frame.detail)]
        return head + [shown(block) for block in (*frame.notices, *frame.blocks)]

    return made


if __name__ == "__main__":
    app().run(host="127.0.0.1", port=sys.argv[1], debug=False)
