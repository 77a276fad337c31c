"""Colour by role. A figure holds reserved colours, one per role, which the browser replaces by the theme's.

`theme.chartCategoricalColors` and `theme.chartSequentialColors` in `.streamlit/config.toml` are these roles in this
order, for light and for dark.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"

# Warn is "at risk" and nothing else. Neutral is what nobody judges, such as costs.
ROLES = (
    "actual",
    "plan",
    "good",
    "warn",
    "bad",
    "forecast",
    "quiet",
    "accent",
    "second",
    "pale_warn",
    "neutral",
    "pale_bad",
)
RAMP = tuple(f"ramp{step}" for step in range(10))

ACTUAL, PLAN, GOOD, WARN, BAD, FORECAST, QUIET, ACCENT, SECOND, PALE_WARN = (
    f"#{number:06d}" for number in range(1, 11)
)
# From the least (0) to the most (9).
RAMP_COLOURS = tuple(f"#{number:06d}" for number in range(11, 21))
NEUTRAL, PALE_BAD = "#000021", "#000022"
GROUND = "#000038"
TEXT = "#000036"

Theme = Literal["light", "dark"]


@cache
def colours(theme: Theme) -> dict[str, str]:
    """Reserved colour -> the theme's colour, read from the one place where the theme is written."""
    section = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][theme]
    values = [*section["chartCategoricalColors"], *section["chartSequentialColors"]]
    roles = (ACTUAL, PLAN, GOOD, WARN, BAD, FORECAST, QUIET, ACCENT, SECOND, PALE_WARN, NEUTRAL, PALE_BAD)
    by_role = dict(zip((*roles, *RAMP_COLOURS), values, strict=True))
    return {**by_role, GROUND: section["backgroundColor"], TEXT: section["textColor"]}
