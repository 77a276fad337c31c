"""The classes that colour a drawing, and the theme's colours that they stand for, on a page and in a file alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

# Selector -> what is set, each with the theme's colour of that name, or what is no colour as it is written.
# Later rules win, so text says its own after the shapes.
RULES: dict[str, dict[str, str]] = {
    ".box": {"fill": "panel", "stroke": "gray"},
    ".group": {"fill": "ground", "stroke": "gray"},
    ".line": {"fill": "none", "stroke": "gray"},
    ".faint": {"fill": "none", "stroke": "line"},
    ".tip": {"fill": "gray", "stroke": "gray"},
    ".back": {"fill": "ground", "stroke": "none"},
    ".mark": {"fill": "actual", "stroke": "actual"},
    ".green": {"fill": "green-ground", "stroke": "green"},
    ".orange": {"fill": "orange-ground", "stroke": "orange"},
    ".red": {"fill": "red-ground", "stroke": "red"},
    ".gray": {"fill": "gray-ground", "stroke": "gray"},
    ".dashed": {"stroke-dasharray": "5 4"},
    "text": {"fill": "text", "stroke": "none"},
    "text.small": {"font-size": "12px"},
    "text.quiet": {"fill": "gray"},
    "text.strong": {"font-weight": "600"},
    "text.title": {"font-weight": "600", "stroke": "ground", "stroke-width": "5px", "paint-order": "stroke"},
    "text.green": {"fill": "green", "stroke": "none"},
    "text.orange": {"fill": "orange", "stroke": "none"},
    "text.red": {"fill": "red", "stroke": "none"},
    "text.gray": {"fill": "gray", "stroke": "none"},
}


def write_rules(within: str, colour: Callable[[str], str]) -> str:
    """Return the rules for elements within a selector; `colour` writes a value, where it is the name of a colour."""
    return "".join(
        f"{within}{selector}{{{''.join(f'{key}:{colour(value)};' for key, value in values.items())}}}\n"
        for selector, values in RULES.items()
    )


# Letters as wide as those by which drawings are laid out; each system has one of these.
FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"


def paint_svg(svg: str, colours: Mapping[str, str]) -> str:
    """Return a clean SVG as a file of its own, in the colours of a theme by their names."""
    rules = f"svg{{font-family:{FONT};font-size:14px;}}\n" + write_rules("", lambda value: colours.get(value, value))
    opening, _, rest = svg.partition(">")
    return f"{opening}><style>{rules}</style>{rest}"
