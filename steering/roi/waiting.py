"""What the business case loses while its decision waits, in the scenario and on the basis that is looked at."""

from __future__ import annotations

from steering.finance.cost_of_delay import Wait, compute_waits
from steering.finance.discounting import convention_of
from steering.finance.model import project_flows
from steering.roi.report import RoiReport


def list_waits(report: RoiReport, *, risk_adjusted: bool = False) -> tuple[Wait, ...]:
    """Return what a wait of each number of months up to twelve loses; none for dated flows."""
    scenario, links = report.assumptions.scenario, report.assumptions.links
    flows = project_flows(report.business, None, scenario, links=links, risk_adjusted=risk_adjusted)
    return compute_waits(flows, convention_of(report.business), report.rate)
