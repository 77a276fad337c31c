"""Puts contents on slides of a master: title, foot and notes, then page by page what they show."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from steering.exports.pack_file import Remark
from steering.exports.slides.area import POINT, Area
from steering.exports.slides.arrange import arrange
from steering.exports.slides.canvas import SCALES, SlideCanvas, describe, fit, scale, tell_height
from steering.exports.slides.content import Paragraph, SlideContent, SlidePage, SlideWords
from steering.exports.slides.leaf_shapes import GAP, LeafPrinter
from steering.exports.slides.masters import Master
from steering.exports.slides.placeholders import (
    FOOTERS,
    NUMBERS,
    SUBTITLES,
    TITLES,
    find_placeholder,
    list_placeholders,
)
from steering.exports.slides.texts import clean_text, count_lines, cut, is_from_right
from steering.exports.slides.titles import shrink
from steering.exports.slides.words import write_claims, write_notices
from steering.frames.blocks import Chart, Claims

# Heights in points: of headline figures, of what stands above a title, and of claims below a table at most.
TILES, ABOVE, CLAIMS = 86, 18, 120
# The share of the width that claims beside a chart take, and how many have room side by side below.
BESIDE, MOST_BELOW = 0.27, 3
LEAD, TITLE_BOX = 12.5, 50
# The size of a foot, and how many lines it has where it is narrow.
FOOT, FOOT_LINES = 9.0, 2
CONTINUED = " (continued)"
NOTICES = "Not all notices have room: the page has the others."
# A title that PowerPoint's outline has room for.
LONGEST_TITLE = 300


@dataclass(kw_only=True)
class SlidePress:
    """Makes slides of contents, one after the other."""

    master: Master
    remarks: list[Remark] = field(default_factory=list)
    count: int = 0

    def add(self, content: SlideContent) -> None:
        """Add the slides of a content: one, or more where not all of it has room on it."""
        if content.is_cover:
            self._add_cover(content)
            return
        waiting, claims = deque(arrange(content)), Claims(id="scene", title="", claims=content.claims)
        continued = False
        while waiting:
            page = waiting.popleft()
            printer, area = self._open(content, continued=continued)
            mine = claims if claims.claims and not continued else None
            for rest in reversed(self._draw(printer, area, page, mine)):
                waiting.appendleft(rest)
            # Last, because it is read aloud last.
            self._write_foot(printer.canvas.slide, content.source)
            self.remarks.extend(Remark(where=f"Slide {self.count}", text=text) for text in printer.remarks)
            continued = True

    def _add_cover(self, content: SlideContent) -> None:
        slide: Any = self.master.deck.slides.add_slide(self.master.cover)
        self.count += 1
        below, area = find_placeholder(slide, SUBTITLES), self.master.area
        if find_placeholder(slide, TITLES) is None:
            _, area = area.cut_top(TITLE_BOX * POINT)
        self._write_title(slide, content.title)
        lines = [content.where, *content.lead.split("\n")]
        if below is None:
            SlideCanvas(slide=slide).write(area, [_line(text, 16) for text in lines], "Subtitle")
        else:
            _fill(below, "\n".join(lines), "Subtitle")
            shrink(below, lines, is_title=False)
        _drop_empty(slide)
        self._write_notes(slide, content.notes)

    def _open(self, content: SlideContent, *, continued: bool) -> tuple[LeafPrinter, Area]:
        """Add a slide with its title, what stands around it, its foot and its notes; return where there is room."""
        slide: Any = self.master.deck.slides.add_slide(self.master.content)
        self.count += 1
        canvas, area, told = SlideCanvas(slide=slide), self.master.area, True
        if find_placeholder(slide, TITLES) is None:
            _, area = area.cut_top(TITLE_BOX * POINT)
        title = self._write_title(slide, content.title + (CONTINUED if continued else ""))
        if content.where and title is not None and title.top > (ABOVE + 4) * POINT:
            place = Area(left=title.left, top=title.top - ABOVE * POINT, width=title.width, height=ABOVE * POINT)
            canvas.write(place, [_line(content.where, 11)], "Where this is from")
        if content.lead and not continued:
            height = round(tell_height([_line(content.lead, LEAD)], area.width / POINT) + 6) * POINT
            place, area = area.cut_top(min(height, area.height // 6), gap=4 * POINT)
            canvas.write(place, fit([_line(content.lead, LEAD)], place), "What to know")
        if (content.notices or content.problems) and not continued:
            area, told = _write_notices(canvas, area, content)
        _drop_empty(slide)
        self._write_notes(slide, "" if continued else content.notes)
        return LeafPrinter(canvas=canvas, remarks=[] if told else [NOTICES]), area

    def _write_title(self, slide: Any, text: str) -> Any | None:
        """Write the title as large as two lines of it can be; in a text box where the layout has no title."""
        title = find_placeholder(slide, TITLES)
        text = cut(clean_text(text), LONGEST_TITLE)
        if title is None:
            place, _ = self.master.area.cut_top(TITLE_BOX * POINT)
            words = [Paragraph(words=(SlideWords(text=text, bold=True),), size=22)]
            return SlideCanvas(slide=slide).write(place, fit(words, place), "Title")
        _fill(title, text, "Title")
        shrink(title, [text], is_title=True)
        return title

    def _draw(self, printer: LeafPrinter, area: Area, page: SlidePage, claims: Claims | None) -> list[SlidePage]:
        """Draw a page, and return the pages of what there was no room for."""
        if page.tiles:
            top, area = area.cut_top(min(TILES * POINT, area.height), gap=GAP // 2)
            printer.draw_tiles(top, page.tiles)
        later = []
        if claims:
            area, rest = _draw_claims(printer, area, page, claims)
            later = [SlidePage(row=((rest, 1.0),))] if rest else []
        remainders = []
        for (block, _), place in zip(page.row, area.split([share for _, share in page.row] or [1], GAP), strict=False):
            rest_of_block = printer.draw(place, block)
            if rest_of_block is not None:
                remainders.append(SlidePage(row=((rest_of_block, 1.0),)))
        return [*remainders, *later]

    def _write_foot(self, slide: Any, source: str) -> None:
        """Write where the figures come from, and the slide's number, into the placeholders of the layout."""
        area = self.master.area
        foot, number = find_placeholder(self.master.content, FOOTERS), find_placeholder(self.master.content, NUMBERS)
        low = area.top + area.height + 6 * POINT
        if foot is None:
            place = Area(left=area.left, top=low, width=round(area.width * 0.9), height=16 * POINT)
            SlideCanvas(slide=slide).write(place, [_line(source, 9)], "Source")
        else:
            _add_placeholder(slide, foot, _write_run(foot, source), "Source")
        field = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr lang="en-GB"/>'
        field += f"<a:t>{self.count}</a:t></a:fld>"
        if number is None:
            place = Area(
                left=area.left + round(area.width * 0.92), top=low, width=round(area.width * 0.08), height=16 * POINT
            )
            SlideCanvas(slide=slide).write(place, [replace(_line(f"{self.count}", 9), to_right=True)], "Slide number")
        else:
            _add_placeholder(slide, number, field, "Slide number")

    def _write_notes(self, slide: Any, notes: str) -> None:
        if not notes:
            return
        frame = slide.notes_slide.notes_text_frame
        if frame is None:
            self.remarks.append(Remark(where=f"Slide {self.count}", text="The template's notes have no room for text."))
            return
        frame.text = "\n".join(clean_text(line) for line in notes.split("\n"))


def _draw_claims(printer: LeafPrinter, area: Area, page: SlidePage, claims: Claims) -> tuple[Area, Claims | None]:
    """Draw claims beside a chart, or below anything else; return what is left, and the claims that have no room."""
    if not page.row and _has_room(claims, area, 1):
        printer.draw_claims(area, claims, beside=True)
        return area, None
    if len(page.row) == 1 and isinstance(page.row[0][0], Chart):
        left, right = area.split((1 - BESIDE, BESIDE), GAP)
        if _has_room(claims, right, 1):
            printer.draw_claims(right, claims, beside=True)
            return left, None
    elif len(claims.claims) <= MOST_BELOW:
        low, rest = area.cut_bottom(_tell_height(claims, area), gap=GAP // 2)
        if _has_room(claims, low, len(claims.claims)):
            printer.draw_claims(low, claims, beside=False)
            return rest, None
    return area, replace(claims, id="claims")


def _tell_height(claims: Claims, area: Area) -> int:
    """Return how tall claims side by side are, up to what they may take."""
    places = area.split([1] * len(claims.claims), GAP)
    heights = (
        tell_height(write_claims((claim,)), place.width / POINT)
        for claim, place in zip(claims.claims, places, strict=True)
    )
    return round(min(max(heights) + 4, CLAIMS)) * POINT


def _has_room(claims: Claims, area: Area, count: int) -> bool:
    """Whether claims stand in an area, in so many columns, at the smallest size that is read."""
    groups = [claims.claims] if count == 1 else [(claim,) for claim in claims.claims]
    place = area.split([1] * count, GAP)[0]
    width, height = place.points
    return all(tell_height(scale(write_claims(group), SCALES[-1]), width) <= height for group in groups)


def _write_notices(canvas: SlideCanvas, area: Area, content: SlideContent) -> tuple[Area, bool]:
    """Write what must be known first; return what is left, and whether all of it had room."""
    lines = write_notices(content.notices, content.problems)
    most = round(area.height / POINT / (2 if content.blocks else 1))
    place, rest = area.cut_top(min(round(tell_height(lines, area.width / POINT) + 10), most) * POINT, gap=GAP // 3)
    fitted = fit(lines, place)
    canvas.write(place, fitted, "Notices")
    return rest, len(fitted) == len(lines)


def _line(text: str, size: float) -> Paragraph:
    return Paragraph(words=(SlideWords(text=text, role="muted"),), size=size)


def _fill(shape: Any, text: str, name: str) -> None:
    """Write a placeholder, each line as a paragraph in the look of the template."""
    describe(shape, name, text)
    frame = shape.text_frame
    for index, line in enumerate(text.split("\n")):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.add_run().text = clean_text(line)
        if is_from_right(line):
            paragraph._p.get_or_add_pPr().set("rtl", "1")


def _drop_empty(slide: Any) -> None:
    """Take away placeholders that nothing was written into: they would ask to be clicked."""
    for shape in list_placeholders(slide):
        if (shape.has_text_frame and not shape.text_frame.text.strip()) or not shape.has_text_frame:
            shape._element.getparent().remove(shape._element)


def _write_run(layout_shape: Any, text: str) -> str:
    """Return a run of a foot, aligned as the layout or its master has it: not every program looks for that there."""
    levels = layout_shape._element.xpath(".//a:lvl1pPr[@algn]")
    for shape in list_placeholders(layout_shape.part.slide_layout.slide_master):
        if shape.placeholder_format.type == layout_shape.placeholder_format.type:
            levels += shape._element.xpath(".//a:lvl1pPr[@algn]")
    side = levels[0].get("algn") if levels else "l"
    lines = count_lines(clean_text(text), FOOT, layout_shape.width / POINT - 8)
    size = FOOT if lines <= FOOT_LINES else FOOT * 0.75
    look = f'<a:rPr lang="en-GB" sz="{round(size * 100)}"><a:latin typeface="+mn-lt"/></a:rPr>'
    return f'<a:pPr algn="{side}"/><a:r>{look}<a:t>{_escape(text)}</a:t></a:r>'


def _escape(text: str) -> str:
    return clean_text(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _add_placeholder(slide: Any, layout_shape: Any, run: str, name: str) -> None:
    """Add the placeholder of a layout's foot to a slide, which PowerPoint's library leaves out."""
    tree = slide.shapes._spTree
    format = layout_shape.placeholder_format
    kind = {FOOTERS[0]: "ftr", NUMBERS[0]: "sldNum"}[format.type]
    markup = (
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{slide.shapes._next_shape_id}" name="{name}" '
        f'descr="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" '
        f'idx="{format.idx}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>{run}</a:p></p:txBody></p:sp>'
    )
    tree.append(parse_xml(markup))
