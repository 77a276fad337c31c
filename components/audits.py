"""Audit or edit another business case: a copy of the case's own, the published example, or an uploaded file.

All state belongs to one visitor's visit. Nothing is stored unless the visitor saves it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import actions, case_editor, draft_tokens, picture, saved_business_cases, session
from components.case_editor import DraftSession
from components.draft_imports import ImportTarget, render_import_button
from components.markdown import plain
from components.problems import render_problems
from components.upload_field import UploadField
from steering.cases.business_file import content, parse_business_case, text_of
from steering.cases.spreadsheet_mapping import SpreadsheetMapping
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.errors import FileRefused, SteercoError
from steering.finance.audit import audit_business_case
from steering.finance.draft.history import FILE, BusinessDraft, start_draft
from steering.finance.explain import PUBLISHED
from steering.frames.audit import page as frames
from steering.frames.audit import review
from steering.frames.blocks import Notice, Slot
from steering.imports.draft_import import DraftImport
from steering.records.business_cases import SavedBusinessCase
from steering.review.subject import ReviewSubject
from steering.spool.purposes import BUSINESS
from steering.state.case_snapshot import CaseSnapshot

SUBJECTS = {"own": "This case", "published": "Published example", "file": "Your file"}
OWN = "this case's business case"
KEY = "audit-what"
PLACE = "audit"


@dataclass(frozen=True, kw_only=True)
class UploadedCase:
    """A file that a visitor uploaded or opened, and its draft; no draft where the file has no keys to edit."""

    name: str
    content: bytes
    draft: BusinessDraft | None


@dataclass(kw_only=True)
class AuditState:
    """One visitor's selected subject, uploaded file and open drafts by subject."""

    subject: str | None = None
    upload: UploadedCase | None = None
    drafts: dict[str, DraftSession] = field(default_factory=dict)
    # Counts the drafts, so that each has widget keys of its own.
    edition: int = 0
    # Which cells of the spreadsheet are the business case that was taken in last.
    mapping: SpreadsheetMapping | None = None


def render_audits(snapshot: CaseSnapshot, _: Filters, __: Slot) -> None:
    """Draw the choice of a business case, and its audit or the editor of its draft."""
    context = snapshot.context
    state = _state(context)
    with st.container(key="audit-choice"):
        st.subheader("Audit or edit another", anchor=False)
        st.markdown(":gray[Only you see this. Nothing is saved unless you choose to.]")
    draft_tokens.render_gone(context.case.id, AuditState)
    actions.show_flash(saved_business_cases.PLACE)
    options = [subject for subject in SUBJECTS if subject != "own" or context.case.business]
    subject = _subject(context, state, options)
    st.segmented_control(
        "Business case",
        options,
        default=subject,
        required=True,
        format_func=SUBJECTS.__getitem__,
        key=KEY,
        label_visibility="collapsed",
        on_change=_select_subject,
        args=(state,),
    )
    if failed := actions.flash_at(PLACE).failed:
        picture.render_blocks(Notice(text=failed), key="audit-failed")
    if draft := state.drafts.get(subject):
        case_editor.render_editor(
            draft,
            context.case.charter.currency,
            partial(_discard, state, subject),
            partial(_import_button, context, state, subject, draft.draft),
            partial(saved_business_cases.save, context),
        )
    elif subject == "own":
        _render_own(context, state)
    elif subject == "published":
        _render_published(context, state)
    else:
        _render_file(context, state)
    draft_tokens.keep(context.case.id, AuditState, _copy(state) if state.drafts else None)


def _state(context: CaseContext) -> AuditState:
    """The visitor's state; in a new visit with the drafts that the address of the page names."""
    state = session.session_value(f"audit-{context.case.id}", AuditState)
    if not state.drafts and (before := draft_tokens.restore(context.case.id, AuditState)):
        copy = _copy(before)
        state.subject, state.drafts, state.edition = copy.subject, copy.drafts, copy.edition
        state.mapping = copy.mapping
    return state


def _copy(state: AuditState) -> AuditState:
    """The same drafts, without what has been drawn of them and the file that one began with."""
    drafts = {
        subject: replace(draft, grid=None, valid_state=None, audit=None, review=())
        for subject, draft in state.drafts.items()
    }
    return AuditState(subject=state.subject, drafts=drafts, edition=state.edition, mapping=state.mapping)


def _subject(context: CaseContext, state: AuditState, options: Sequence[str]) -> str:
    if state.subject in options:
        return str(state.subject)
    return "own" if context.case.business else "file"


def _render_own(context: CaseContext, state: AuditState) -> None:
    with st.container(key="audit-own"):
        st.markdown("The audit above is of this case. Edit a copy to try other figures.")
    path = context.case.folder / FILE
    with _tools():
        _edit_button(state, "own", OWN, lambda: start_draft(content(path)))
        _import_button(context, state, "own", start_draft(content(path)))


def _render_published(context: CaseContext, state: AuditState) -> None:
    published = content(PUBLISHED)
    with _tools():
        _edit_button(state, "published", "the published example", lambda: start_draft(published))
    _render_audit(context, published, PUBLISHED.name)


def _render_file(context: CaseContext, state: AuditState) -> None:
    """Draw the saved business cases, the uploader, and the audit of the uploaded file."""
    saved_business_cases.render_saved(context, partial(_open, state))
    field = UploadField(name=f"audit-{context.case.id}", place=context.case.id, purpose=BUSINESS)
    field.render("Upload a business_case.yaml", "It is audited at once.", accept=".yaml,.yml")
    if field.ids:
        actions.run_action(PLACE, _take_upload, state, field)
        st.rerun()
    upload = state.upload
    if upload is None:
        _import_button(context, state, "file", None)
        return
    if upload.draft:
        text = upload.content.decode("utf-8-sig", errors="replace")
        with _tools():
            _edit_button(state, "file", upload.name, lambda: upload.draft)
            st.button(
                "Save here",
                icon=":material/save:",
                key="keep-case",
                on_click=saved_business_cases.save,
                args=(context, upload.name, text),
            )
            _import_button(context, state, "file", upload.draft)
    _render_audit(context, upload.content, upload.name)


def _tools() -> DeltaGenerator:
    return st.container(horizontal=True, gap="small", key="audit-tools")


def _edit_button(state: AuditState, subject: str, name: str, make: Callable[[], BusinessDraft | None]) -> None:
    st.button(
        "Edit a copy",
        icon=":material/edit:",
        type="primary",
        key="edit-case",
        on_click=actions.run_action,
        args=(PLACE, _start_draft, state, subject, name, make),
    )


def _import_button(context: CaseContext, state: AuditState, subject: str, draft: BusinessDraft | None) -> None:
    """Draw the button by which a spreadsheet becomes changes of a draft, or a draft of its own."""
    path = context.case.folder / FILE
    own = start_draft(content(path)) if context.case.business and subject != "own" else None
    target = ImportTarget(
        context=context,
        draft=draft,
        others=(own.tree,) if own else (),
        mapping=state.mapping or context.case.mapping,
        take=partial(_take_import, state, subject),
    )
    render_import_button(target)


def _take_import(state: AuditState, subject: str, result: DraftImport, name: str) -> None:
    """Put what a file makes of a draft into it, as one step that can be undone."""
    state.mapping = result.mapping or state.mapping
    if subject in state.drafts:
        state.drafts[subject].draft = result.draft
        return
    title = OWN if subject == "own" else state.upload.name if state.upload else name
    _start_draft(state, subject, title, lambda: result.draft)


def _render_audit(context: CaseContext, file: bytes, name: str) -> None:
    """Draw the audit of a file and its financial review, or the problems that prevent an audit."""
    try:
        business, warnings = parse_business_case(file, name)
        text = text_of(file, name)
    except FileRefused as refused:
        st.error(f"**{plain(name)} can't be audited.** Correct what is listed, here or in the file.")
        render_problems(refused, key="audit")
        return
    audit = audit_business_case(business, warnings)
    st.header(plain(f"{business.title or name}: {frames.describe_result(audit)}"), anchor=False)
    st.markdown(plain(frames.describe_convention(audit)))
    checklist = review.build_review(ReviewSubject(business=business, text=text), id="other")
    blocks = frames.build_blocks(business, audit, checklist, context.case.charter.currency, id="other")
    picture.render_blocks(*blocks, key="audit-other")


def _select_subject(state: AuditState) -> None:
    state.subject = session.widget(KEY)
    actions.clear_flash(PLACE)


def _take_upload(state: AuditState, field: UploadField) -> str:
    """Take the file that was brought; it is kept in this visit alone."""
    try:
        [(path, name)] = field.files()
        state.upload = _parse_upload(name, path.read_bytes())
    finally:
        field.clear()
    return ""


def _open(state: AuditState, case: SavedBusinessCase) -> None:
    """Open a saved business case as if it were uploaded again; the draft of another file is discarded."""
    state.upload = _parse_upload(case.name, case.body.encode())
    state.drafts.pop("file", None)


def _parse_upload(name: str, file: bytes) -> UploadedCase:
    return UploadedCase(name=name, content=file, draft=start_draft(file))


def _start_draft(state: AuditState, subject: str, name: str, make: Callable[[], BusinessDraft | None]) -> str:
    draft = make()
    if draft is None:
        raise SteercoError(f"{name} has no keys to edit. Correct it in the file.")
    state.edition += 1
    state.drafts[subject] = DraftSession(id=f"{subject}-{state.edition}", name=name, draft=draft)
    return ""


def _discard(state: AuditState, subject: str) -> None:
    state.drafts.pop(subject, None)
