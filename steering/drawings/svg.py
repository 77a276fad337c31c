"""What a drawing may consist of: shapes and text, coloured by classes; anything else is refused.

No script, no style, no foreign markup, no address and no id: nothing of a drawing runs, is fetched, or touches the page
around it. The text that comes back was written anew from what was read, so every reader finds the same elements in it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

NAMESPACE = "http://www.w3.org/2000/svg"
SHAPES = frozenset({"g", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path"})
# Elements that may hold text.
WORDS = frozenset({"text", "tspan", "title", "desc"})
# So large a drawing is a mistake, and would hold up whoever opens the page.
MOST_CHARACTERS, MOST_ELEMENTS, MOST_DEPTH = 4_000_000, 40_000, 60
NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
# Loose, so that a long list takes no longer than its length: a browser ignores what is no number.
NUMBERS = r"[\deE\s,.+-]*"
LENGTH = rf"{NUMBER}(?:px|em|%)?"
# Attribute -> what its value may be.
VALUES: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(
        ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height", "textLength"),
        re.compile(LENGTH),
    ),
    **dict.fromkeys(("points", "viewBox", "stroke-dasharray"), re.compile(NUMBERS)),
    **dict.fromkeys(("stroke-width", "opacity", "font-size"), re.compile(LENGTH)),
    **dict.fromkeys(("fill", "stroke"), re.compile("none|currentColor")),
    "class": re.compile(r"[a-z][a-z0-9_ -]*"),
    "d": re.compile(r"[MmZzLlHhVvCcSsQqTtAaEe\d\s,.+-]*"),
    "transform": re.compile(rf"(?:\s*(?:translate|rotate|scale|matrix)\({NUMBERS}\)\s*,?)*"),
    "text-anchor": re.compile("start|middle|end"),
    "dominant-baseline": re.compile("auto|middle|central|hanging"),
    "lengthAdjust": re.compile("spacing|spacingAndGlyphs"),
    "font-weight": re.compile(r"normal|bold|[1-9]00"),
    "font-style": re.compile("normal|italic"),
    "stroke-linecap": re.compile("butt|round|square"),
    "stroke-linejoin": re.compile("miter|round|bevel"),
}


class UnsafeSvg(ValueError):
    """An SVG holds something other than shapes and text; says what and in which row."""


def clean_svg(svg: str) -> str:
    """Return an SVG written anew: its elements, their attributes in order, and its text escaped.

    Raises:
        UnsafeSvg: it is no SVG, is larger than what a page can show, or has an element, attribute or value that a
            drawing may not have.
    """
    if len(svg) > MOST_CHARACTERS:
        raise UnsafeSvg(f"A drawing has at most {MOST_CHARACTERS:,} characters; this one has {len(svg):,}.")
    return SvgReader().read(svg)


def escape(text: str) -> str:
    """Return a text as XML and HTML show it letter by letter, also within an attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def view_box(svg: str) -> tuple[float, float]:
    """Return the width and height of the plane of a clean SVG. Raises UnsafeSvg where it names none."""
    match = re.match(rf'<svg [^>]*viewBox="({NUMBERS})"', svg)
    numbers = [float(number) for number in re.findall(NUMBER, match[1])] if match else []
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)) or min(numbers[2:]) <= 0:
        raise UnsafeSvg("A drawing needs a viewBox of four numbers: left, top, width and height.")
    return numbers[2], numbers[3]


@dataclass(kw_only=True)
class SvgReader:
    """Reads an SVG from its start to its end, and refuses it at the first thing that a drawing may not have."""

    parts: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    count: int = 0
    row: int = 0

    def read(self, svg: str) -> str:
        """Return what was read, written anew."""
        parser = expat.ParserCreate()
        parser.buffer_text = True

        def refuse(*_: object) -> None:
            raise UnsafeSvg(f"Row {parser.CurrentLineNumber}: a drawing has no declarations and no instructions.")

        def start(name: str, attributes: Mapping[str, str]) -> None:
            self.row = parser.CurrentLineNumber
            self._start(name, attributes)

        parser.StartElementHandler, parser.EndElementHandler = start, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ProcessingInstructionHandler = refuse
        try:
            parser.Parse(svg.encode("utf-8"), True)
        except (expat.ExpatError, UnicodeEncodeError) as error:
            raise UnsafeSvg(f"This is no SVG: {error}.") from error
        text = "".join(self.parts)
        view_box(text)
        return text

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.path) > MOST_DEPTH:
            raise UnsafeSvg(f"A drawing has at most {MOST_ELEMENTS:,} elements, {MOST_DEPTH} within each other.")
        if name not in (SHAPES | WORDS if self.path else ("svg",)):
            raise UnsafeSvg(f"Row {self.row}: a drawing has no element {name!r}.")
        if self.path:
            values = "".join(f' {key}="{self._check(key, value)}"' for key, value in attributes.items())
        else:
            box = self._check("viewBox", attributes.get("viewBox", ""))
            values = f' xmlns="{NAMESPACE}" viewBox="{box}"'
        self.path.append(name)
        self.parts.append(f"<{name}{values}>")

    def _check(self, name: str, value: str) -> str:
        pattern = VALUES.get(name)
        if pattern is None or not pattern.fullmatch(value):
            raise UnsafeSvg(f"Row {self.row}: a drawing has no attribute {name}={value[:80]!r}.")
        return value

    def _end(self, name: str) -> None:
        self.path.pop()
        is_empty = self.parts[-1].startswith(f"<{name}") and not self.parts[-1].endswith("/>")
        if is_empty and self.path:
            self.parts[-1] = f"{self.parts[-1][:-1]}/>"
        else:
            self.parts.append(f"</{name}>")

    def _text(self, text: str) -> None:
        if self.path[-1] in WORDS:
            self.parts.append(escape(text))
        elif not text.isspace():
            raise UnsafeSvg(f"Row {self.row}: text stands outside of an element for text: {text.strip()[:80]!r}.")
