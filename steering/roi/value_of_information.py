"""What the unknowns come to: which make the spread, and what it is worth to stop once some of them are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log2

from steering.context.case_context import Filters, Room
from steering.finance.abandonment_option import Option, option_to_stop
from steering.finance.sampling import NoPoints
from steering.finance.sensitivity import Cause
from steering.finance.simulation import shares
from steering.roi.calendar import running
from steering.roi.ranges import seen
from steering.roi.report import links
from steering.roi.scenarios import chosen
from steering.roi.simulation_report import Odds

MOST = 16
"""Unknowns whose shares are worked out: those that NPV goes with most."""
FUTURES = 2**11 * (MOST + 2)
"""Futures that all shares together are worked out from, so that the fewer there are the more exact they are.

Shares are right to a tenth of a percent of the whole, to a few percent where an unknown has a long tail.
"""


@dataclass(frozen=True, kw_only=True)
class Share:
    """What part of the variance of NPV one unknown makes, alone and with all that it acts on."""

    id: str
    cause: Cause
    alone: float
    total: float


@dataclass(frozen=True, kw_only=True)
class Stopping:
    """What it is worth to be able to stop at a gate, all flows after its period then falling away."""

    gate: str
    day: date
    option: Option


def makers(room: Room, filters: Filters, found: Odds | None) -> tuple[Share, ...]:
    """The shares of the unknowns as if each turned out by itself, the largest first; none where all is certain."""
    if found is None:
        return ()
    return room.once(("roi shares", seen(filters)), lambda: _makers(room, filters, len(found.outcome.uncertain)))


def _makers(room: Room, filters: Filters, unknowns: int) -> tuple[Share, ...]:
    business = room.case.business
    assert business is not None  # the odds are its own
    try:
        found, indices = shares(
            business,
            None,
            chosen(business, filters, room.scenarios),
            links=links(room, filters),
            exponent=int(log2(FUTURES / (min(unknowns, MOST) + 2))),
            most=MOST,
        )
    except NoPoints:
        return ()
    every = [
        Share(id=one.id, cause=one.cause, alone=min(max(first, 0.0), total, 1.0), total=min(total, 1.0))
        for one, first, total in zip(found, indices.first, indices.total, strict=True)
    ]
    return tuple(sorted(every, key=lambda one: -one.total))


def stopping(room: Room, filters: Filters, found: Odds | None, gates: Sequence[tuple[str, date]]) -> Stopping | None:
    """What it is worth to be able to stop at the first of these gates after which something still flows.

    None where there is no such gate, or nothing that could be learned by then varies.
    """
    if found is None or not gates:
        return None
    return room.once(("roi stopping", seen(filters), tuple(gates)), lambda: _stopping(room, filters, found, gates))


def _stopping(room: Room, filters: Filters, found: Odds, gates: Sequence[tuple[str, date]]) -> Stopping | None:
    business = room.case.business
    assert business is not None  # the odds are its own
    for gate, day in gates:
        index = running(business, room.case.charter, day)
        if index is None or index >= business.last:
            continue
        change, at = chosen(business, filters, room.scenarios), found.outcome.points
        option = option_to_stop(business, index + 1, None, change, links=links(room, filters), at=at)
        return Stopping(gate=gate, day=day, option=option) if option else None
    return None
