"""Where a figure on stage comes from, as the audience may know it."""

from __future__ import annotations

from steering.clock import tell_time
from steering.frames.figure_inputs import list_inputs
from steering.frames.figure_value import describe_figure
from steering.frames.ipe_sheet import IpeSheet, build_ipe_sheet
from steering.metrics.lineage import lineage_of
from steering.picture.markup import render_lineage
from steering.stage.positions import Exhibit
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor

GONE = "This was shown before the server was started anew. Ask again when it is on stage."
UNKNOWN = "This figure has no description yet, so there is no sheet of it."


def describe_lineage(room: Room, hash: str, figure: str) -> dict[str, str]:
    """Return the markup that says what a figure of a frame means and what it was worked out from; without its SQL.

    Raises:
        Refused: this process has not shown such a frame.
    """
    exhibit = _find_exhibit(room, hash)
    context, frame, filters = room.snapshot.context, exhibit.frame, exhibit.filters
    lineage = lineage_of(context, filters, frame.page, figure)
    inputs = list_inputs(context, filters, frame.page, figure) if lineage else ()
    return {"markup": str(render_lineage(describe_figure(frame, figure), lineage, inputs))}


def make_sheet(room: Room, visitor: Visitor, hash: str, figure: str) -> IpeSheet:
    """Return the IPE sheet of a figure of a frame, for whoever may question it; without e-mail addresses.

    Raises:
        Refused: the link does not allow it, this process has not shown such a frame, or the figure has no definition.
    """
    visitor.require("question")
    exhibit = _find_exhibit(room, hash)
    sheet = build_ipe_sheet(
        room.snapshot.context,
        exhibit.filters,
        exhibit.frame,
        figure,
        asked_by=f"{visitor.name or visitor.place} ({visitor.seat.role} of the meeting {room.meeting.title})",
        printed_at=tell_time(),
        contacts=False,
    )
    if sheet is None:
        raise Refused(UNKNOWN, 404)
    return sheet


def _find_exhibit(room: Room, hash: str) -> Exhibit:
    exhibit = room.find_exhibit(hash)
    if exhibit is None:
        raise Refused(GONE, 404)
    return exhibit
