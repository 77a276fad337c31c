"""The minutes of a meeting that is over, to take along: as a page to print, and as Markdown."""

from __future__ import annotations

from components.downloads import render_button
from steering.exports.file_types import HTML, MARKDOWN, PDF
from steering.exports.sheet import render_sheet
from steering.exports.witness import render_witness, write_witness
from steering.frames.frame import provenance
from steering.stage.meeting_minutes import room_minutes
from steering.stage.minutes_pages import build_minutes_frame, render_minutes
from steering.stage.room import Room


def render_downloads(room: Room) -> None:
    """Draw a button for each kind of file; it is written when it is asked for."""

    def write_page() -> bytes:
        snapshot = room.snapshot
        source = provenance(snapshot.context, snapshot.default_filters, ())
        return render_sheet(build_minutes_frame(room_minutes(room), source), render_witness(room.records.audit_head()))

    def write_text() -> bytes:
        text = render_minutes(room_minutes(room)) + write_witness(room.records.audit_head())
        return text.encode("utf-8", "replace")

    def write_paper() -> bytes:
        # What sets paper is loaded when somebody asks for one.
        from steering.exports.papers.minutes import minutes_paper

        snapshot = room.snapshot
        source = provenance(snapshot.context, snapshot.default_filters, ())
        return minutes_paper(room_minutes(room), source, room.records.audit_head()).content

    name = f"minutes-{room.meeting.day}"
    files = (
        ("Minutes as PDF", write_paper, f"{name}.pdf", PDF, "picture_as_pdf"),
        ("Minutes to print", write_page, f"{name}.html", HTML, "print"),
        ("Minutes as Markdown", write_text, f"{name}.md", MARKDOWN, "description"),
    )
    for label, write, file, mime, icon in files:
        render_button(label, write, file, mime, f"take-{file}", icon=icon)
