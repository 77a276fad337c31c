"""Two scenarios compared: their figures, and the steps from the NPV of one to that of the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from steering.cases.business import BusinessCase, Scenario
from steering.catalog.drivers import DRIVERS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.cash_flows import Links, lines_of
from steering.finance.metrics import Metrics
from steering.finance.model import compute_npv
from steering.finance.sensitivity import Cause
from steering.roi.report import roi_report
from steering.roi.scenarios import BASE

# In which order drivers are changed from one scenario to the other; the factors on lines follow, as in the file.
ORDER = tuple(sorted(DRIVERS, key=lambda name: DRIVERS[name].bridge_rank))
NEUTRAL = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class BridgeStep:
    """One assumption changed on top of those before it, and by how much NPV moves with it, in the file's unit."""

    id: str
    cause: Cause
    before: float
    after: float
    npv: float


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The reference scenario (`before`) and the selected one (`after`).

    `steps` are the assumptions in which they differ, in the order in which they are changed; what they do to NPV adds
    up to the difference. `steps` is None where an NPV on the way does not exist.
    """

    before_label: str
    after_label: str
    before: Metrics
    after: Metrics
    steps: tuple[BridgeStep, ...] | None


def compare_scenarios(context: CaseContext, filters: Filters) -> Comparison | None:
    """Compare the selected scenario with the reference; None where none is chosen.

    Both are on the same data, or both as planned. Worked out once for everybody.
    """
    if filters.against is None or context.case.business is None:
        return None
    key = ("roi against", filters.as_of, filters.scenario, filters.basis, filters.drivers, filters.against)
    return context.cached(key, lambda: _comparison(context, filters))


def _comparison(context: CaseContext, filters: Filters) -> Comparison:
    business, other = context.case.business, _other(filters)
    assert business is not None  # the caller looked
    before, after = roi_report(context, other), roi_report(context, filters)
    return Comparison(
        before_label=before.label,
        after_label=after.label,
        before=before.now,
        after=after.now,
        steps=bridge_steps(
            business, before.assumptions.scenario, after.assumptions.scenario, links=after.assumptions.links
        ),
    )


def _other(filters: Filters) -> Filters:
    return replace(filters, scenario=None if filters.against == BASE else filters.against, drivers=())


def bridge_steps(
    business: BusinessCase, before: Scenario, after: Scenario, *, links: Links
) -> tuple[BridgeStep, ...] | None:
    """Return what takes NPV from one change of the base to another, one assumption after the other."""
    drivers, inputs, lines = dict(before.drivers), dict(before.inputs), dict(before.lines)
    changes: dict[Cause, dict[str, Decimal]] = {"driver": drivers, "input": inputs, "line": lines}
    last = compute_npv(business, None, before, links=links)
    steps: list[BridgeStep] = []
    for cause, id, old, new in _differences(business, before, after):
        changes[cause][id] = new
        now = compute_npv(business, None, Scenario(lines=lines, drivers=drivers, inputs=inputs), links=links)
        if last is None or now is None:
            return None
        steps.append(BridgeStep(id=id, cause=cause, before=float(old), after=float(new), npv=now - last))
        last = now
    return tuple(steps)


def _differences(
    business: BusinessCase, before: Scenario, after: Scenario
) -> list[tuple[Cause, str, Decimal, Decimal]]:
    """Return every assumption in which two changes of the base differ, with its value in each."""
    differences: list[tuple[Cause, str, Decimal, Decimal]] = []
    for name in ORDER:
        base = business.driver(name)
        differences.append(("driver", name, before.drivers.get(name, base), after.drivers.get(name, base)))
    for name, given in business.inputs.items():
        if given.value is not None:
            value = given.value
            differences.append(("input", name, before.inputs.get(name, value), after.inputs.get(name, value)))
    for line in lines_of(business):
        differences.append(("line", line.id, before.lines.get(line.id, NEUTRAL), after.lines.get(line.id, NEUTRAL)))
    return [difference for difference in differences if difference[2] != difference[3]]
