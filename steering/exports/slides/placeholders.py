"""The placeholders of a master, a layout or a slide, by what they are for."""

from __future__ import annotations

from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER

TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
SUBTITLES = (PP_PLACEHOLDER.SUBTITLE,)
FREE = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)
FOOTERS, NUMBERS = (PP_PLACEHOLDER.FOOTER,), (PP_PLACEHOLDER.SLIDE_NUMBER,)
FEET = (*FOOTERS, *NUMBERS, PP_PLACEHOLDER.DATE)


def list_placeholders(part: Any) -> list[Any]:
    """Return the placeholders of a master, layout or slide."""
    return list(part.placeholders)


def find_placeholder(part: Any, types: tuple[PP_PLACEHOLDER, ...]) -> Any | None:
    """Return the first placeholder of one of these types; None where there is none."""
    return next((shape for shape in list_placeholders(part) if shape.placeholder_format.type in types), None)
