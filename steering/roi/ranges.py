"""NPV over the ranges of drivers and lines, on the selected data."""

from __future__ import annotations

from collections.abc import Sequence

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.npv_profile import NpvProfile, npv_profile
from steering.finance.sensitivity import Bar
from steering.finance.two_way import SpiderStrand, TwoWayGrid, compute_spider, two_way_grid
from steering.roi.assumptions import assumptions_key
from steering.roi.report import RoiReport


def strands(context: CaseContext, filters: Filters, report: RoiReport, bars: Sequence[Bar]) -> tuple[SpiderStrand, ...]:
    """Return NPV along the range of each of these bars."""
    assumptions = report.assumptions
    return context.cached(
        ("roi strands", assumptions_key(filters), tuple(bars)),
        lambda: compute_spider(report.business, bars, None, assumptions.scenario, links=assumptions.links),
    )


def npv_over(context: CaseContext, filters: Filters, report: RoiReport, across: Bar, up: Bar) -> TwoWayGrid | None:
    """Return NPV over the ranges of two bars."""
    assumptions = report.assumptions
    return context.cached(
        ("roi surface", assumptions_key(filters), across, up),
        lambda: two_way_grid(report.business, across, up, None, assumptions.scenario, links=assumptions.links),
    )


def rates(context: CaseContext, filters: Filters, report: RoiReport) -> NpvProfile:
    """Return NPV by discount rate, from 0 to beyond the rates of return and the hurdle rates."""
    assumptions = report.assumptions
    roots, hurdle = report.now.irr_roots or (), report.business.hurdle_rate
    marked_rates = (report.rate,) if hurdle is None else (report.rate, float(hurdle))
    return context.cached(
        ("roi rates", assumptions_key(filters)),
        lambda: npv_profile(report.business, roots, marked_rates, None, assumptions.scenario, links=assumptions.links),
    )
