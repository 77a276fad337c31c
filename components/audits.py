"""Another business case to audit, or one to edit: the case's own, the published example, a file of one's own.

It is worked out for one visitor, and lasts as long as their visit; nothing of it is stored unless they say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from components import actions, blocks, case_editor, saved_business_cases, session
from components.case_editor import Bench
from components.markdown import plain
from components.problems import problems
from steering.cases.business_file import content, given, text_of
from steering.context.case_context import Filters, Room
from steering.errors import FileRefused, SteercoError
from steering.finance.audit import audited
from steering.finance.draft.history import FILE, Draft, begun
from steering.finance.explain import PUBLISHED, explainer
from steering.frames.audit import page as frames
from steering.frames.audit import review
from steering.frames.frame import Notice, Place
from steering.records.business_cases import KeptBusinessCase
from steering.review.subject import Paper
from steering.state.app_state import Table

BEGINNINGS = {"own": "This case", "published": "Published example", "file": "A file of yours"}
KEY = "audit-what"
UPLOAD = "audit-upload"


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A file that a visitor brought, and the draft that can be begun of it, if any."""

    name: str
    written: bytes
    draft: Draft | None


@dataclass(kw_only=True)
class Desk:
    """What one visitor looks at, the file that they brought, and the drafts that they have in hand."""

    looked_at: str | None = None
    brought: Brought | None = None
    benches: dict[str, Bench] = field(default_factory=dict)
    failed: str = ""
    edition: int = 0


def bring(table: Table, _: Filters, __: Place) -> None:
    """The choice of a business case, and what can be done with it."""
    room = table.room
    desk = session.held(f"audit-{room.case.id}", Desk)
    st.subheader("Audit or edit another", anchor=False)
    st.markdown(":gray[It is worked out for you alone, and not stored unless you say so.]")
    actions.told(saved_business_cases.PLACE)
    offered = [name for name in BEGINNINGS if name != "own" or room.case.business]
    name = desk.looked_at if desk.looked_at in offered else "own" if room.case.business else "file"
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
            bench, room.case.charter.currency, partial(_discard, desk, name), partial(saved_business_cases.keep, room)
        )
    elif name == "own":
        _own(room, desk)
    elif name == "published":
        _published(room, desk)
    else:
        _file(room, desk)


def _own(room: Room, desk: Desk) -> None:
    st.markdown("The audit above is of this case as it is. Edit a copy of it to try other figures.")
    path = room.case.folder / FILE
    _edit(desk, "own", "this case's business case", lambda: begun(content(path)))


def _published(room: Room, desk: Desk) -> None:
    written = content(PUBLISHED)
    _edit(desk, "published", "the published example", lambda: begun(written))
    _result(room, written, PUBLISHED.name)


def _file(room: Room, desk: Desk) -> None:
    """A file of the visitor's own: where it is brought, what can be done with it, and its audit."""
    saved_business_cases.listed(room, partial(_open, desk))
    take = {"on_change": _bring, "args": (desk,)}
    st.file_uploader("A business_case.yaml", type=["yaml", "yml"], max_upload_size=5, key=UPLOAD, **take)
    if desk.brought is None:
        return
    name, draft = desk.brought.name, desk.brought.draft
    if draft:
        _edit(desk, "file", name, lambda: draft, keep=(room, desk.brought.written))
    _result(room, desk.brought.written, name)


def _edit(
    desk: Desk, id: str, name: str, begin: Callable[[], Draft | None], keep: tuple[Room, bytes] | None = None
) -> None:
    """The button that begins a draft, and the one that keeps what was brought."""
    click = {"on_click": _begin, "args": (desk, id, name, begin)}
    with st.container(horizontal=True, gap="small", key="audit-tools"):
        st.button("Edit a copy", icon=":material/edit:", type="primary", key="edit-case", **click)
        if keep:
            room, written = keep
            click = {
                "on_click": saved_business_cases.keep,
                "args": (room, name, written.decode("utf-8-sig", errors="replace")),
            }
            st.button("Keep it here", icon=":material/save:", key="keep-case", **click)


def _result(room: Room, written: bytes, name: str) -> None:
    """The audit of a file and its financial review, or why it can't be audited."""
    try:
        business, warnings = given(written, name)
        text = text_of(written, name)
    except FileRefused as refused:
        st.error(f"**{plain(name)} can't be audited.** Correct what is listed, here or in the file.")
        problems(refused, key="audit")
        return
    found = audited(business, warnings, explainer(business))
    st.header(plain(f"{business.title or name}: {frames.message(found)}"), anchor=False)
    st.markdown(plain(frames.convention_said(found)))
    reviewed = review.blocks(Paper(business=business, text=text), id="other")
    for part in frames.blocks(business, found, reviewed, room.case.charter.currency, id="other"):
        blocks.block(part)


def _look(desk: Desk) -> None:
    desk.looked_at, desk.failed = session.widget(KEY), ""


def _bring(desk: Desk) -> None:
    """Take the file that was brought; without one the audit of the last one goes too."""
    file = session.widget(UPLOAD)
    desk.brought = Brought(name=file.name, written=file.getvalue(), draft=begun(file.getvalue())) if file else None


def _open(desk: Desk, one: KeptBusinessCase) -> None:
    """Look at a business case that was kept as if it were brought again; a draft of another one is let go."""
    written = one.body.encode()
    desk.brought = Brought(name=one.name, written=written, draft=begun(written))
    desk.benches.pop("file", None)


def _begin(desk: Desk, id: str, name: str, begin: Callable[[], Draft | None]) -> None:
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
    desk.benches[id] = Bench(id=f"{id}-{desk.edition}", name=name, draft=draft)


def _discard(desk: Desk, name: str) -> None:
    desk.benches.pop(name, None)
