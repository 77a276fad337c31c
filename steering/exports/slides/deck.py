"""The storyboard as slides that an office can edit, on the house master or on a company's own."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence

from pptx.presentation import Presentation as Deck

from steering.cases.storyboard import AnyScene
from steering.context.case_context import CaseContext
from steering.exports.cells import file_name
from steering.exports.file_types import PPTX
from steering.exports.pack_file import PackFile, Remark
from steering.exports.slides.appendix_slides import build_appendix
from steering.exports.slides.closing_slides import build_closing
from steering.exports.slides.content import SlideContent
from steering.exports.slides.house import build_house
from steering.exports.slides.masters import Master, choose_layouts
from steering.exports.slides.package_bytes import pack_presentation
from steering.exports.slides.press import SlidePress
from steering.exports.slides.scene_slides import build_cover, build_scene
from steering.exports.slides.template import open_template
from steering.exports.slides.texts import clean_text, cut
from steering.exports.storyboard import StoryboardExport
from steering.progress import report, report_within, silent, watch
from steering.storyboard.views import default_filters

PHASE = "Making slides"
# How much is done when the figures are there, and when all is drawn and the file is packed.
FIGURES, DRAWING = 0.3, 0.9
TEMPLATE = "Template"
# When and by whom a file was made says nothing of its figures, and would make equal slides differ.
MOMENT = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
LONGEST = 200


def slides(
    pack: StoryboardExport, context: CaseContext, *, template: bytes | None = None, notes: bool = True
) -> PackFile:
    """Return the presentation: cover, scenes, ask, decisions, appendix. Without `notes` nobody's words are in it.

    `context` is that of the pack, with the storyboard of a draft where the pack is of one. Equal pack, context and
    template give equal bytes.

    Raises:
        SteercoError: slides can't be put on the template, in one sentence that says why and what to do.
    """
    master = choose_layouts(build_house() if template is None else _empty(open_template(template)))
    remarks = [Remark(where=TEMPLATE, text=text) for text in master.missing] if template is not None else []
    press = SlidePress(master=master, remarks=remarks)
    with report_within(0.0, FIGURES):
        contents = list(_list_contents(pack, context, has_notes=notes))
    for index, content in enumerate(contents):
        done = FIGURES + (DRAWING - FIGURES) * index / len(contents)
        report(f"{PHASE}: {index + 1} of {len(contents)}", done)
        # What is told of a chart's workbook is no news.
        with watch(silent):
            press.add(content)
    report("Packing the slides", DRAWING)
    name = file_name(pack.case, "slides", ending="pptx")
    return PackFile(name=name, media_type=PPTX, content=_save(master, pack), remarks=tuple(press.remarks))


def _list_contents(pack: StoryboardExport, context: CaseContext, *, has_notes: bool) -> Iterator[SlideContent]:
    scenes: Sequence[AnyScene] = context.case.storyboard.scenes if context.case.storyboard else ()
    by_id = {scene.id: scene for scene in scenes}
    yield build_cover(pack)
    for part in pack.parts:
        yield build_scene(pack, part, by_id.get(part.id), has_notes=has_notes)
    yield from build_closing(context, default_filters(context), pack)
    yield from build_appendix(context, pack, scenes)


def _empty(deck: Deck) -> Deck:
    """Return a template without its sample slides."""
    ids = deck.slides._sldIdLst
    for id in list(ids):
        deck.part.drop_rel(id.rId)
        ids.remove(id)
    return deck


def _save(master: Master, pack: StoryboardExport) -> bytes:
    core = master.deck.core_properties
    core.title, core.subject = (cut(clean_text(text), LONGEST) for text in (pack.subtitle or pack.title, pack.title))
    core.author = core.last_modified_by = cut(clean_text(pack.organisation), LONGEST)
    core.created = core.modified = MOMENT
    core.revision, core.comments, core.keywords = 1, "", ""
    out = io.BytesIO()
    master.deck.save(out)
    return pack_presentation(out.getvalue())
