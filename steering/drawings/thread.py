"""The golden thread as a drawing: a row for each strand, a box for each part, and what is missing where it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steering.drawings.svg import clean_svg
from steering.drawings.words import draw_lines, wrap_text
from steering.status import SIGNS, Status

# Pixels: the edge around, a box across, the gap between two, the room within a box, the head of the columns.
EDGE, BOX, GAP, PAD, HEAD = 10, 112, 14, 5, 26
MOST_ROWS, MOST_LINES, SMALL, SMALL_LINE = 60, 3, 12, 15


@dataclass(frozen=True, kw_only=True)
class ThreadBox:
    """A part of a strand: the names that stand there, and a status where it is not as it should be.

    Without names `lack` says what is missing.
    """

    names: tuple[str, ...] = ()
    lack: str = ""
    status: Status | None = None


def render_thread(heads: Sequence[str], rows: Sequence[Sequence[ThreadBox]]) -> str:
    """Return the strands as a clean SVG, one below the other, each from the first head to the last.

    Raises ValueError where there is no strand, more than fit, or one with another number of boxes than heads.
    """
    if not 0 < len(rows) <= MOST_ROWS:
        raise ValueError(f"A thread is drawn with 1 to {MOST_ROWS} strands, not {len(rows)}")
    if any(len(row) != len(heads) for row in rows):
        raise ValueError("Each strand has a box for each head")
    parts = [
        draw_lines((head,), EDGE + BOX / 2 + at * (BOX + GAP), EDGE + 12, name="quiet", size=SMALL)
        for at, head in enumerate(heads)
    ]
    y = float(EDGE + HEAD)
    for row in rows:
        lines = [_list_lines(box) for box in row]
        height = max(map(len, lines)) * SMALL_LINE + 2 * PAD + 2
        for at, (box, words) in enumerate(zip(row, lines, strict=True)):
            x = EDGE + at * (BOX + GAP)
            parts.append(_draw_box(box, words, x, y, height))
            if at:
                is_broken = bool(box.lack or row[at - 1].lack)
                name = "line dashed" if is_broken else "line"
                middle = y + height / 2
                parts.append(f'<line class="{name}" x1="{x - GAP:g}" y1="{middle:g}" x2="{x:g}" y2="{middle:g}"/>')
        y += height + 8
    width = 2 * EDGE + len(heads) * (BOX + GAP) - GAP
    return clean_svg(f'<svg viewBox="0 0 {width} {y + EDGE - 8:g}">{"".join(parts)}</svg>')


def _list_lines(box: ThreadBox) -> tuple[str, ...]:
    """Return the lines of a box: its first name, how many more there are, and its status or what is missing."""
    if box.lack:
        return wrap_text(f"{_sign(box)} {box.lack}", BOX - 2 * PAD, MOST_LINES, SMALL)
    more = (f"and {len(box.names) - 1} more",) if len(box.names) > 1 else ()
    names = wrap_text(box.names[0] if box.names else "", BOX - 2 * PAD, MOST_LINES - len(more), SMALL)
    status = wrap_text(box.status.mark, BOX - 2 * PAD, 1, SMALL) if box.status else ()
    return (*names, *more, *status) or ("",)


def _sign(box: ThreadBox) -> str:
    return SIGNS[(box.status or Status.AT_RISK).icon]


def _draw_box(box: ThreadBox, lines: tuple[str, ...], x: float, y: float, height: float) -> str:
    status = box.status or (Status.AT_RISK if box.lack else None)
    colour = status.colour if status else ""
    name = (colour or "box") + (" dashed" if box.lack else "")
    top = y + (height - len(lines) * SMALL_LINE) / 2 + SMALL_LINE - 4
    texts = "".join(
        draw_lines((line,), x + BOX / 2, top + at * SMALL_LINE, name=colour, size=SMALL)
        for at, line in enumerate(lines)
    )
    return f'<rect class="{name}" x="{x:g}" y="{y:g}" width="{BOX}" height="{height:g}" rx="6"/>{texts}'
