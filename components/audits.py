"""Another business case to audit, or one to edit: the case's own, the published example, a file of one's own.

It is worked out for one visitor, and lasts as long as their visit; nothing of it is stored unless they say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from components import actions, blocks, case_editor, saved_business_cases, session
from components.case_editor import DraftSession
from components.markdown import plain
from components.problems import problems
from steering.cases.business_file import content, given, text_of
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.errors import FileRefused, SteercoError
from steering.finance.audit import audit_business_case
from steering.finance.draft.history import FILE, BusinessDraft, start_draft
from steering.finance.explain import PUBLISHED, explainer
from steering.frames.audit import page as frames
from steering.frames.audit import review
from steering.frames.blocks import Notice, Slot
from steering.records.business_cases import SavedBusinessCase
from steering.review.subject import ReviewSubject
from steering.state.case_snapshot import CaseSnapshot

BEGINNINGS = {"own": "This case", "published": "Published example", "file": "A file of yours"}
KEY = "audit-what"
UPLOAD = "audit-upload"


@dataclass(frozen=True, kw_only=True)
class UploadedCase:
    """A file that a visitor brought, and the draft that can be begun of it, if any."""

    name: str
    written: bytes
    draft: BusinessDraft | None


@dataclass(kw_only=True)
class AuditState:
    """What one visitor looks at, the file that they brought, and the drafts that they have in hand."""

    looked_at: str | None = None
    brought: UploadedCase | None = None
    benches: dict[str, DraftSession] = field(default_factory=dict)
    failed: str = ""
    edition: int = 0


def bring(snapshot: CaseSnapshot, _: Filters, __: Slot) -> None:
    """The choice of a business case, and what can be done with it."""
    context = snapshot.context
    desk = session.session_value(f"audit-{context.case.id}", AuditState)
    st.subheader("Audit or edit another", anchor=False)
    st.markdown(":gray[It is worked out for you alone, and not stored unless you say so.]")
    actions.show_flash(saved_business_cases.PLACE)
    offered = [name for name in BEGINNINGS if name != "own" or context.case.business]
    name = desk.looked_at if desk.looked_at in offered else "own" if context.case.business else "file"
    st.segmented_control(
        "What to look at",
        offered,
        default=name,
        required=True,
        format_func=BEGINNINGS.__getitem__,
        key=KEY,
        label_visibility="collapsed",
        on_change=_look,
        args=(desk,),
    )
    if desk.failed:
        blocks.block(Notice(text=desk.failed))
    if bench := desk.benches.get(name):
        case_editor.editor(
            bench,
            context.case.charter.currency,
            partial(_discard, desk, name),
            partial(saved_business_cases.save_form, context),
        )
    elif name == "own":
        _own(context, desk)
    elif name == "published":
        _published(context, desk)
    else:
        _file(context, desk)


def _own(context: CaseContext, desk: AuditState) -> None:
    st.markdown("The audit above is of this case as it is. Edit a copy of it to try other figures.")
    path = context.case.folder / FILE
    _edit(desk, "own", "this case's business case", lambda: start_draft(content(path)))


def _published(context: CaseContext, desk: AuditState) -> None:
    written = content(PUBLISHED)
    _edit(desk, "published", "the published example", lambda: start_draft(written))
    _result(context, written, PUBLISHED.name)


def _file(context: CaseContext, desk: AuditState) -> None:
    """A file of the visitor's own: where it is brought, what can be done with it, and its audit."""
    saved_business_cases.saved_list(context, partial(_open, desk))
    take = {"on_change": _bring, "args": (desk,)}
    st.file_uploader("A business_case.yaml", type=["yaml", "yml"], max_upload_size=5, key=UPLOAD, **take)
    if desk.brought is None:
        return
    name, draft = desk.brought.name, desk.brought.draft
    if draft:
        _edit(desk, "file", name, lambda: draft, keep=(context, desk.brought.written))
    _result(context, desk.brought.written, name)


def _edit(
    desk: AuditState,
    id: str,
    name: str,
    begin: Callable[[], BusinessDraft | None],
    keep: tuple[CaseContext, bytes] | None = None,
) -> None:
    """The button that begins a draft, and the one that keeps what was brought."""
    click = {"on_click": _begin, "args": (desk, id, name, begin)}
    with st.container(horizontal=True, gap="small", key="audit-tools"):
        st.button("Edit a copy", icon=":material/edit:", type="primary", key="edit-case", **click)
        if keep:
            context, written = keep
            click = {
                "on_click": saved_business_cases.save_form,
                "args": (context, name, written.decode("utf-8-sig", errors="replace")),
            }
            st.button("Keep it here", icon=":material/save:", key="keep-case", **click)


def _result(context: CaseContext, written: bytes, name: str) -> None:
    """The audit of a file and its financial review, or why it can't be audited."""
    try:
        business, warnings = given(written, name)
        text = text_of(written, name)
    except FileRefused as refused:
        st.error(f"**{plain(name)} can't be audited.** Correct what is listed, here or in the file.")
        problems(refused, key="audit")
        return
    found = audit_business_case(business, warnings, explainer(business))
    st.header(plain(f"{business.title or name}: {frames.describe_result(found)}"), anchor=False)
    st.markdown(plain(frames.describe_convention(found)))
    reviewed = review.build_review(ReviewSubject(business=business, text=text), id="other")
    for part in frames.build_blocks(business, found, reviewed, context.case.charter.currency, id="other"):
        blocks.block(part)


def _look(desk: AuditState) -> None:
    desk.looked_at, desk.failed = session.widget(KEY), ""


def _bring(desk: AuditState) -> None:
    """Take the file that was brought; without one the audit of the last one goes too."""
    file = session.widget(UPLOAD)
    desk.brought = (
        UploadedCase(name=file.name, written=file.getvalue(), draft=start_draft(file.getvalue())) if file else None
    )


def _open(desk: AuditState, one: SavedBusinessCase) -> None:
    """Look at a business case that was kept as if it were brought again; a draft of another one is let go."""
    written = one.body.encode()
    desk.brought = UploadedCase(name=one.name, written=written, draft=start_draft(written))
    desk.benches.pop("file", None)


def _begin(desk: AuditState, id: str, name: str, begin: Callable[[], BusinessDraft | None]) -> None:
    desk.failed = ""
    try:
        draft = begin()
    except SteercoError as error:
        desk.failed = str(error)
        return
    if draft is None:
        desk.failed = f"{name} holds no keys to edit. Correct it in the file."
        return
    desk.edition += 1
    desk.benches[id] = DraftSession(id=f"{id}-{desk.edition}", name=name, draft=draft)


def _discard(desk: AuditState, name: str) -> None:
    desk.benches.pop(name, None)
