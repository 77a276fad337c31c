"""The frame of the ROI page: what does the money bring back, when, and what would make it fail?"""

from __future__ import annotations

from dataclasses import replace

from steering.charts import roi as charts
from steering.figures import written
from steering.frames import roi_compare, roi_odds
from steering.frames import roi_parts as parts
from steering.frames import roi_tiles as tiles
from steering.frames.frame import Chart, Frame, Notice, Place, provenance
from steering.roi.compare import comparison
from steering.roi.odds import odds
from steering.roi.picture import Picture
from steering.roi.picture import picture as draw_up
from steering.room import Filters, Room

PAGE = "roi"
REMEDY = (
    "Add business_case.yaml to the case folder: its cost and benefit lines by period, and a discount rate. "
    "`python -m steering new DIR` shows one."
)


def frame(room: Room, filters: Filters) -> Frame:
    """The business case in the chosen scenario, on today's data or as planned, with the viewer's own drivers."""
    if room.case.business is None:
        notice = Notice(text="This case has no business case yet.", remedy=REMEDY)
        where = provenance(room, filters, ())
        return Frame(page=PAGE, message="Waiting for the business case", blocks=(), provenance=where, notices=(notice,))
    picture = draw_up(room, filters)
    found = odds(room, filters)
    return Frame(
        page=PAGE,
        message=message(picture),
        detail=" ".join(part for part in (_detail(picture), roi_odds.said(picture, found)) if part),
        blocks=(
            tiles.tiles(picture),
            Place(id="drivers", about=PAGE),
            Place(id="scenarios-kept", about=PAGE),
            *roi_compare.blocks(room, picture, comparison(room, filters)),
            _cash(picture),
            *roi_odds.odds(picture, found),
            parts.scenarios(picture),
            *parts.sensitivity(picture),
            parts.lines(picture),
        ),
        provenance=provenance(room, replace(filters, unit=None), picture.datasets),
        notices=_notices(picture, filters),
    )


def message(picture: Picture) -> str:
    """The verdict in a sentence: NPV decides, whatever the other figures say."""
    npv, payback = picture.now.npv, picture.now.payback_months
    ground = "on today's data" if picture.on_today else "as planned"
    if npv is None:
        return "The case has no net present value at these figures"
    if npv <= 0:
        return f"Not worth funding {ground}: NPV {picture.money(npv)}"
    back = f", paid back in {tiles.months_said(payback)}" if payback else ""
    return f"Worth funding {ground}: NPV {picture.money(npv)}{back}"


def _detail(picture: Picture) -> str:
    said = [f"Scenario: {picture.label}."]
    if picture.on_today and picture.planned.npv is not None:
        said.append(f"As planned it would be {picture.money(picture.planned.npv)}{_moves(picture)}.")
    share = picture.now.breakeven_benefit_share
    if share is not None and picture.now.npv is not None:
        turn = "It breaks even when" if picture.now.npv > 0 else "It would break even if"
        change = written(abs(1 - share), "share", 0 if abs(1 - share) >= 0.1 else 1)
        said.append(f"{turn} benefits are {change} {'lower' if share < 1 else 'higher'}.")
    return " ".join(said)


def _moves(picture: Picture) -> str:
    """What adoption and spend each add to the plan's NPV or take from it."""
    moves = [f"{name} {picture.money(step, signed=True)}" for name, step in picture.moves if abs(step) > 0]
    return f"; since then: {', '.join(moves)}" if moves else ""


def _cash(picture: Picture) -> Chart:
    cash = picture.cash
    payback = picture.now.payback_months
    at = None if not payback or picture.business.days else payback / picture.months_a_period
    first, last = cash.cumulative[0], cash.cumulative[-1]
    lowest = min(cash.cumulative)
    alt = (
        f"Columns of benefits and costs by period with a line of the running total: from {picture.money(first)} today "
        f"down to {picture.money(lowest)}, and {picture.money(last)} at the end."
    )
    return Chart(
        id="cash",
        title="Cash by period, and the running total",
        figure=charts.cash(
            picture.periods, cash.benefits, cash.costs, cash.net, cash.cumulative, at, picture.unit_said
        ),
        alt=alt,
        table=parts.cash_table(picture),
        note=f"Undiscounted, {picture.unit_said}. {tiles.convention_said(picture)}",
    )


def _notices(picture: Picture, filters: Filters) -> tuple[Notice, ...]:
    notices = [Notice(text=text) for text in picture.missing]
    if filters.unit:
        notices.append(Notice(text="The business case is for the whole organisation, whichever unit is chosen."))
    if len(picture.now.irr_roots or ()) > 1:
        rates = " and ".join(written(rate, "share", 1) for rate in picture.now.irr_roots or ())
        text = f"At {rates} the NPV is 0, so no single rate of return describes this case."
        notices.append(Notice(text=text, remedy="NPV decides."))
    return tuple(notices)
