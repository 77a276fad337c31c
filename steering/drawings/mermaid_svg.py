"""The drawing that a renderer of Mermaid made, drawn anew with shapes and text in the classes of our theme.

What the renderer says of colours, fonts, links, scripts and filters is left behind. Heads of arrows, which it defines
once and points to by an address, are drawn where they stand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from steering.drawings.svg import NUMBER, SHAPES, VALUES, WORDS, clean_svg, escape
from steering.drawings.svg_tree import SvgElement, read_tree
from steering.drawings.words import wrap_text

# Elements that hold nothing to be seen, or what a drawing may not have.
LEFT_OUT = frozenset(
    {"style", "defs", "marker", "filter", "symbol", "script", "foreignObject", "image", "title", "desc"}
)
GEOMETRY = frozenset(
    {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height", "points", "d"}
    | {"transform", "text-anchor", "dominant-baseline"}
)
TEXT_STYLES = ("text-anchor", "font-size", "font-weight", "font-style")
STATUSES = frozenset({"green", "orange", "red", "gray", "mark"})
# Names of zones stand on lines that go through them; names of those who act stand out.
NAMED_TEXTS = {"cluster-label": "title", "actor-box": "strong"}
# Pixels from the top of a zone within which its name stands, the room of a name without a zone, and letters that do not
# stand out as a share of those that do.
TITLE, FREE, LIGHTER = 40, 1000, 0.92
# Classes of the renderer by what they are here; the first that fits.
LINES = frozenset(
    {"flowchart-link", "transition", "relation", "relationshipLine", "loopLine", "divider"}
    | {"messageLine0", "messageLine1"}
)
GROUPS = frozenset({"cluster", "statediagram-cluster"})
BACKGROUNDS = frozenset({"edgeLabel", "edgeLabels", "labelBkg"})
NOTES = frozenset({"note", "statediagram-note", "note-cluster"})
POINTS = frozenset({"state-start", "state-end", "fork-join"})
DASHES = frozenset({"edge-pattern-dashed", "edge-pattern-dotted", "messageLine1"})
HOLLOW = re.compile("aggregation|extension|realization|lollipop|zero")
COMMAND = re.compile(r"([A-DF-Za-df-z])([^A-DF-Za-df-z]*)")
# Commands of a path that end in places, two numbers each; the renderer writes no others for its lines.
PLACES = frozenset("MLCQSTA")


def redraw(svg: str) -> str:
    """Return a renderer's SVG as a clean one. Raises UnsafeSvg where that is not possible."""
    root = read_tree(svg)
    markers = {marker.attributes.get("id", ""): marker for marker in root.walk() if marker.tag == "marker"}
    _fit_titles(root)
    inner = "".join(part for child in root.children for part in _draw(child, frozenset(), markers))
    return clean_svg(f'<svg viewBox="{escape(root.attributes.get("viewBox", ""))}">{inner}</svg>')


def _fit_titles(root: SvgElement) -> None:
    """Cut the names of zones that are wider than their zone: the renderer thinks that they stand in several lines."""
    zones = [
        tuple(float(child.attributes.get(name) or 0) for name in ("x", "y", "width"))
        for element in root.walk()
        if element.classes & GROUPS
        for child in element.children
        if child.tag == "rect"
    ]
    for title in root.walk():
        if title.tag == "text" and "cluster-label" in title.attributes.get("data-merman-source-classes", ""):
            x, y = (float(title.attributes.get(name) or 0) for name in ("x", "y"))
            widths = [width for left, top, width in zones if abs(left + width / 2 - x) < 1 and 0 <= y - top < TITLE]
            text = "".join(part for part in title.content if isinstance(part, str))
            # Letters that stand out are wider.
            title.content = [*wrap_text(text, min(widths, default=FREE) * LIGHTER, 1)]


def _draw(element: SvgElement, outer: frozenset[str], markers: Mapping[str, SvgElement]) -> Iterator[str]:
    """Yield an element and what is in it, with the classes of what it stands in."""
    if element.tag in LEFT_OUT:
        return
    classes = outer | element.classes | frozenset(element.attributes.get("data-merman-source-classes", "").split())
    if element.tag in WORDS:
        yield from _draw_text(element, classes)
    elif element.tag in SHAPES - {"g"}:
        name = _name_shape(element, classes)
        yield f'<{element.tag}{_geometry(element)} class="{name}"/>'
        yield from _draw_heads(element, markers)
    else:
        inner = "".join(part for child in element.children for part in _draw(child, classes, markers))
        if inner:
            yield f"<g{_geometry(element)}>{inner}</g>"


def _geometry(element: SvgElement) -> str:
    """The attributes that say where an element is and how large, those that a drawing may have."""
    return "".join(
        f' {name}="{escape(value)}"'
        for name, value in element.attributes.items()
        if name in GEOMETRY and VALUES[name].fullmatch(value)
    )


def _draw_text(element: SvgElement, classes: frozenset[str]) -> Iterator[str]:
    """Yield a text with its lines. Names of groups stand out."""
    styles = element.style
    values = "".join(
        f' {name}="{escape(styles[name])}"'
        for name in TEXT_STYLES
        if name not in element.attributes and name in styles and VALUES[name].fullmatch(styles[name])
    )
    names = (*sorted(classes & STATUSES), *(name for kind, name in NAMED_TEXTS.items() if kind in classes))
    name = next(iter(names), "")
    values += f' class="{name}"' if name and element.tag == "text" else ""
    yield f"<{element.tag}{_geometry(element)}{values}>"
    for part in element.content:
        if isinstance(part, str):
            yield escape(part)
        elif part.tag == "tspan":
            yield from _draw_text(part, classes)
    yield f"</{element.tag}>"


def _name_shape(element: SvgElement, classes: frozenset[str]) -> str:
    """Return the class of our theme for a shape, by what the renderer calls it and by how it is filled."""
    styles = element.style
    is_line = element.tag in ("line", "polyline") or classes & LINES or styles.get("fill") in ("none", "transparent")
    if "actor-line" in classes:
        return "faint"
    if is_line:
        return "line dashed" if _is_dashed(styles, classes) else "line"
    if status := classes & STATUSES:
        return " ".join(sorted(status))
    names = ((POINTS, "tip"), (BACKGROUNDS, "back"), (NOTES, "gray"), (GROUPS, "group"))
    return next((name for kinds, name in names if classes & kinds), "box")


def _is_dashed(styles: Mapping[str, str], classes: frozenset[str]) -> bool:
    # The renderer also writes where a whole line begins and ends as dashes, which start with nothing.
    dashes = styles.get("stroke-dasharray", "0")
    return bool(classes & DASHES) or not dashes.lstrip().startswith(("0", "none", "1,0", "1, 0"))


def _draw_heads(element: SvgElement, markers: Mapping[str, SvgElement]) -> Iterator[str]:
    """Yield the heads at both ends of a line."""
    places = list(dict.fromkeys(_places(element)))
    if len(places) < 2:
        return
    ends = (("marker-start", places[0], places[1], True), ("marker-end", places[-1], places[-2], False))
    for name, end, before, is_start in ends:
        address = re.fullmatch(r"url\(#(.*)\)", element.style.get(name, ""))
        if address and address[1] in markers:
            yield _draw_head(markers[address[1]], end, before, is_start)


def _places(element: SvgElement) -> Iterator[tuple[float, float]]:
    """Yield the places that a line goes through or bends towards, in order; none where it is written otherwise."""
    attributes = element.attributes
    if element.tag == "line":
        numbers = [float(attributes.get(name) or 0) for name in ("x1", "y1", "x2", "y2")]
        yield from _pairs(numbers)
        return
    for command, text in COMMAND.findall(attributes.get("d") or f"L{attributes.get('points', '')}"):
        numbers = [float(number) for number in re.findall(NUMBER, text)]
        if command == "A":
            # Of an arc only its end is a place, the last two of seven numbers.
            numbers = [number for index, number in enumerate(numbers) if index % 7 > 4]
        if command in PLACES:
            yield from _pairs(numbers)


def _pairs(numbers: list[float]) -> Iterator[tuple[float, float]]:
    yield from zip(numbers[::2], numbers[1::2], strict=False)


def _draw_head(marker: SvgElement, end: tuple[float, float], before: tuple[float, float], is_start: bool) -> str:
    """Return a head at the end of a line, turned the way that the line comes."""
    attributes = marker.attributes
    angle = math.degrees(math.atan2(end[1] - before[1], end[0] - before[0]))
    if is_start and attributes.get("orient") != "auto-start-reverse":
        angle += 180
    box = [float(number) for number in re.findall(NUMBER, attributes.get("viewBox", ""))]
    width = float(attributes.get("markerWidth", 3))
    scale = width / box[2] if len(box) == 4 and box[2] else 1
    back = " ".join(str(-float(attributes.get(name, 0))) for name in ("refX", "refY"))
    place = f"translate({end[0]:.2f} {end[1]:.2f}) rotate({angle:.1f}) scale({scale:.3f}) translate({back})"
    shapes = "".join(
        f'<{shape.tag}{_geometry(shape)} class="{_name_head(marker, shape)}"/>'
        for shape in marker.children
        if shape.tag in SHAPES - {"g"}
    )
    return f'<g transform="{place}">{shapes}</g>'


def _name_head(marker: SvgElement, shape: SvgElement) -> str:
    """Return the class of a part of a head: filled, hollow, or a line such as a cross or a crow's foot."""
    if shape.tag == "path" and "z" not in shape.attributes.get("d", "").lower():
        return "line"
    if HOLLOW.search(marker.attributes.get("id", "")) or shape.style.get("fill") == "white":
        return "group"
    return "line" if shape.style.get("fill") == "none" else "tip"
