"""A value-stream map: the steps in a row, the waits between them, and a ladder of times below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steering.drawings.svg import clean_svg
from steering.drawings.words import LINE, draw_lines, wrap_text

# Pixels: the edge around, the room between a box and its words, and the height of a stair.
EDGE, PAD, STAIR = 12, 10, 26
# Steps and waits are so wide where they are few; where they are many they are narrower, so that more fit on a page.
STEP, WAIT, WIDEST = 148, 92, 1000
NARROW_STEP, NARROW_WAIT, NARROW_PAD = 114, 46, 6
MOST_STEPS = 40
MOST_LABEL, MOST_NOTE = 3, 2


@dataclass(frozen=True, kw_only=True)
class _Measures:
    """How wide a step, the wait before it, and the edge within a box are, in pixels."""

    step: int = STEP
    wait: int = WAIT
    pad: int = PAD


@dataclass(frozen=True, kw_only=True)
class StreamBox:
    """A step as it is drawn: its name, the time of work in it and of the wait before it, and a note, all as texts."""

    label: str
    process: str
    wait: str = ""
    note: str = ""
    is_bottleneck: bool = False


def render_value_stream(boxes: Sequence[StreamBox], totals: str) -> str:
    """Return a value-stream map as a clean SVG; `totals` is the line that sums it up.

    Raises ValueError where there is no step, or more than fit a drawing.
    """
    if not 0 < len(boxes) <= MOST_STEPS:
        raise ValueError(f"A value stream is drawn with 1 to {MOST_STEPS} steps, not {len(boxes)}")
    size = _measure(len(boxes))
    names = [wrap_text(box.label, size.step - 2 * size.pad, MOST_LABEL) for box in boxes]
    notes = [_note_lines(box, size) for box in boxes]
    rows = max(len(name) + len(note) for name, note in zip(names, notes, strict=True))
    height = rows * LINE + 2 * PAD
    high = EDGE + height + LINE + 8
    parts, ladder, x = [], [], float(EDGE)
    for box, name, note in zip(boxes, names, notes, strict=True):
        start, end = x + size.wait, x + size.wait + size.step
        parts += [_draw_wait(box, x, start, EDGE + height / 2), _draw_step(box, name, note, start, size, height)]
        ladder += [f"{x:g},{high} {start:g},{high}", f"{start:g},{high + STAIR} {end:g},{high + STAIR}"]
        parts += [
            draw_lines((box.wait or "0",), (x + start) / 2, high - 6, size=12),
            draw_lines((box.process,), (start + end) / 2, high + STAIR - 6, size=12),
        ]
        x = end
    parts.append(f'<polyline class="line" points="{" ".join(ladder)}"/>')
    lines = wrap_text(totals, x - EDGE, 3)
    foot = high + STAIR + LINE + 8
    parts.append(draw_lines(lines, (x + EDGE) / 2, foot, name="strong"))
    bottom = foot + (len(lines) - 1) * LINE + EDGE
    return clean_svg(f'<svg viewBox="0 0 {x + EDGE:g} {bottom:g}">{"".join(parts)}</svg>')


def _measure(count: int) -> _Measures:
    """Return the widths at which so many steps stand beside each other."""
    if count * (STEP + WAIT) + 2 * EDGE <= WIDEST:
        return _Measures()
    return _Measures(step=NARROW_STEP, wait=NARROW_WAIT, pad=NARROW_PAD)


def _note_lines(box: StreamBox, size: _Measures) -> tuple[str, ...]:
    lines = wrap_text(box.note, size.step - 2 * size.pad, MOST_NOTE, 12)
    return (*lines, "! Bottleneck") if box.is_bottleneck else lines


def _draw_step(
    box: StreamBox, name: tuple[str, ...], note: tuple[str, ...], x: float, size: _Measures, height: float
) -> str:
    colour = "orange" if box.is_bottleneck else "box"
    middle, below = x + size.step / 2, EDGE + PAD + 13 + len(name) * LINE
    return (
        f'<rect class="{colour}" x="{x:g}" y="{EDGE}" width="{size.step}" height="{height:g}" rx="6"/>'
        + draw_lines(name, middle, EDGE + PAD + 13, name="strong")
        + draw_lines(note, middle, below, name="orange" if box.is_bottleneck else "quiet", size=12)
    )


def _draw_wait(box: StreamBox, x: float, end: float, y: float) -> str:
    """An arrow into a step; dashed where work waits before it."""
    name = "line dashed" if box.wait else "line"
    return (
        f'<line class="{name}" x1="{x:g}" y1="{y:g}" x2="{end - 8:g}" y2="{y:g}"/>'
        f'<polygon class="tip" points="{end:g},{y:g} {end - 8:g},{y - 4:g} {end - 8:g},{y + 4:g}"/>'
        + (draw_lines(("wait",), (x + end) / 2, y - 8, name="quiet", size=12) if box.wait else "")
    )
