"""How the values of a plot are written, as text and as a spreadsheet's code."""

from __future__ import annotations

import pytest

from steering.exports.plots.colours import ink_on, mix
from steering.exports.plots.formats import DAY, PlotFormat, parse_format
from steering.exports.plots.labels import clean


@pytest.mark.parametrize(
    ("text", "value", "words", "code"),
    [
        (",.2f", 1234.5, "1,234.50", "#,##0.00"),
        (".0f", -0.4, "0", "#,##0"),
        (".0%", 0.285, "28%", "0%"),
        (".1%", -0.1234, "−12.3%", "0.0%"),
        (",~r", 12.0, "12", "#,##0"),
        (",~r", 0.25, "0.25", "#,##0.00"),
        (",.2~f", 3.0, "3", "#,##0"),
        ("~s", 1_250_000.0, "1.2M", '[>=1000000]#,##0.0,,"M";[>=1000]#,##0.0,"k";#,##0'),
        ("", 12.5, "12.5", "#,##0.0"),
    ],
)
def test_formats_of_figures(text: str, value: float, words: str, code: str) -> None:
    format = parse_format(text, [value])
    assert (format.write(value), format.code) == (words, code)


def test_days_and_nothing() -> None:
    assert (DAY.write(739_920.0), PlotFormat().write(None)) == ("31 Oct 2026", "–")


def test_texts_are_without_the_markup_of_figures_and_with_that_of_users() -> None:
    assert clean("<b>P10</b><br>USD 3.3M") == "P10 USD 3.3M"
    assert clean("&lt;b&gt;A &amp;amp; B&lt;br&gt;") == "<b>A &amp; B<br>"
    assert (clean(12.0), clean(12.5), clean(None)) == ("12", "12.5", "")


def test_colours_between_those_of_a_scale_and_the_ink_on_them() -> None:
    scale = [(0.0, "#000000"), (0.5, "#808080"), (1.0, "#ffffff")]
    assert [mix(scale, share) for share in (-1, 0.25, 0.5, 2)] == ["#000000", "#404040", "#808080", "#ffffff"]
    assert (ink_on("#ffffff"), ink_on("#08396b")) == ("#101922", "#ffffff")
