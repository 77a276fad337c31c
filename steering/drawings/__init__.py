"""Drawings: what the documents describe, as safe SVG in the theme's colours; nothing of them is fetched."""
