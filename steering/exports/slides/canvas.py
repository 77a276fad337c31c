"""Puts texts, charts and tables on a slide, each with a name and with what it says in words (alt text)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from steering.charts import palette
from steering.exports.slides.area import POINT, Area
from steering.exports.slides.content import Paragraph, SlideWords
from steering.exports.slides.texts import LEADING, clean_text, count_lines, cut, is_from_right

COLOURS = {
    "good": palette.GOOD,
    "warning": palette.WARN,
    "bad": palette.BAD,
    "neutral": palette.PLAN,
    "accent": palette.ACTUAL,
}
# How much lighter than the ink of the slides a second-rank text is.
MUTED = 0.35
# Sizes that texts are tried at until they fit, as shares of what they should have.
SCALES = (1.0, 0.93, 0.86, 0.8, 0.74)
# Alt texts are cut at so many characters: readers aloud can't stop within one.
LONGEST_ALT = 400
PADDING = 8 * POINT
ANCHORS = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}


@dataclass(frozen=True, kw_only=True)
class SlideCanvas:
    """A slide that is drawn on."""

    slide: Any

    def write(
        self,
        area: Area,
        paragraphs: Sequence[Paragraph],
        name: str,
        *,
        alt: str = "",
        anchor: str = "top",
        card: bool = False,
    ) -> Any:
        """Add a text box, on a card where that is asked for; its words are its alt text where none is passed."""
        place = (Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height))
        shapes = self.slide.shapes
        box = shapes.add_shape(MSO_SHAPE.RECTANGLE, *place) if card else shapes.add_textbox(*place)
        if card:
            paint_card(box)
        describe(box, name, alt or "; ".join(one.text for one in paragraphs if one.text))
        frame = box.text_frame
        frame.word_wrap, frame.vertical_anchor = True, ANCHORS[anchor]
        side = Emu(PADDING if card else 0)
        frame.margin_left = frame.margin_right = side
        frame.margin_top = frame.margin_bottom = Emu(PADDING // 2 if card else 0)
        fill_paragraphs(frame, paragraphs)
        return box


def describe(shape: Any, name: str, alt: str) -> None:
    """Give a shape its name and its alt text."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", clean_text(name))
    properties.set("descr", cut(clean_text(alt), LONGEST_ALT))


def paint_card(shape: Any) -> None:
    """Give a shape the pale ground of a card, without an outline or a shadow."""
    shape.fill.solid()
    shape.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_2
    shape.line.fill.background()
    # The style that PowerPoint's library gives to every shape has a shadow.
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)


def fill_paragraphs(frame: Any, paragraphs: Sequence[Paragraph]) -> None:
    """Write paragraphs into the frame of a shape or cell."""
    for index, one in enumerate(paragraphs):
        line = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        line.space_before, line.space_after = Pt(one.before if index else 0), Pt(0)
        turned = is_from_right(one.text)
        line.alignment = PP_ALIGN.RIGHT if one.to_right != turned or (one.to_right and turned) else PP_ALIGN.LEFT
        if turned:
            line._p.get_or_add_pPr().set("rtl", "1")
        for words in one.words:
            run = line.add_run()
            run.text = clean_run(words.text)
            style_run(run, words, one.size)


def clean_run(text: str) -> str:
    """Return the text of a run: its outer spaces part it from its neighbours and stay."""
    inner = clean_text(text)
    before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() and inner else "")
    return f"{before}{inner}{after}"


def style_run(run: Any, words: SlideWords, size: float) -> None:
    """Give a run its size, weight and colour."""
    run.font.size, run.font.bold = Pt(round(size, 1)), words.bold
    colour = COLOURS.get(words.role)
    if colour:
        run.font.color.rgb = parse_colour(palette.colours("light")[colour])
    else:
        run.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
        if words.role == "muted":
            run.font.color.brightness = MUTED


def parse_colour(colour: str) -> Any:
    """Return a hexadecimal colour as PowerPoint's library has it."""
    make: Any = RGBColor
    return make(*bytes.fromhex(colour.lstrip("#")))


def scale(paragraphs: Sequence[Paragraph], factor: float) -> list[Paragraph]:
    """Return paragraphs at a share of their sizes."""
    return [replace(one, size=one.size * factor, before=one.before * factor) for one in paragraphs]


def tell_height(paragraphs: Sequence[Paragraph], width: float) -> float:
    """Return how tall paragraphs are in points, within a width in points."""
    heights = (
        one.before * bool(index)
        + LEADING * one.size * count_lines(one.text, one.size, width, bold=any(words.bold for words in one.words))
        for index, one in enumerate(paragraphs)
    )
    return sum(heights)


def fit(paragraphs: Sequence[Paragraph], area: Area) -> list[Paragraph]:
    """Return paragraphs at the largest size at which they stand within an area; at the smallest, as many as do."""
    width, height = area.points
    for factor in SCALES:
        smaller = scale(paragraphs, factor)
        if tell_height(smaller, width) <= height:
            return smaller
    while len(smaller) > 1 and tell_height(smaller, width) > height:
        smaller.pop()
    return smaller
