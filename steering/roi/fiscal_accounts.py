"""Profit and loss and cash of the business case by fiscal year, on the data that is looked at."""

from __future__ import annotations

from steering.finance.model import project_flows
from steering.finance.statements import FiscalAccounts, draw_up_statements
from steering.roi.calendar import first_month
from steering.roi.report import RoiReport


def has_accounts(report: RoiReport) -> bool:
    """Return whether the file says how capital is written off or profit is taxed."""
    business = report.business.as_written
    return business.tax is not None or any(line.depreciation for line in business.lines)


def fiscal_accounts(report: RoiReport) -> FiscalAccounts:
    """Return the accounts of a report's scenario, with its data and the viewer's drivers."""
    assumptions = report.assumptions
    flows = project_flows(report.business, None, assumptions.scenario, links=assumptions.links)
    return draw_up_statements(flows, first_month(report.business, report.case.charter))
