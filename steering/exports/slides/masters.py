"""The layouts of a master by what their placeholders are for, and what of it a template does not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout
from pptx.util import Inches

from steering.exports.slides.area import Area
from steering.exports.slides.placeholders import (
    FEET,
    FOOTERS,
    FREE,
    NUMBERS,
    SUBTITLES,
    TITLES,
    find_placeholder,
    list_placeholders,
)

# 16:9, within what rounding leaves.
SHAPE, ROUNDING = 16 / 9, 0.01
MARGIN, FOOT = Inches(0.6), Inches(0.62)
# Between the title and what stands below it.
APART = Inches(0.2)


@dataclass(frozen=True, kw_only=True)
class Master:
    """The layouts that slides are put on, None where a template has none with a title, and what it lacks in words."""

    deck: Deck
    cover: SlideLayout
    content: SlideLayout
    area: Area
    missing: tuple[str, ...]


def choose_layouts(deck: Deck) -> Master:
    """Return the layouts for the cover and for all other slides, by the types of their placeholders."""
    layouts = list(deck.slide_layouts)
    titled = [layout for layout in layouts if find_placeholder(layout, TITLES)]
    content = min(titled, key=_count_others, default=min(layouts, key=_count_others))
    covers = [layout for layout in titled if find_placeholder(layout, SUBTITLES)]
    # A layout with a centred title is what PowerPoint calls a title slide.
    covers.sort(key=lambda layout: not find_placeholder(layout, (PP_PLACEHOLDER.CENTER_TITLE,)))
    cover = covers[0] if covers else content
    return Master(
        deck=deck,
        cover=cover,
        content=content,
        area=_find_area(deck, content),
        missing=tuple(_list_missing(deck, content, has_cover=bool(covers))),
    )


def _count_others(layout: SlideLayout) -> tuple[int, bool]:
    """Return how many placeholders there are beside title and foot, which would stay empty; plain titles come first."""
    types = [shape.placeholder_format.type for shape in list_placeholders(layout)]
    others = [type for type in types if type not in TITLES and type not in FEET]
    return len(others), PP_PLACEHOLDER.CENTER_TITLE in types


def _find_area(deck: Deck, layout: SlideLayout) -> Area:
    """Return where there is room on a slide: in the free placeholder of the layout, or between title and foot."""
    wide, tall = int(deck.slide_width or 0), int(deck.slide_height or 0)
    title, free = find_placeholder(layout, TITLES), find_placeholder(layout, FREE)
    feet = [
        int(shape.top)
        for shape in list_placeholders(layout)
        if shape.placeholder_format.type in FEET and shape.top > tall / 2
    ]
    if free is not None and free.width > wide / 2 and free.height > tall / 3:
        return Area(left=int(free.left), top=int(free.top), width=int(free.width), height=int(free.height))
    left = int(title.left) if title is not None else int(MARGIN)
    width = int(title.width) if title is not None and title.width > wide / 2 else wide - 2 * left
    top = int(title.top + title.height + APART) if title is not None and title.top < tall / 2 else int(1.6 * MARGIN)
    bottom = min([*feet, tall - int(FOOT)]) - int(APART) // 2
    return Area(left=left, top=top, width=width, height=bottom - top)


def _list_missing(deck: Deck, content: SlideLayout, *, has_cover: bool) -> Iterator[str]:
    """Yield what a template lacks, and what stands there in its place."""
    wide, tall = int(deck.slide_width or 1), int(deck.slide_height or 1)
    if abs(wide / tall - SHAPE) > ROUNDING:
        yield f"It is not 16:9 but {wide / 914_400:.1f} by {tall / 914_400:.1f} inches; its own size is used."
    if find_placeholder(content, TITLES) is None:
        yield "No layout has a title: messages stand in text boxes, and the outline of the slides is empty."
    if not has_cover:
        yield "No layout has a title and a subtitle: the cover stands on the layout of the other slides."
    for types, word in ((FOOTERS, "footer"), (NUMBERS, "slide number")):
        if find_placeholder(content, types) is None:
            yield f"The layout {content.name} has no {word}: a text box stands in its place."
