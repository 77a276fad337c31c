"""A drawing as it stands on a page: its clean SVG, its words for who does not see it, and how small it may become."""

from __future__ import annotations

from markupsafe import Markup

from steering.drawings.svg import view_box
from steering.frames.documents import Drawing
from steering.picture.words import clean

# The least share of its size at which the words of a drawing can be read on a screen; below that it scrolls.
READABLE = 0.8


def render_drawing(block: Drawing) -> Markup:
    """Return the SVG of a block, which was checked when it was made, after an empty one as wide as it must be."""
    width, height = map(round, view_box(block.svg))
    least = Markup('<svg class="least" width="{}" height="0" aria-hidden="true"></svg>').format(round(width * READABLE))
    opening = Markup('<svg class="sketch" role="img" aria-label="{}" width="{}" height="{}"').format(
        clean(block.alt), width, height
    )
    return least + opening + Markup(clean(block.svg.removeprefix("<svg")))  # noqa: S704
