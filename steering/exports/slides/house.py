"""The slides' own master where no template is given: 16:9, wide margins, one accent, a rule above the foot."""

from __future__ import annotations

import re

from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout, SlideMaster
from pptx.util import Emu, Inches

from steering.charts import palette
from steering.exports.slides.placeholders import list_placeholders

FONT = "Arial"
WIDE, TALL = Inches(13.333), Inches(7.5)
INK, GROUND, MUTED = "16191D", "FFFFFF", "2B3F57"
# Which of python-pptx's own layouts stay: the cover, and a title alone.
COVER, TITLE = "Title Slide", "Title Only"
# Left, top, width and height of each placeholder, in inches.
PLACES = {
    "title": (0.6, 0.64, 12.13, 0.82),
    "body": (0.6, 1.75, 12.13, 4.9),
    "dt": (9.2, 6.98, 2.0, 0.3),
    "ftr": (0.6, 6.98, 11.2, 0.3),
    "sldNum": (11.93, 6.98, 0.8, 0.3),
    "ctrTitle": (0.9, 2.35, 11.2, 1.7),
    "subTitle": (0.9, 4.25, 11.2, 1.6),
}
ROLES = (palette.ACTUAL, palette.GOOD, palette.WARN, palette.BAD, palette.ACCENT, palette.SECOND)
THEME = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
THUMBNAIL = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
SHAPES = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def build_house() -> Deck:
    """Return an empty presentation on the house master."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, TALL
    for layout in list(deck.slide_layouts):
        if layout.name not in (COVER, TITLE):
            deck.slide_layouts.remove(layout)
    _drop_thumbnail(deck)
    _paint_theme(deck.slide_master)
    _style_titles(deck.slide_master)
    for part in (deck.slide_master, *deck.slide_layouts):
        _place(part)
    _add_rules(deck.slide_master)
    _colour_cover(deck.slide_layouts[0])
    return deck


def _drop_thumbnail(deck: Deck) -> None:
    """Leave out the picture of somebody else's first slide."""
    package = deck.part.package
    for id, relation in list(package._rels.items()):
        if relation.reltype == THUMBNAIL:
            package._rels.pop(id)


def _paint_theme(master: SlideMaster) -> None:
    """Give the theme the colours of the app's light palette, and its font."""
    part = master.part.part_related_by(THEME)
    light = palette.colours("light")
    accents = {f"accent{index}": light[role].lstrip("#") for index, role in enumerate(ROLES, start=1)}
    colours = {
        "dk1": INK,
        "lt1": GROUND,
        "dk2": MUTED,
        "lt2": "F4F6F9",
        **accents,
        "hlink": "0B5CAD",
        "folHlink": "505B69",
    }
    text = part.blob.decode()
    for name, colour in colours.items():
        text = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{colour}"/>\g<2>', text, flags=re.S)
    text = re.sub(r'(<a:latin typeface=")Calibri(")', rf"\g<1>{FONT}\g<2>", text)
    part._blob = text.encode()


def _style_titles(master: SlideMaster) -> None:
    styles = master.element.find(qn("p:txStyles"))
    level = styles.find(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    level.set("algn", "l")
    run = level.find(qn("a:defRPr"))
    run.set("sz", "2400")
    run.set("b", "1")


def _place(part: SlideMaster | SlideLayout) -> None:
    """Move the placeholders of a master or layout, and anchor and align what is in them."""
    for shape in list_placeholders(part):
        kind = shape.element.find(f".//{qn('p:ph')}").get("type", "body")
        if kind in PLACES and (isinstance(part, SlideMaster) or kind in ("ctrTitle", "subTitle")):
            shape.left, shape.top, shape.width, shape.height = (Inches(size) for size in PLACES[kind])
        body = shape.element.find(f".//{qn('a:bodyPr')}")
        body.set("anchor", {"title": "t", "ctrTitle": "b", "subTitle": "t"}.get(kind, "ctr"))
        for side in ("lIns", "rIns"):
            body.set(side, "0")
        if kind in ("ftr", "sldNum") and isinstance(part, SlideLayout):
            # Some programs do not look for the size of a foot beyond its layout.
            style = f'<a:lvl1pPr {DRAWING}><a:defRPr sz="900"><a:latin typeface="+mn-lt"/></a:defRPr></a:lvl1pPr>'
            shape.element.find(f".//{qn('a:lstStyle')}").append(parse_xml(style))
        for level in shape.element.iter(qn("a:lvl1pPr")):
            level.set("algn", "r" if kind == "sldNum" else "l")
            for run in level.iter(qn("a:defRPr")):
                run.set("sz", {"ctrTitle": "4000", "subTitle": "1800"}.get(kind, "900"))


def _add_rules(master: SlideMaster) -> None:
    """An accent at the head and a thin rule above the foot; decoration, which readers aloud skip."""
    for id, (name, left, top, width, height, colour) in enumerate(
        (("Accent", 0.6, 0.0, 0.9, 0.08, "accent1"), ("Rule", 0.6, 6.9, 12.13, 0.01, "rule")), start=90
    ):
        fill = '<a:srgbClr val="D8DEE6"/>' if colour == "rule" else f'<a:schemeClr val="{colour}"/>'
        box = [Emu(Inches(size)) for size in (left, top, width, height)]
        markup = (
            f'<p:sp {SHAPES} {DRAWING}><p:nvSpPr><p:cNvPr id="{id}" name="{name}" descr=""/><p:cNvSpPr/>'
            '<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
            f'<a:off x="{box[0]}" y="{box[1]}"/><a:ext cx="{box[2]}" cy="{box[3]}"/></a:xfrm>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>{fill}</a:solidFill>'
            "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
        )
        master.shapes._spTree.insert(2, parse_xml(markup))


def _colour_cover(layout: SlideLayout) -> None:
    """Give the cover a dark ground and light texts, without the rules of the other slides."""
    fill = '<a:solidFill><a:schemeClr val="tx2"/></a:solidFill><a:effectLst/>'
    ground = f"<p:bg {SHAPES} {DRAWING}><p:bgPr>{fill}</p:bgPr></p:bg>"
    layout.element.find(qn("p:cSld")).insert(0, parse_xml(ground))
    layout.element.set("showMasterSp", "0")
    for shape in list_placeholders(layout):
        for run in shape.element.iter(qn("a:defRPr")):
            for old in run.findall(qn("a:solidFill")):
                run.remove(old)
            run.insert(0, parse_xml(f'<a:solidFill {DRAWING}><a:schemeClr val="bg1"/></a:solidFill>'))
        style = shape.element.find(f".//{qn('a:lstStyle')}")
        if style is not None and style.find(qn("a:lvl1pPr")) is None:
            level = (
                f'<a:lvl1pPr {DRAWING}><a:defRPr sz="4000"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
                "</a:defRPr></a:lvl1pPr>"
            )
            style.append(parse_xml(level))
