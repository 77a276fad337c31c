"""The style sheet of pictures: the colours of both themes from where they are written, and nothing fetched."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from steering.charts import palette
from steering.picture.style import LIVE, script, style_sheet

SHEET = style_sheet()
RULES = {
    "light": r"\.steerco \{([^}]*)\}",
    "dark": r"\.steerco\[theme='dark'\] \{([^}]*)\}",
}


def variables(theme: str) -> dict[str, str]:
    found = re.search(RULES[theme], SHEET)
    assert found
    return dict(part.strip().removeprefix("--").split(":", 1) for part in found[1].split(";") if part.strip())


@pytest.mark.parametrize("theme", get_args(palette.Theme))
def test_every_role_has_its_colour_in_both_themes(theme: palette.Theme) -> None:
    found = variables(theme)
    roles = palette.colours(theme)
    assert {role: found[f"x{role.lstrip('#')}"] for role in roles} == roles
    assert found["ground"] == roles[palette.GROUND]
    assert found["color-scheme"] == theme


def test_every_variable_that_is_used_is_set() -> None:
    scripts = "".join(file.read_text("utf-8") for file in LIVE.glob("*.js"))
    own = set(re.findall(r"(--[a-z-]+):", SHEET)) | set(re.findall(r"setProperty\('(--[\w-]+)'", scripts))
    assert set(re.findall(r"var\((--[\w-]+)\)", SHEET)) <= own | {f"--{name}" for name in variables("light")}


def test_no_word_in_capitals_is_left() -> None:
    assert not re.search(r"\b(LIGHT|DARK|FONTS)\b", SHEET)


def test_nothing_is_fetched_by_it() -> None:
    assert not re.search(r"url\(|@import", SHEET)


def test_the_script_can_stand_within_a_page() -> None:
    assert not re.search(r"</script|<!--|^(?:import|export)\b", script(), re.M | re.I)


def test_the_script_paints_every_role() -> None:
    pattern = re.search(r"^const ROLES = /(.*)/g;$", script(), re.M)
    assert pattern
    assert all(re.fullmatch(pattern[1], role) for role in palette.colours("light"))
