"""Where a figure on stage comes from, as the audience may know it."""

from __future__ import annotations

from steering.frames.figure_inputs import list_inputs
from steering.frames.figure_value import describe_figure
from steering.metrics.lineage import lineage_of
from steering.picture.markup import render_lineage
from steering.stage.refusals import Refused
from steering.stage.room import Room


def describe_lineage(room: Room, hash: str, figure: str) -> dict[str, str]:
    """Return the markup that says what a figure of a frame means and what it was worked out from; without its SQL.

    Raises:
        Refused: this process has not shown such a frame.
    """
    exhibit = room.find_exhibit(hash)
    if exhibit is None:
        raise Refused("This was shown before the server was started anew. Ask again when it is on stage.", 404)
    context, frame, filters = room.snapshot.context, exhibit.frame, exhibit.filters
    lineage = lineage_of(context, filters, frame.page, figure)
    inputs = list_inputs(context, filters, frame.page, figure) if lineage else ()
    return {"markup": str(render_lineage(describe_figure(frame, figure), lineage, inputs))}
