"""NPV while drivers and lines move through their ranges, on the data that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from steering.context.case_context import Filters, Room
from steering.finance.npv_profile import Profile, profile
from steering.finance.sensitivity import Bar
from steering.finance.two_way import Strand, Surface, spider, surface
from steering.roi.report import Picture, links
from steering.roi.scenarios import chosen


def strands(room: Room, filters: Filters, picture: Picture, bars: Sequence[Bar]) -> tuple[Strand, ...]:
    """NPV along the range of each of these bars."""
    change, known = chosen(picture.business, filters, room.scenarios), links(room, filters)
    return room.once(
        ("roi strands", seen(filters), tuple(bars)), lambda: spider(picture.business, bars, None, change, links=known)
    )


def over(room: Room, filters: Filters, picture: Picture, across: Bar, up: Bar) -> Surface | None:
    """NPV over the ranges of two bars."""
    change, known = chosen(picture.business, filters, room.scenarios), links(room, filters)
    return room.once(
        ("roi surface", seen(filters), across, up),
        lambda: surface(picture.business, across, up, None, change, links=known),
    )


def rates(room: Room, filters: Filters, picture: Picture) -> Profile:
    """NPV at every discount rate that says something: beyond the rates of return and what they are held against."""
    change, known = chosen(picture.business, filters, room.scenarios), links(room, filters)
    roots, hurdle = picture.now.irr_roots or (), picture.business.hurdle_rate
    held = (picture.rate,) if hurdle is None else (picture.rate, float(hurdle))
    return room.once(
        ("roi rates", seen(filters)), lambda: profile(picture.business, roots, held, None, change, links=known)
    )


def seen(filters: Filters) -> tuple[object, ...]:
    """What the figures of a business case depend on."""
    return (filters.as_of, filters.scenario, filters.basis, filters.drivers)
