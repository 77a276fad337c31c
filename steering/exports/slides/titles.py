"""Titles and subtitles in the look of their template, smaller where they would run over their placeholder."""

from __future__ import annotations

from typing import Any

from pptx.util import Pt

from steering.exports.slides.area import POINT
from steering.exports.slides.placeholders import list_placeholders
from steering.exports.slides.texts import LEADING, count_lines

# What PowerPoint takes where a master names no size, and the smallest size that a title gets, in points.
USUAL, SMALLEST = 44.0, 13.0
# Each size that is tried, as a share of the one before it.
STEP = 0.9
# Lines that a title has at most, however tall its placeholder is.
MOST_LINES = 2
# How much wider than Arial the letters of a template may be, and what its margins take, in points.
WIDER, MARGINS = 1.12, 15.0


def shrink(shape: Any, lines: list[str], *, is_title: bool) -> None:
    """Make the text of a placeholder smaller where its lines would not stand within it; otherwise leave it alone."""
    own = find_size(shape)
    size, most = own, MOST_LINES if is_title else len(lines) * MOST_LINES
    while size > SMALLEST and not _stands(shape, lines, size, most):
        size *= STEP
    if size < own:
        for paragraph in shape.text_frame.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(round(size))


def _stands(shape: Any, lines: list[str], size: float, most: int) -> bool:
    room = shape.width / POINT - MARGINS
    count = sum(count_lines(line, size * WIDER, room, bold=True) for line in lines)
    return count <= most and count * LEADING * size <= shape.height / POINT


def find_size(shape: Any) -> float:
    """Return the size in points that a placeholder's text has: by its layout, its master, or the style of titles."""
    layout = shape.part.slide.slide_layout
    kinds = (shape.placeholder_format.type,)
    for part in (layout, layout.slide_master):
        for other in list_placeholders(part):
            if other.placeholder_format.type in kinds:
                sizes = other._element.xpath(".//p:txBody/a:lstStyle/a:lvl1pPr/a:defRPr/@sz")
                if sizes:
                    return int(sizes[0]) / 100
    style = "titleStyle" if shape.placeholder_format.idx == 0 else "bodyStyle"
    sizes = layout.slide_master._element.xpath(f"./p:txStyles/p:{style}/a:lvl1pPr/a:defRPr/@sz")
    return int(sizes[0]) / 100 if sizes else USUAL
