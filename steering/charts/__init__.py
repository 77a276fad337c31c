"""Tidy frames drawn as Plotly figures. The only user of plotly; colours are roles, which the reader paints."""
