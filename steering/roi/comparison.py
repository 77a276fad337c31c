"""Two scenarios beside each other: their figures, and what takes the net present value of one to that of the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from steering.cases.business import BusinessCase, Scenario
from steering.context.case_context import Filters, Room
from steering.finance.metrics import Metrics
from steering.finance.model import Links, lines_of, npv
from steering.finance.sensitivity import Cause
from steering.roi.report import links, picture
from steering.roi.scenarios import BASE, chosen, chosen_label

ORDER = (
    "discount_rate",
    "adoption_speed",
    "adoption_ceiling",
    "benefit_delay_months",
    "benefit_factor",
    "cost_factor",
)
"""In which order drivers are changed from one scenario to the other; the factors on lines follow, as in the file."""
NEUTRAL = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One assumption changed on top of those before it, and by how much NPV moves with it, in the file's unit."""

    id: str
    cause: Cause
    before: float
    after: float
    npv: float


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A scenario against which another is held, and that other, which is looked at.

    `steps` are the assumptions in which they differ, in the order in which they are changed; what they do to NPV adds
    up to the difference. `steps` is None where an NPV on the way does not exist.
    """

    before_label: str
    after_label: str
    before: Metrics
    after: Metrics
    steps: tuple[Step, ...] | None


def comparison(room: Room, filters: Filters) -> Comparison | None:
    """The looked-at scenario held against the one that was chosen for it; None where none was chosen.

    Both are on the same data, or both as planned. Worked out once for everybody.
    """
    if filters.against is None or room.case.business is None:
        return None
    key = ("roi against", filters.as_of, filters.scenario, filters.basis, filters.drivers, filters.against)
    return room.once(key, lambda: _comparison(room, filters))


def _comparison(room: Room, filters: Filters) -> Comparison:
    business, other = room.case.business, _other(filters)
    assert business is not None  # the caller looked
    ends = chosen(business, other, room.scenarios), chosen(business, filters, room.scenarios)
    return Comparison(
        before_label=chosen_label(business, other, room.scenarios),
        after_label=chosen_label(business, filters, room.scenarios),
        before=picture(room, other).now,
        after=picture(room, filters).now,
        steps=steps(business, *ends, links=links(room, filters)),
    )


def _other(filters: Filters) -> Filters:
    return replace(filters, scenario=None if filters.against == BASE else filters.against, drivers=())


def steps(business: BusinessCase, before: Scenario, after: Scenario, *, links: Links) -> tuple[Step, ...] | None:
    """What takes NPV from one change of the base to another, one assumption after the other."""
    drivers, lines = dict(before.drivers), dict(before.lines)
    last = npv(business, None, before, links=links)
    found: list[Step] = []
    for cause, id, old, new in _differences(business, before, after):
        (drivers if cause == "driver" else lines)[id] = new
        now = npv(business, None, Scenario(lines=lines, drivers=drivers), links=links)
        if last is None or now is None:
            return None
        found.append(Step(id=id, cause=cause, before=float(old), after=float(new), npv=now - last))
        last = now
    return tuple(found)


def _differences(
    business: BusinessCase, before: Scenario, after: Scenario
) -> list[tuple[Cause, str, Decimal, Decimal]]:
    """Every assumption in which two changes of the base differ, with its value in each."""
    found: list[tuple[Cause, str, Decimal, Decimal]] = []
    for name in ORDER:
        base = business.driver(name)
        found.append(("driver", name, before.drivers.get(name, base), after.drivers.get(name, base)))
    for line in lines_of(business):
        found.append(("line", line.id, before.lines.get(line.id, NEUTRAL), after.lines.get(line.id, NEUTRAL)))
    return [one for one in found if one[2] != one[3]]
