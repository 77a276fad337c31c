"""A figure made ready for Streamlit. The only user of plotly."""

from __future__ import annotations

import plotly.graph_objects as go

from steering.charts.base import Figure


def streamlit_figure(figure: Figure) -> go.Figure:
    """Return the figure as plotly's class, which Streamlit takes as it is; a dict it would validate at every rerun.

    What is drawn has passed the validator in the tests, so it is not validated again here.
    """
    return go.Figure(data=figure["data"], layout=figure["layout"], _validate=False)
