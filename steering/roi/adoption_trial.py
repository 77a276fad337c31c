"""What a scenario or moved drivers make of the adoption forecast, as the business case takes it."""

from __future__ import annotations

from steering import months
from steering.adoption.outlook import teams_by_month
from steering.catalog.drivers import DRIVERS, drivers_with
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance import cash_flow_shifts
from steering.finance.model import assumptions_of
from steering.roi.calendar import first_month
from steering.roi.scenarios import resolve_scenario

# The drivers that move what scales with adoption, and so adoption itself.
ADOPTION_DRIVERS = tuple(name for name, definition in DRIVERS.items() if definition.moves == "adoption")


def trial_adoption(context: CaseContext, filters: Filters, last: str) -> tuple[float, ...]:
    """Return the teams adopted in each month after the selected one, up to `last`, with the viewer's drivers.

    Nothing where none of the drivers that concern adoption is elsewhere than in the base, or for one business unit.
    """
    business, charter = context.case.business, context.case.charter
    if business is None or filters.unit or business.days or last <= filters.as_of:
        return ()
    base = assumptions_of(business).drivers
    drivers = assumptions_of(business, None, resolve_scenario(business, filters, context.scenarios)).drivers
    if all(drivers[name] == base[name] for name in ADOPTION_DRIVERS):
        return ()
    teams = teams_by_month(context, filters.without_model, last)
    first = first_month(business, charter)
    span = months.month_range(first, last)
    values = [0.0, *(teams.get(month, 0.0) for month in span)]
    for name in drivers_with("pace", "benefit", scales=True):
        values = cash_flow_shifts.stretch(values, float(drivers[name]))
    for name in drivers_with("factor", "benefit", scales=True):
        if name in ADOPTION_DRIVERS:
            values = [value * float(drivers[name]) for value in values]
    moved = dict(zip(span, values[1:], strict=True))
    ahead = months.month_range(months.add_months(filters.as_of, 1), last)
    return tuple(moved.get(month, teams.get(month, 0.0)) for month in ahead)
