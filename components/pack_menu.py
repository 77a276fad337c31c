"""The files that a page leaves in: one button, and a dialog in which one of them is made and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import session
from components.actions import tell_errors
from components.downloads import render_button
from components.markdown import plain
from components.meetings import case_rooms
from components.upload_field import UploadField
from steering.errors import SteercoError
from steering.exports.decision_pack.issue import with_meetings
from steering.exports.decision_pack.pack import pack_decision, read_digest
from steering.exports.pack_file import PackFile
from steering.exports.pack_kinds import PACK_KINDS, PackRequest, PaperSize, make_file
from steering.exports.pack_work import PackStopped, PackWork
from steering.formatting import format_bytes, pluralise
from steering.spool.purposes import TEMPLATE
from steering.state.case_snapshot import CaseSnapshot

PACK = "pack"
# What each page offers, in this order, as far as the case has it.
MENUS: Mapping[str, tuple[str, ...]] = {
    "brief": ("board-paper", "slides", "handout", PACK),
    "roi": ("workbook", "board-paper"),
    "roadmap": ("calendar",),
    "storyboard": ("slides", "handout", "offline", PACK),
    "present": ("slides", "handout", PACK),
    "decisions": ("board-paper", "calendar", PACK),
    "thread": ("dossier-book",),
    "current_state": ("dossier-book",),
    "architecture": ("dossier-book",),
    "governance": ("dossier-book", "calendar"),
    "change": ("dossier-book", "calendar"),
    "enablement": ("dossier-book",),
    "audit": ("workbook",),
}
ABOUT = {
    "board-paper": "The ask, options, return, costs, risks, gates and decisions on six pages at most, as PDF.",
    "slides": "A slide a scene that an office can edit, as PPTX.",
    "handout": "The demo with a scene a page, as PDF.",
    "dossier-book": "All of the dossier with contents and glossary, as PDF.",
    "workbook": "The business case as formulas: change an input there, and it recalculates.",
    "calendar": "Meetings, gates, milestones, actions and communications for a calendar; imported again, dates move.",
    "offline": "The demo as one page that opens without a network.",
    PACK: "All of these in one zip with minutes, receipts and a manifest that shows any later change.",
}
SIZES: Mapping[str, PaperSize] = {"A4": "a4", "US letter": "us-letter"}
WITH_SIZE = ("board-paper", "handout", "dossier-book", PACK)


@dataclass(kw_only=True)
class PackMenu:
    """What a visitor has had made last: its kind, and the work on it; none before, and after the dialog was closed.

    `template` is the presentation that they have brought, by its name; `fault` says why one is none.
    """

    kind: str = ""
    size: PaperSize = "a4"
    template: bytes | None = None
    template_name: str = ""
    fault: str = ""
    work: PackWork | None = None

    def choose(self, kind: str, size: PaperSize) -> None:
        """Have a file made when the dialog is drawn next."""
        self.kind, self.size = kind, size

    def forget_template(self) -> None:
        """Put slides on the house master again."""
        self.template, self.template_name, self.fault = None, "", ""

    def clear(self) -> None:
        """Cut short what is under way, and forget it."""
        if self.work:
            self.work.stop()
        self.kind, self.work = "", None


def render_menu(page: str, snapshot: CaseSnapshot) -> None:
    """Draw the button of a page that has files, for whoever may read it."""
    kinds = [kind for kind in MENUS.get(page, ()) if kind == PACK or kind in PACK_KINDS]
    if not kinds or not session.standing().may("read"):
        return
    if st.button("Take along", icon=":material/download:", key="take-along", help="Files of this page to hand out"):
        _menu().clear()
        _open_menu(snapshot, kinds)


def _menu() -> PackMenu:
    return session.session_value("pack-menu", PackMenu)


def _forget() -> None:
    _menu().clear()


def _dismiss() -> None:
    _forget()
    _menu().forget_template()


@st.dialog("Take along", icon=":material/download:", on_dismiss=_dismiss)
@tell_errors
def _open_menu(snapshot: CaseSnapshot, kinds: list[str]) -> None:
    """Draw the files to choose from, or the one that is made."""
    menu = _menu()
    # What is drawn here takes the place of what was: the choice does not stand below the bar.
    place = st.empty()
    if menu.kind and menu.work is None:
        # What can't be begun is not asked for again.
        kind, menu.kind = menu.kind, ""
        menu.work = _begin(kind, snapshot, menu.size, menu.template)
        menu.kind = kind
    if menu.work is None:
        with place.container():
            _render_choice(snapshot, kinds, menu)
        return
    if not menu.work.wait(0):
        _render_progress(place, menu.kind, menu.work)
    try:
        file = menu.work.result()
    except PackStopped:
        menu.clear()
        with place.container():
            _render_choice(snapshot, kinds, menu)
        return
    with place.container():
        _render_file(menu, file)


def _render_choice(snapshot: CaseSnapshot, kinds: list[str], menu: PackMenu) -> None:
    request = _make_request(snapshot)
    size: PaperSize = "a4"
    if any(kind in WITH_SIZE for kind in kinds):
        label = st.segmented_control("Paper", list(SIZES), default="A4", required=True, key="pack-size")
        size = SIZES[label or "A4"]
    for kind in kinds:
        absence = "" if kind == PACK else PACK_KINDS[kind].explain_absence(request)
        st.button(
            _name(kind),
            icon=":material/file_save:",
            key=f"make-{kind}",
            disabled=bool(absence),
            width="stretch",
            on_click=menu.choose,
            args=(kind, size),
        )
        st.caption(plain(absence or ABOUT[kind]))
    if "slides" in kinds and session.standing().may("edit"):
        _render_template(menu)


def _render_template(menu: PackMenu) -> None:
    """Draw the field for a company's own presentation, on whose layouts slides are put, or the one that is here."""
    place = session.standing().case
    field = UploadField(name=f"template-{place}", place=place, purpose=TEMPLATE)
    if field.ids:
        _take_template(menu, field)
    if menu.fault:
        st.error(plain(menu.fault), icon=":material/error:")
    if menu.template is None:
        field.render(
            "Choose your company's template", "Slides go onto the layouts of this PowerPoint file.", accept=".pptx"
        )
        return
    st.markdown(f"Slides go onto the layouts of **{plain(menu.template_name)}**.")
    st.button("Without it", key="no-template", type="tertiary", on_click=menu.forget_template)


def _take_template(menu: PackMenu, field: UploadField) -> None:
    # What reads slides is loaded when somebody asks for some.
    from steering.exports.slides.template import open_template

    menu.forget_template()
    try:
        [(path, name)] = field.files()
        content = path.read_bytes()
        open_template(content)
        menu.template, menu.template_name = content, name
    except SteercoError as error:
        menu.fault = str(error)
    finally:
        field.clear()


def _make_request(snapshot: CaseSnapshot, size: PaperSize = "a4") -> PackRequest:
    standing = session.standing()
    return PackRequest(context=snapshot.context, by=standing.actor, place=standing.case, size=size)


def _begin(kind: str, snapshot: CaseSnapshot, size: PaperSize, template: bytes | None) -> PackWork:
    """Begin to make a file of what the records have now."""
    state = session.app_state()
    request = replace(_make_request(snapshot, size), audit=state.records.audit_log.head(), template=template)
    make = partial(make_file, kind, request)
    if kind == PACK:
        make = partial(pack_decision, with_meetings(request, case_rooms()))
    return PackWork(make, state.until_end)


def _render_progress(place: DeltaGenerator, kind: str, work: PackWork) -> None:
    """Draw how far a file is until it is done; a click on Stop begins the dialog anew."""
    with place.container():
        st.markdown(f"**{_name(kind)}**")
        bar = st.progress(work.share, text=plain(work.phase))
        st.button("Stop", icon=":material/stop:", key="stop-pack", on_click=work.stop)
    while not work.wait(0.2):
        bar.progress(work.share, text=plain(work.phase))
    st.rerun(scope="fragment")


def _render_file(menu: PackMenu, file: PackFile) -> None:
    """Draw the download of a file that is done, and what it does not show as the pages do."""
    digest = read_digest(file) if menu.kind == PACK else ""
    st.markdown(f"**{_name(menu.kind)}** {format_bytes(len(file.content))}")
    facts = {"manifest": digest} if digest else {}
    render_button("Save", lambda: file.content, file.name, file.media_type, "save-pack", facts=facts)
    if digest:
        st.caption("SHA-256 of the manifest, by which the pack can be verified later. The audit log has it as well.")
        st.code(digest, language=None, wrap_lines=True)
    if file.remarks:
        with st.expander(f"{pluralise(len(file.remarks), 'thing')} shown in another way than on the pages"):
            st.markdown("\n".join(f"- **{plain(remark.where)}**: {plain(remark.text)}" for remark in file.remarks))
    st.button("Another file", icon=":material/arrow_back:", key="other-pack", type="tertiary", on_click=_forget)


def _name(kind: str) -> str:
    return "Decision pack" if kind == PACK else PACK_KINDS[kind].title
