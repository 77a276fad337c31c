"""Lines, profit and loss and cash of the business case by fiscal year, on the data that is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from steering.cases.resolve import list_end_values
from steering.finance.cash_flows import CashFlows
from steering.finance.fiscal_years import fiscal_calendar
from steering.finance.model import project_flows
from steering.finance.statements import FiscalAccounts, StatementRow, draw_up_statements
from steering.roi.calendar import first_month
from steering.roi.report import RoiReport


def has_accounts(report: RoiReport) -> bool:
    """Return whether the file says how capital is written off or profit is taxed."""
    business = report.business.as_written
    return business.tax is not None or any(line.depreciation for line in business.lines)


@dataclass(frozen=True, kw_only=True)
class LinesByYear:
    """Each line by fiscal year, costs below zero, and last what they come to."""

    years: tuple[str, ...]
    rows: tuple[StatementRow, ...]


def fiscal_accounts(report: RoiReport) -> FiscalAccounts:
    """Return the accounts of a report's scenario, with its data and the viewer's drivers."""
    return draw_up_statements(_project(report), first_month(report.business, report.case.charter))


def lines_by_fiscal_year(report: RoiReport) -> LinesByYear | None:
    """Return the lines of a report's scenario, on the same data; None for flows without lines."""
    flows = _project(report)
    if not flows.case.lines:
        return None
    calendar = fiscal_calendar(flows.case, first_month(report.business, report.case.charter))
    at_ends = {end.id for end in list_end_values(flows.case)} - {line.origin for line in flows.case.lines}
    rows = []
    for line in flows.line_flows:
        signed = [-amount if line.kind == "cost" else amount for amount in line.values]
        add_up = calendar.add_up_ends if line.id in at_ends else calendar.add_up
        rows.append(StatementRow(label=line.label, amounts=add_up(signed)))
    totals = tuple(sum(at, Fraction(0)) for at in zip(*(row.amounts for row in rows), strict=True))
    return LinesByYear(
        years=calendar.names, rows=(*rows, StatementRow(label="Benefits less costs", amounts=totals, is_sum=True))
    )


def _project(report: RoiReport) -> CashFlows:
    assumptions = report.assumptions
    return project_flows(report.business, None, assumptions.scenario, links=assumptions.links)
