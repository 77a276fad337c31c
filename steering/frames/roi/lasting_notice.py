"""What is said where the discount rate is moved and a flow that goes on for ever keeps its value."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from steering.finance.lasting_flows import held_lines, revalue
from steering.finance.model import compute_npv
from steering.formatting import join_words
from steering.frames.blocks import Notice
from steering.frames.roi.blocks import format_input
from steering.roi.report import RoiReport


def notice_held_values(report: RoiReport) -> Iterator[Notice]:
    """Yield which values at the end stay as at the case's rate, and what NPV is where they follow the rate."""
    business, rate = report.business, Decimal(repr(report.rate))
    names = [line.name for line in held_lines(business, rate)]
    if not names:
        return
    own, moved = (format_input("discount_rate", float(each), "driver") for each in (business.discount_rate, rate))
    text = f"The terminal value of {join_words(names)} stays as it is at {own}, the discount rate of the case."
    anew = revalue(business, rate)
    if anew is None:
        yield Notice(text=text, remedy=f"At {moved} there is none: the flow grows as fast.")
        return
    assumed = report.assumptions
    npv = compute_npv(anew, None, assumed.scenario, links=assumed.links)
    if npv is not None:
        yield Notice(text=text, remedy=f"Worked out at {moved} as well, NPV is {report.money(npv)}.")
