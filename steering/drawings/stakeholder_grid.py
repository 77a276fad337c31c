"""Who matters how much: people and groups by influence and interest, each with how they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steering.drawings.svg import clean_svg, escape
from steering.drawings.words import LINE, draw_lines, wrap_text
from steering.status import Status

# Pixels: room for the words at the left, a field across, the edge of a field, the room within a card, between cards.
LEFT, FIELD, EDGE, PAD, GAP = 96, 230, 10, 8, 8
LOWEST = 64
MOST_LABEL, MOST_DETAIL = 2, 2


@dataclass(frozen=True, kw_only=True)
class StakeholderMark:
    """Somebody on the grid: a label, the levels of influence and interest from 0, how they stand, and a second line."""

    label: str
    influence: int
    interest: int
    status: Status | None = None
    detail: str = ""


def render_stakeholder_grid(marks: Sequence[StakeholderMark], levels: Sequence[str]) -> str:
    """Return the grid as a clean SVG: interest grows to the right, influence upwards, by the words of `levels`.

    Raises ValueError for a mark beyond the levels, and where there are none.
    """
    size = len(levels)
    outside = [mark.label for mark in marks if not (0 <= mark.influence < size and 0 <= mark.interest < size)]
    if not levels or outside:
        raise ValueError(f"The grid has {size} levels; these stand beyond: {', '.join(outside) or 'none'}")
    parts, y = [], float(EDGE)
    for influence in reversed(range(size)):
        fields = [[mark for mark in marks if (mark.influence, mark.interest) == (influence, at)] for at in range(size)]
        height = max(LOWEST, *(sum(_height(mark) + GAP for mark in field) + 2 * EDGE - GAP for field in fields))
        word = wrap_text(f"{levels[influence]} influence", LEFT - PAD, 3, 12)
        parts.append(draw_lines(word, LEFT / 2, y + height / 2, name="quiet", size=12))
        parts += [_draw_field(field, LEFT + at * FIELD, y, height) for at, field in enumerate(fields)]
        y += height
    parts += [
        draw_lines((f"{word} interest",), LEFT + (at + 0.5) * FIELD, y + LINE, name="quiet", size=12)
        for at, word in enumerate(levels)
    ]
    return clean_svg(f'<svg viewBox="0 0 {LEFT + size * FIELD + EDGE} {y + LINE + EDGE:g}">{"".join(parts)}</svg>')


def _lines(mark: StakeholderMark) -> tuple[tuple[str, ...], tuple[str, ...]]:
    width = FIELD - 2 * EDGE - 2 * PAD
    detail = wrap_text(mark.detail, width, MOST_DETAIL, 12)
    return wrap_text(mark.label, width, MOST_LABEL), (*((mark.status.mark,) if mark.status else ()), *detail)


def _height(mark: StakeholderMark) -> int:
    return sum(map(len, _lines(mark))) * LINE + PAD


def _draw_field(marks: Sequence[StakeholderMark], x: float, y: float, height: float) -> str:
    cards, top = "", y + EDGE
    for mark in marks:
        cards += _draw_card(mark, x + EDGE, top)
        top += _height(mark) + GAP
    return f'<rect class="faint" x="{x:g}" y="{y:g}" width="{FIELD}" height="{height:g}"/>{cards}'


def _draw_card(mark: StakeholderMark, x: float, y: float) -> str:
    colour = mark.status.colour if mark.status else "box"
    label, rest = _lines(mark)
    middle = x + FIELD / 2 - EDGE
    return (
        f"<g><title>{escape(mark.label)}</title>"
        f'<rect class="{colour}" x="{x:g}" y="{y:g}" width="{FIELD - 2 * EDGE}" height="{_height(mark)}" rx="6"/>'
        + draw_lines(label, middle, y + PAD + 9, name="strong")
        + draw_lines(rest, middle, y + PAD + 9 + len(label) * LINE, size=12)
        + "</g>"
    )
