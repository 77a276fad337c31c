"""The contrast of every pair of colours that the theme puts together, by the formula of WCAG 2.2.

axe-core sees no text in charts and misses some text elsewhere, so the pairs are worked out here as well.
"""

from __future__ import annotations

import tomllib
from typing import Literal, get_args

import pytest

from steering.charts import palette
from tests.server import ROOT

Theme = Literal["light", "dark"]

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
GROUNDS = ("backgroundColor", "secondaryBackgroundColor", "dataframeHeaderBackgroundColor")
TEXTS = ("textColor", "linkColor", "greenTextColor", "orangeTextColor", "redTextColor", "grayTextColor")
BADGES = ("green", "orange", "red", "gray")
# The roles of lines, bars and signs. `quiet`, the pale ones and the ramp are fills, told apart by more than colour.
MARKS = ("actual", "plan", "good", "warn", "bad", "forecast", "accent", "second", "neutral")

# How much of the text colour is left in captions and in the words beside a metric's change: Streamlit's own share.
FADED = 0.6

TEXT_NEEDS, SHAPE_NEEDS = 4.5, 3.0


def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb`, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _parts(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def _parts(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def faded(colour: str, ground: str) -> str:
    """What is seen of a colour at FADED opacity on a ground."""
    mixed = (a * FADED + b * (1 - FADED) for a, b in zip(_parts(colour), _parts(ground), strict=True))
    return "#" + "".join(f"{round(value * 255):02x}" for value in mixed)


def test_the_formula_gives_the_published_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", get_args(Theme))
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read(theme: Theme, ground: str, text: str) -> None:
    assert contrast(CONFIG[theme][text], CONFIG[theme][ground]) >= TEXT_NEEDS


@pytest.mark.parametrize("theme", get_args(Theme))
@pytest.mark.parametrize("ground", GROUNDS)
def test_faded_text_can_be_read(theme: Theme, ground: str) -> None:
    behind = CONFIG[theme][ground]
    assert contrast(faded(CONFIG[theme]["textColor"], behind), behind) >= TEXT_NEEDS


@pytest.mark.parametrize("theme", get_args(Theme))
@pytest.mark.parametrize("badge", BADGES)
def test_badges_can_be_read(theme: Theme, badge: str) -> None:
    colours = CONFIG[theme]
    assert contrast(colours[f"{badge}TextColor"], colours[f"{badge}BackgroundColor"]) >= TEXT_NEEDS


@pytest.mark.parametrize("theme", get_args(Theme))
def test_primary_buttons_can_be_read_and_seen(theme: Theme) -> None:
    colours = CONFIG[theme]
    assert contrast("#ffffff", colours["primaryColor"]) >= TEXT_NEEDS
    assert min(contrast(colours["primaryColor"], colours[ground]) for ground in GROUNDS) >= SHAPE_NEEDS


@pytest.mark.parametrize("theme", get_args(Theme))
def test_what_can_be_clicked_has_no_colour_of_the_charts(theme: Theme) -> None:
    chroma = {name: _chroma(CONFIG[theme][name]) for name in ("primaryColor", "linkColor")}
    assert max(chroma.values()) < 0.25, "ink, underlined or framed"
    assert _chroma(palette.colours(theme)[palette.NEUTRAL]) < 0.25, "costs are grey"
    assert _chroma(palette.colours(theme)[palette.ACTUAL]) > 0.5


def _chroma(colour: str) -> float:
    """How far a colour is from grey, from 0 to 1."""
    return max(_parts(colour)) - min(_parts(colour))


@pytest.mark.parametrize("theme", get_args(Theme))
@pytest.mark.parametrize("role", MARKS)
def test_lines_and_bars_can_be_seen(theme: Theme, role: str) -> None:
    colour = CONFIG[theme]["chartCategoricalColors"][palette.ROLES.index(role)]
    assert min(contrast(colour, CONFIG[theme][ground]) for ground in GROUNDS) >= SHAPE_NEEDS


@pytest.mark.parametrize("theme", get_args(Theme))
def test_the_role_that_charts_write_with_can_be_read(theme: Theme) -> None:
    colours = palette.colours(theme)
    assert contrast(colours[palette.PLAN], colours[palette.GROUND]) >= TEXT_NEEDS


@pytest.mark.parametrize("theme", get_args(Theme))
def test_each_step_of_the_ramp_stands_off_the_ground_more_than_the_one_before(theme: Theme) -> None:
    ground = CONFIG[theme]["backgroundColor"]
    steps = [contrast(colour, ground) for colour in CONFIG[theme]["chartSequentialColors"]]
    assert steps == sorted(steps)
    assert steps[-1] >= 7
