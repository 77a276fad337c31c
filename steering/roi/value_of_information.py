"""What the unknowns come to: which make the spread, and what it is worth to stop once some of them are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log2

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.abandonment_option import AbandonmentOption, abandonment_option
from steering.finance.sampling import SamplingError
from steering.finance.sensitivity import Cause
from steering.finance.simulation import variance_shares
from steering.roi.assumptions import assumptions_key, resolve_assumptions
from steering.roi.calendar import current_period
from steering.roi.simulation_report import SimulationReport

# Unknowns whose shares are worked out: those that NPV goes with most.
MOST = 16
# Futures that all shares together are worked out from, so that the fewer there are the more exact they are.
#
# Shares are right to a tenth of a percent of the whole, to a few percent where an unknown has a long tail.
FUTURES = 2**11 * (MOST + 2)


@dataclass(frozen=True, kw_only=True)
class UncertaintyShare:
    """What part of the variance of NPV one unknown makes, alone and with all that it acts on."""

    id: str
    cause: Cause
    alone: float
    total: float


@dataclass(frozen=True, kw_only=True)
class StopOption:
    """What it is worth to be able to stop at a gate, all flows after its period then falling away."""

    gate: str
    day: date
    option: AbandonmentOption


def uncertainty_drivers(
    context: CaseContext, filters: Filters, report: SimulationReport | None
) -> tuple[UncertaintyShare, ...]:
    """Return the share of the variance that each unknown makes, the largest first; none where all is certain."""
    if report is None:
        return ()
    return context.cached(
        ("roi shares", assumptions_key(filters)), lambda: _makers(context, filters, len(report.outcome.uncertain))
    )


def _makers(context: CaseContext, filters: Filters, unknowns: int) -> tuple[UncertaintyShare, ...]:
    business = context.case.business
    assert business is not None  # the odds are its own
    assumptions = resolve_assumptions(context, filters)
    try:
        inputs, indices = variance_shares(
            business,
            None,
            assumptions.scenario,
            links=assumptions.links,
            exponent=int(log2(FUTURES / (min(unknowns, MOST) + 2))),
            most=MOST,
        )
    except SamplingError:
        return ()
    every = [
        UncertaintyShare(id=entry.id, cause=entry.cause, alone=min(max(first, 0.0), total, 1.0), total=min(total, 1.0))
        for entry, first, total in zip(inputs, indices.first, indices.total, strict=True)
    ]
    return tuple(sorted(every, key=lambda entry: -entry.total))


def stop_option(
    context: CaseContext, filters: Filters, report: SimulationReport | None, gates: Sequence[tuple[str, date]]
) -> StopOption | None:
    """Return what it is worth to be able to stop at the first of these gates after which something still flows.

    None where there is no such gate, or nothing that could be learned by then varies.
    """
    if report is None or not gates:
        return None
    return context.cached(
        ("roi stopping", assumptions_key(filters), tuple(gates)), lambda: _stopping(context, filters, report, gates)
    )


def _stopping(
    context: CaseContext, filters: Filters, report: SimulationReport, gates: Sequence[tuple[str, date]]
) -> StopOption | None:
    business = context.case.business
    assert business is not None  # the odds are its own
    for gate, day in gates:
        index = current_period(business, context.case.charter, day)
        if index is None or index >= business.last:
            continue
        assumptions, at = resolve_assumptions(context, filters), report.outcome.points
        option = abandonment_option(business, index + 1, None, assumptions.scenario, links=assumptions.links, at=at)
        return StopOption(gate=gate, day=day, option=option) if option else None
    return None
