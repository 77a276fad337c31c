"""Scenarios that people kept, beside the business case and the data as they are now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steering.context.case_context import Filters, Room
from steering.finance.model import npv
from steering.records import Assumed, Moment, SavedScenario
from steering.records.canonical_json import sha256_of, written
from steering.roi.report import links, picture
from steering.roi.scenarios import chosen


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A kept scenario, its NPV on the data that is looked at, and whether the business case says something else by now.

    NPV is in the file's unit; None where it does not exist.
    """

    saved: SavedScenario
    npv: float | None
    case_changed: bool


def standings(room: Room, filters: Filters) -> tuple[Standing, ...]:
    """Every kept scenario as of the month that is looked at, the last one that was kept first, withdrawn ones last."""
    return room.once(("kept scenarios", filters.as_of), lambda: _standings(room, Filters(as_of=filters.as_of)))


def assumed(room: Room, filters: Filters) -> Assumed:
    """What the viewer looks at, to be kept: the scenario with the viewer's own drivers in it."""
    business = room.case.business
    assert business is not None  # nothing is looked at without one
    return Assumed(scenario=chosen(business, filters, room.scenarios), basis=filters.basis)


def moment(room: Room, filters: Filters) -> Moment:
    """What the looked-at scenario comes to now, on the data, to be kept with it."""
    found = picture(room, replace(filters, basis="today"))
    return Moment(
        as_of=filters.as_of,
        npv_planned=found.planned.npv,
        npv=found.now.npv,
        payback_months=found.now.payback_months,
        releases=dict(room.releases),
        business=business_hash(room),
    )


def opened(filters: Filters, one: SavedScenario) -> Filters:
    """The filters with which a kept scenario is looked at: on its own ground, without drivers of the viewer's."""
    return replace(filters, scenario=one.scenario_id, basis=one.assumed.basis, drivers=())


def business_hash(room: Room) -> str:
    """The SHA-256 of what business_case.yaml says; comments and the way of writing do not count."""
    return room.once("business hash", lambda: sha256_of(written(room.case.business)))


def _standings(room: Room, month: Filters) -> tuple[Standing, ...]:
    business = room.case.business
    if business is None:
        return ()
    now, said = links(room, month), business_hash(room)
    found = [
        Standing(
            saved=one,
            npv=npv(business, None, one.assumed.scenario, links=now),
            case_changed=one.figures.business != said,
        )
        for one in reversed(room.scenarios)
    ]
    return tuple(sorted(found, key=lambda one: one.saved.state == "withdrawn"))
