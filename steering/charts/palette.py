"""Colour by role. A figure holds reserved colours, one per role, which its reader replaces by the theme's.

Streamlit's page does that itself: `theme.chartCategoricalColors` and `theme.chartSequentialColors` in
`.streamlit/config.toml` are these roles in this order, for light and for dark. A chart that is on the screen when
the theme changes is painted anew at the next run. Every other reader paints with `painted`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"

ROLES = ("actual", "plan", "good", "warn", "bad", "forecast", "quiet", "accent", "second", "pale_warn")
RAMP = tuple(f"ramp{step}" for step in range(10))

ACTUAL, PLAN, GOOD, WARN, BAD, FORECAST, QUIET, ACCENT, SECOND, PALE_WARN = (
    f"#{number:06d}" for number in range(1, 11)
)
# From the least (0) to the most (9).
RAMP_COLOURS = tuple(f"#{number:06d}" for number in range(11, 21))
GROUND = "#000038"
TEXT = "#000036"

Theme = Literal["light", "dark"]


@cache
def colours(theme: Theme) -> dict[str, str]:
    """Reserved colour -> the theme's colour, read from the one place where the theme is written."""
    section = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][theme]
    values = [*section["chartCategoricalColors"], *section["chartSequentialColors"]]
    roles = (ACTUAL, PLAN, GOOD, WARN, BAD, FORECAST, QUIET, ACCENT, SECOND, PALE_WARN, *RAMP_COLOURS)
    by_role = dict(zip(roles, values, strict=True))
    return {**by_role, GROUND: section["backgroundColor"], TEXT: section["textColor"]}


def apply_theme(figure_json: str, theme: Theme) -> str:
    """Return a figure's JSON with its roles painted for a theme."""
    for role, colour in colours(theme).items():
        figure_json = figure_json.replace(role, colour)
    return figure_json
