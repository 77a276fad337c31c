"""NPV while drivers and lines move through their ranges, on the data that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.npv_profile import NpvProfile, npv_profile
from steering.finance.sensitivity import Bar
from steering.finance.two_way import SpiderStrand, TwoWayGrid, compute_spider, two_way_grid
from steering.roi.report import RoiReport, links
from steering.roi.scenarios import resolve_scenario


def strands(
    context: CaseContext, filters: Filters, picture: RoiReport, bars: Sequence[Bar]
) -> tuple[SpiderStrand, ...]:
    """NPV along the range of each of these bars."""
    change, data_links = resolve_scenario(picture.business, filters, context.scenarios), links(context, filters)
    return context.cached(
        ("roi strands", visible_range(filters), tuple(bars)),
        lambda: compute_spider(picture.business, bars, None, change, links=data_links),
    )


def npv_over(context: CaseContext, filters: Filters, picture: RoiReport, across: Bar, up: Bar) -> TwoWayGrid | None:
    """NPV over the ranges of two bars."""
    change, data_links = resolve_scenario(picture.business, filters, context.scenarios), links(context, filters)
    return context.cached(
        ("roi surface", visible_range(filters), across, up),
        lambda: two_way_grid(picture.business, across, up, None, change, links=data_links),
    )


def rates(context: CaseContext, filters: Filters, picture: RoiReport) -> NpvProfile:
    """NPV at every discount rate that says something: beyond the rates of return and what they are held against."""
    change, data_links = resolve_scenario(picture.business, filters, context.scenarios), links(context, filters)
    roots, hurdle = picture.now.irr_roots or (), picture.business.hurdle_rate
    marked_rates = (picture.rate,) if hurdle is None else (picture.rate, float(hurdle))
    return context.cached(
        ("roi rates", visible_range(filters)),
        lambda: npv_profile(picture.business, roots, marked_rates, None, change, links=data_links),
    )


def visible_range(filters: Filters) -> tuple[object, ...]:
    """What the figures of a business case depend on."""
    return (filters.as_of, filters.scenario, filters.basis, filters.drivers)
