"""Undiscounted flows of the business case as the page shows them: by period, running, at the start of periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from steering.finance.cash_flows import CashFlows
from steering.finance.model import project_flows
from steering.roi.assumptions import ScenarioAssumptions


@dataclass(frozen=True, kw_only=True)
class Cash:
    """Undiscounted flows by index, 0 being today, in the file's unit; costs and benefits None where not known apart."""

    costs: tuple[float, ...] | None
    benefits: tuple[float, ...] | None
    net: tuple[float, ...]
    # What is paid at the start of periods, net: of lines with that timing, or of all costs.
    at_start: tuple[float, ...] = ()

    @property
    def cumulative(self) -> tuple[float, ...]:
        """The running total of net flows."""
        return tuple(accumulate(self.net))

    @property
    def after_costs(self) -> tuple[float, ...]:
        """The running total at the start of each period from 1 on, after what is paid then."""
        return tuple(before + due for before, due in zip(self.cumulative, self.at_start[1:], strict=False))


def build_cash(assumptions: ScenarioAssumptions) -> Cash:
    """Build the flows under assumptions, on their data."""
    flows = project_flows(assumptions.business, None, assumptions.scenario, links=assumptions.links)
    return Cash(
        costs=_floats(flows.costs),
        benefits=_floats(flows.benefits),
        net=_floats(flows.net) or (),
        at_start=_at_start(flows),
    )


def _at_start(flows: CashFlows) -> tuple[float, ...]:
    """Return what is paid at the start of periods by index; nothing where nothing is."""
    is_split = flows.case.timing == "split" and not flows.case.days
    if not (flows.costs and (is_split or flows.at_start)):
        return ()
    due = flows.at_start or (0,) * len(flows.costs)
    return tuple(float(own - (cost if is_split else 0)) for own, cost in zip(due, flows.costs, strict=True))


def _floats(values: Sequence[Fraction] | None) -> tuple[float, ...] | None:
    return None if values is None else tuple(map(float, values))
