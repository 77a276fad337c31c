"""What a chart is drawn on: shapes at places in points from the upper left, in the order in which they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Anchor = Literal["start", "middle", "end"]
# Points of a letter's size, and how much of it a letter is wide on average.
LETTER, LETTER_WIDTH = 7.2, 0.5
LINE_HEIGHT = 1.18
INK, FAINT, QUIET = "#101922", "#d8dee6", "#505b69"
# Plotly's patterns as lengths of strokes and gaps, in points.
DASHES: dict[str, tuple[float, ...]] = {"dot": (1.2, 1.8), "dash": (4.0, 2.4), "dashdot": (4.0, 1.8, 1.2, 1.8)}


@dataclass(kw_only=True)
class Canvas:
    """Shapes of a drawing so far."""

    width: float
    height: float = 0.0
    shapes: list[dict[str, Any]] = field(default_factory=list)

    def draw_box(self, x: float, y: float, width: float, height: float, fill: str, outline: str = "") -> None:
        """Add a rectangle; a negative width or height goes to the left or up."""
        x, width = (x + width, -width) if width < 0 else (x, width)
        y, height = (y + height, -height) if height < 0 else (y, height)
        self._add("box", x=x, y=y, width=width, height=height, fill=fill, outline=outline)

    def draw_line(self, points: Sequence[tuple[float, float]], colour: str, width: float = 0.5, dash: str = "") -> None:
        """Add a line through points."""
        if len(points) > 1:
            places = [[_round(x), _round(y)] for x, y in points]
            self._add("line", points=places, colour=colour, width=width, dash=DASHES.get(dash, ()))

    def fill_area(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        """Add an area without an outline."""
        if len(points) > 2:
            self._add("area", points=[[_round(x), _round(y)] for x, y in points], fill=fill)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: Anchor = "start",
        size: float = LETTER,
        colour: str = INK,
        bold: bool = False,
        clears: bool = False,
    ) -> None:
        """Add a text whose middle line is at this height; one that clears hides the lines behind it."""
        if text:
            self._add("text", x=x, y=y, text=text, anchor=anchor, size=size, colour=colour, bold=bold, clears=clears)

    def draw_mark(self, x: float, y: float, symbol: str, fill: str, outline: str = "") -> None:
        """Add a mark around a point: a square, a diamond, a short line or otherwise a circle."""
        is_open = symbol.endswith("-open")
        self._add(
            "mark",
            x=x,
            y=y,
            symbol=symbol.removesuffix("-open"),
            fill="" if is_open else fill,
            outline=outline or (fill if is_open or symbol.startswith("line") else ""),
        )

    def _add(self, kind: str, **values: Any) -> None:
        self.shapes.append(
            {"kind": kind} | {key: _round(item) if isinstance(item, float) else item for key, item in values.items()}
        )


def _round(value: float) -> float:
    return round(value, 2)


def measure(text: str, size: float = LETTER) -> float:
    """About how wide a text is, in points."""
    return len(text) * size * LETTER_WIDTH


def wrap(text: str, width: float, lines: int, size: float = LETTER) -> list[str]:
    """Return a text in lines of about this width, the last one cut with a sign where there would be more."""
    most = max(int(width / (size * LETTER_WIDTH)), 4)
    rows: list[str] = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if len(longer) <= most or not rows[-1]:
            rows[-1] = longer
        else:
            rows.append(word)
    shown = rows[:lines]
    if len(rows) > lines:
        shown[-1] = f"{shown[-1]} …"
    return [row if len(row) <= most else f"{row[: most - 1]}…" for row in shown]
