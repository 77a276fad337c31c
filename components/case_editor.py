"""The draft of a business case: whether it is right, its tables, its way back, and its audit as one types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from components import blocks
from components.case_tables import GridState, edits, table
from components.markdown import plain
from steering.cases.business_file import text_of
from steering.finance.audit import Audit, audit_business_case
from steering.finance.draft import tables
from steering.finance.draft.history import FILE, BusinessDraft, DraftState, redo, undo
from steering.finance.explain import explainer
from steering.frames.audit import draft, review
from steering.frames.audit import page as frames
from steering.frames.blocks import TableBlock
from steering.review.subject import ReviewSubject

KEEP = "It lasts as long as this visit, and a reload loses it: to keep it, download it or keep it here."
DOWNLOAD_NOTE = "The download keeps the comments of your file. The case itself does not change."


@dataclass(kw_only=True)
class DraftSession:
    """A draft that one visitor has in hand, the table that is open, and the last audit and review there were."""

    id: str
    name: str
    draft: BusinessDraft
    begun: Audit | None = None
    sheet: str = "figures"
    drawn: GridState | None = None
    # Counts up with every table that is drawn anew.
    edition: int = 0
    sound: DraftState | None = None
    audit: Audit | None = None
    reviewed: tuple[TableBlock, ...] = ()


def editor(bench: DraftSession, currency: str, discard: Callable[[], None], keep: Callable[[str, str], None]) -> None:
    """Everything about one draft. On top: what is edited, whether it is right, where the first mistake is.

    `keep` is given the draft's name and text when somebody chooses to keep it. Nothing above the table comes and goes:
    it would move under the hands of whoever types.
    """
    _take(bench)
    _audit(bench)
    with st.container(key="draft", gap="small"):
        _head(bench)
        with st.container(key="draft-headlines"):
            if bench.audit and bench.sound and bench.sound.business:
                begun = bench.begun.metrics if bench.begun else None
                blocks.block(draft.build_headlines(bench.sound.business, bench.audit.metrics, begun, currency))
        _tools(bench, discard, keep)
        _sheet(bench)
        with st.container(key="draft-wrong"):
            if bench.draft.state.business is None:
                blocks.block(draft.build_problem_table(bench.draft))
        st.caption(DOWNLOAD_NOTE)
    if bench.audit and bench.sound and bench.sound.business:
        st.markdown(plain(frames.describe_convention(bench.audit)))
        for part in frames.build_blocks(bench.sound.business, bench.audit, bench.reviewed, currency, id="draft"):
            blocks.block(part)


def _audit(bench: DraftSession) -> None:
    """Audit the draft where it can be worked out; otherwise the last audit stands."""
    reading = bench.draft.state
    if reading.business and reading is not bench.sound:
        bench.audit = audit_business_case(reading.business, reading.problems, explainer(reading.business))
        paper = ReviewSubject(business=reading.business, text=text_of(bench.draft.text.encode(), FILE))
        bench.reviewed = review.build_review(paper, id="draft")
        bench.sound = reading
        bench.begun = bench.begun or bench.audit


def _head(bench: DraftSession) -> None:
    """Two lines in either state, so that the table below stays where it is."""
    name = plain(bench.name)
    if bench.draft.state.business and bench.audit:
        st.info(
            f"**You edit a copy of {name}. {plain(frames.describe_result(bench.audit))}.**  \n{plain(KEEP)}",
            icon=":material/edit_note:",
        )
    else:
        wrong, instead = draft.describe_refusal(bench.draft, before=bench.audit is not None)
        st.error(f"**You edit a copy of {name}. {plain(wrong)}**  \n{plain(instead)}", icon=":material/error:")


def _tools(bench: DraftSession, discard: Callable[[], None], keep: Callable[[str, str], None]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="draft-tools"):
        for name, label, step, can in (
            ("undo", "Undo", undo, bench.draft.past),
            ("redo", "Redo", redo, bench.draft.future),
        ):
            icon, key = f":material/{name}:", f"draft-{name}"
            st.button(label, icon=icon, key=key, disabled=not can, on_click=_step, args=(bench, step))
        st.download_button(
            "Download as YAML",
            bench.draft.text,
            file_name=FILE,
            mime="application/yaml",
            icon=":material/download:",
            key="take-draft",
            on_click="ignore",
        )
        st.button("Keep it here", icon=":material/save:", key="keep-draft", on_click=_keep, args=(bench, keep))
        st.button("Discard the draft", icon=":material/delete:", key="discard-draft", on_click=discard)


def _sheet(bench: DraftSession) -> None:
    """The table that is open, and the choice of another."""
    offered = tables.table_names(bench.draft.tree)
    opened = bench.sheet if bench.sheet in offered else offered[0]
    picked = st.segmented_control(
        "Table",
        offered,
        default=opened,
        required=True,
        format_func=lambda name: tables.TABLES[name].title,
        key=f"draft-sheet-{bench.id}",
        label_visibility="collapsed",
    )
    bench.sheet = picked or opened
    if bench.drawn is None or not bench.drawn.shows(bench.draft, bench.sheet):
        bench.edition += 1
        tree = bench.draft.tree
        key = f"draft-{bench.id}-{bench.edition}"
        bench.drawn = GridState(sheet=bench.sheet, tree=tree, after=tree, key=key)
    table(bench.drawn)
    if bench.sheet == "figures":
        _periods(bench)


def _periods(bench: DraftSession) -> None:
    with st.container(horizontal=True, gap="small", key="draft-periods"):
        for name, label, icon, count in (
            ("more", "A period more", "add", 1),
            ("fewer", "A period fewer", "remove", -1),
        ):
            st.button(
                label,
                icon=f":material/{icon}:",
                type="tertiary",
                key=f"draft-{name}",
                on_click=_step,
                args=(bench, partial(tables.change_periods, count=count)),
            )


def _step(bench: DraftSession, step: Callable[[BusinessDraft], BusinessDraft]) -> None:
    _take(bench)
    bench.draft = step(bench.draft)


def _keep(bench: DraftSession, keep: Callable[[str, str], None]) -> None:
    _take(bench)
    keep(bench.name, bench.draft.text)


def _take(bench: DraftSession) -> None:
    """Take what was typed into the draft, unless something else has changed it since the table was drawn."""
    drawn = bench.drawn
    typed = edits(drawn) if drawn and drawn.after is bench.draft.tree else None
    if drawn is None or typed is None:
        return
    bench.draft = tables.edit_table(bench.draft, drawn.tree, drawn.sheet, typed)
    drawn.after = bench.draft.tree
    if not tables.as_typed(drawn.after, drawn.tree, drawn.sheet, typed):
        bench.drawn = None  # a name was not taken as it was typed: show what it is
