"""Every kind of file that a case leaves in, each made for whoever may read the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from steering.actors import Actor
from steering.cases.storyboard import Storyboard
from steering.context.case_context import CaseContext
from steering.errors import SteercoError
from steering.exports.cells import file_name
from steering.exports.file_types import HTML
from steering.exports.html import html
from steering.exports.pack_file import PackFile
from steering.exports.storyboard import StoryboardExport, export_storyboard
from steering.frames.agenda import AGENDA
from steering.records.audit_log import LogHead
from steering.stage.room import Room

PaperSize = Literal["a4", "us-letter"]
NO_STORYBOARD = "The case {} has no storyboard yet: write storyboard.yaml into its folder."


@dataclass(frozen=True, kw_only=True)
class PackRequest:
    """What a file is to be made of, and who asks for it at which place.

    `audit` is the end of the audit log, to which a file is a witness. `meetings` are those that are over,
    `faults` say why others can't be read. `template` is
    a company's own presentation, `draft` a visitor's own storyboard. Without `with_notes`, and for whoever may
    not rehearse, slides are without the presenter's notes.
    """

    context: CaseContext
    by: Actor
    place: str
    audit: LogHead | None = None
    meetings: tuple[Room, ...] = ()
    faults: tuple[str, ...] = ()
    size: PaperSize = "a4"
    template: bytes | None = None
    draft: Storyboard | None = None
    with_notes: bool = True

    @property
    def room(self) -> CaseContext:
        """The context with the visitor's own storyboard, where there is one."""
        if self.draft is None:
            return self.context
        return replace(self.context, case=replace(self.context.case, storyboard=self.draft))

    def read_storyboard(self) -> StoryboardExport:
        """Return the storyboard with a frame for each scene, made once for all files of this request."""
        key = ("storyboard export", self.draft)
        return self.context.cached(key, lambda: export_storyboard(self.context, self.draft))


@dataclass(frozen=True, kw_only=True)
class PackKind:
    """A kind of file: what it is called, how it is made, and why a case has none, empty where it has one."""

    title: str
    ending: str
    make: Callable[[PackRequest], PackFile]
    explain_absence: Callable[[PackRequest], str]


def _make_offline(request: PackRequest) -> PackFile:
    name = file_name(request.context.case.id, "storyboard", ending="html")
    return PackFile(name=name, media_type=HTML, content=html(request.read_storyboard(), request.audit))


def _make_calendar(request: PackRequest) -> PackFile:
    # What writes a file is loaded when somebody asks for one: pages are there sooner.
    from steering.exports.calendar import calendar

    return calendar(request.context)


def _make_board_paper(request: PackRequest) -> PackFile:
    from steering.exports.papers.board import board_paper

    return board_paper(request.context, size=request.size)


def _make_slides(request: PackRequest) -> PackFile:
    from steering.exports.slides.deck import slides

    notes = request.with_notes and request.by.may("rehearse", request.place)
    return slides(request.read_storyboard(), request.room, template=request.template, notes=notes)


def _make_handout(request: PackRequest) -> PackFile:
    from steering.exports.papers.handout import demo_handout

    return demo_handout(request.read_storyboard(), size=request.size)


def _make_book(request: PackRequest) -> PackFile:
    from steering.exports.papers.book import CHAPTERS, dossier_book

    pages = [page for page in CHAPTERS if request.by.may(AGENDA[page].permission, request.place)]
    return dossier_book(request.context, size=request.size, pages=pages)


def _make_workbook(request: PackRequest) -> PackFile:
    from steering.exports.workbook.workbook import business_workbook

    business = request.context.case.business
    assert business is not None  # what is absent is not made
    return business_workbook(business, request.context.case.id)


def _miss_business(request: PackRequest) -> str:
    if request.context.case.business:
        return ""
    return f"The case {request.context.case.id} has no business case yet: write business_case.yaml into its folder."


def _miss_storyboard(request: PackRequest) -> str:
    return "" if request.room.case.storyboard else NO_STORYBOARD.format(request.context.case.id)


def _miss_nothing(_request: PackRequest) -> str:
    return ""


PACK_KINDS: Mapping[str, PackKind] = {
    "board-paper": PackKind(title="Board paper", ending="pdf", make=_make_board_paper, explain_absence=_miss_nothing),
    "slides": PackKind(title="Slides", ending="pptx", make=_make_slides, explain_absence=_miss_storyboard),
    "handout": PackKind(title="Demo handout", ending="pdf", make=_make_handout, explain_absence=_miss_storyboard),
    "dossier-book": PackKind(title="Dossier book", ending="pdf", make=_make_book, explain_absence=_miss_nothing),
    "workbook": PackKind(
        title="Business case as a workbook", ending="xlsx", make=_make_workbook, explain_absence=_miss_business
    ),
    "offline": PackKind(title="Offline demo", ending="html", make=_make_offline, explain_absence=_miss_storyboard),
    "calendar": PackKind(title="Calendar", ending="ics", make=_make_calendar, explain_absence=_miss_nothing),
}


def make_file(kind: str, request: PackRequest) -> PackFile:
    """Return a file of a kind, for whoever may read the case at a place.

    Raises:
        NotAllowed: they may not.
        SteercoError: the case has nothing of which it could be made, in a sentence that says what to do.
    """
    request.by.require("read", request.place)
    if absence := PACK_KINDS[kind].explain_absence(request):
        raise SteercoError(absence)
    return PACK_KINDS[kind].make(request)
