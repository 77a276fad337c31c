"""Another business case to audit: the published example or a file of one's own, which is not stored."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components import draw, session
from components.problems import problems
from components.words import plain
from steering.cases.business import BusinessCase
from steering.cases.business_file import given, opened, text_of
from steering.cases.text import Document
from steering.errors import FileRefused, Problem
from steering.finance.audit import audited
from steering.finance.explain import PUBLISHED, explainer
from steering.frames import audit as frames
from steering.frames import review
from steering.frames.frame import Place
from steering.installation import Table
from steering.review.paper import Paper
from steering.room import Filters


@dataclass(kw_only=True)
class Tried:
    """Whether the visitor wants to see the published example."""

    published: bool = False


def bring(table: Table, _: Filters, __: Place) -> None:
    """A business case from elsewhere, audited as it is brought; nothing of it is kept."""
    tried = session.held("audit", Tried)
    st.subheader("Audit another business case", anchor=False)
    st.markdown(":gray[It is worked out for you alone, and not stored.]")
    file = st.file_uploader("A business_case.yaml", type=["yaml", "yml"], max_upload_size=5, key="audit-upload")
    label = "Leave the published example" if tried.published else "Audit a published reference case"
    st.button(label, icon=":material/menu_book:", key="audit-published", on_click=_turn, args=(tried,))
    currency = table.room.case.charter.currency
    if file is not None:
        _file(file.getvalue(), file.name, currency)
    elif tried.published:
        business, warnings = opened(PUBLISHED)
        text = text_of(PUBLISHED.read_bytes(), PUBLISHED.name)
        _result(business, warnings, business.title or PUBLISHED.stem, currency, text)


def _file(written: bytes, name: str, currency: str) -> None:
    try:
        business, warnings = given(written, name)
    except FileRefused as refused:
        st.error(f"**{plain(name)} can't be audited.** Correct what is listed and bring it again.")
        problems(refused, key="audit")
        return
    _result(business, warnings, name, currency, text_of(written, name))


def _result(business: BusinessCase, warnings: tuple[Problem, ...], name: str, currency: str, text: Document) -> None:
    found = audited(business, warnings, explainer(business))
    st.header(plain(f"{name}: {frames.message(found)}"), anchor=False)
    st.markdown(plain(frames.convention_said(found)))
    reviewed = review.blocks(Paper(business=business, text=text), id="other")
    for part in (*frames.blocks(business, found, currency, id="other"), *reviewed):
        draw.block(part)


def _turn(tried: Tried) -> None:
    tried.published = not tried.published
