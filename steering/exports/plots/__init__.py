"""A chart for paper: what its figure draws, read from Plotly's JSON into plain values that any medium can draw."""
