"""Names are compared as they are seen."""

from __future__ import annotations

import pytest

from steering.lookalikes import is_visible, visible_key


@pytest.mark.parametrize(
    "other",
    [
        "lean",
        "LEAN",
        "Le\u200ban",
        "\ufeffLean",
        "L\u0435an",
        "Le\u0430n",
        "Lean\u00ad",
        "Ｌｅａｎ",
        " Le\u2060an ",
        "Lean\ufe0f",
    ],
)
def test_what_looks_like_lean_is_lean(other: str) -> None:
    assert visible_key(other) == visible_key("Lean")


@pytest.mark.parametrize("other", ["Leap", "Le an", "Léan", "Lean 2", "Læan"])
def test_what_looks_different_is_different(other: str) -> None:
    assert visible_key(other) != visible_key("Lean")


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u3164", "\u2800", "\u00ad\u200d", "\u202e", "\ufe0f"])
def test_what_shows_nothing_is_no_name(name: str) -> None:
    assert not is_visible(name)


@pytest.mark.parametrize("name", ["a", "План", "計画", "é", "👍", "1"])
def test_any_script_is_a_name(name: str) -> None:
    assert is_visible(name)
