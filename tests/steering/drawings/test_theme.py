"""A drawing has the theme's colours: by variables on a page, written out in a file of its own."""

from __future__ import annotations

import re
from typing import get_args
from xml.etree import ElementTree

import pytest

from steering.charts import palette
from steering.drawings.svg import clean_svg
from steering.drawings.theme import RULES, paint_svg
from steering.picture.style import style_sheet, theme_colours

SVG = clean_svg('<svg viewBox="0 0 90 40"><rect class="box"/><text class="quiet">Teams</text></svg>')


def test_every_class_has_its_rule_in_the_style_sheet() -> None:
    sheet = style_sheet()
    assert [selector for selector in RULES if f"& .sketch {selector}{{" not in sheet] == []


@pytest.mark.parametrize("theme", get_args(palette.Theme))
def test_a_file_of_its_own_has_the_theme_s_colours(theme: palette.Theme) -> None:
    colours = theme_colours(theme)
    root = ElementTree.fromstring(paint_svg(SVG, colours))
    sheet = root[0].text or ""
    assert f".box{{fill:{colours['panel']};stroke:{colours['gray']};}}" in sheet
    assert f"text.quiet{{fill:{colours['gray']};}}" in sheet
    assert not re.search(r"var\(|url\(|@import", sheet)
    assert [element.tag.partition("}")[2] for element in root] == ["style", "rect", "text"]
