"""The parts of the Costs page that show services, change, anomalies and showback."""

from __future__ import annotations

from steering import months
from steering.adoption import progress
from steering.charts import costs as charts
from steering.charts.costs_series import change_series, service_series
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs import anomalies, change, spend
from steering.costs import showback as showing
from steering.costs.report import CostReport
from steering.frames.blocks import Chart, Column, Leaf, Notice, TableBlock
from steering.frames.cells import CellValue
from steering.frames.series_table import series_table


def build_service_chart(report: CostReport) -> Chart:
    """Build the services that cost most in the chosen month; the rest together."""
    chart = service_series(report)
    return Chart(
        id="services",
        title="Spend by service",
        series=chart,
        figure=charts.services(chart, report.amounts.places),
        table=series_table(
            chart,
            id="services-table",
            title=f"Services in {months.format_month(report.scope.as_of)}",
            note=f"Amounts in {report.scope.currency}.",
        ),
    )


def build_change_chart(context: CaseContext, report: CostReport) -> Leaf:
    """Build why usage cost more or less than in the month before: rate, volume and mix."""
    scope = report.scope
    for month in report.gaps:
        return Notice(text=f"Why usage cost changed is not shown: {months.format_month(month)} is incomplete.")
    quantities = change.query_quantities(context, scope)
    before = months.add_months(scope.as_of, -1)
    if not any(quantity.cost_before for quantity in quantities):
        return Notice(text=f"There is no usage in {months.format_month(before)} to compare with.")
    chart = change_series(report, change.decompose(quantities), before)
    return Chart(
        id="change",
        title="Why usage cost changed",
        series=chart,
        figure=charts.change(chart, report.amounts.places),
        table=series_table(
            chart,
            id="change-table",
            title="Rate, volume and mix",
            note=f"Amounts in {scope.currency}; they add up to the change.",
        ),
        method="Services are compared within their unit. Unit rates include commitments and discounts.",
    )


def build_anomaly_table(context: CaseContext, report: CostReport) -> TableBlock:
    """Build the anomalies of the chosen month, with the rule."""
    names = query_team_names(context, report.scope.as_of)
    cell = report.amounts.cell
    return TableBlock(
        id="anomalies",
        title="Anomalies",
        columns=(
            Column(label="Day", kind="day"),
            Column(label="Team"),
            Column(label="Service"),
            Column(label="Provider"),
            *(Column(label=label, kind=report.amounts.kind) for label in ("Cost", "28-day mean", "Excess")),
        ),
        rows=tuple(
            (
                anomaly.date,
                names.get(anomaly.team or "", anomaly.team or "No team"),
                anomaly.service,
                anomaly.provider,
                cell(anomaly.effective),
                cell(anomaly.mean),
                cell(anomaly.excess),
            )
            for anomaly in report.anomalies
        ),
        empty="No unusual spend this month.",
        note=f"Amounts in {report.scope.currency}.",
        method=f"Rule: {anomalies.RULE}.",
    )


def build_showback_table(context: CaseContext, filters: Filters, report: CostReport) -> TableBlock:
    """Build what each team is shown: direct, idle and shared cost, apart; and what belongs to no team."""
    scope, cell, kind = report.scope, report.amounts.cell, report.amounts.kind
    showback = showing.split_showback(showing.query_showback_lines(context, scope))
    names = query_team_names(context, filters.as_of)
    rows: list[tuple[CellValue, ...]] = []
    parts = [amount for line in showback.lines for amount in (line.direct, line.idle, line.shared)]
    nobodys = [showback.untagged - showback.untagged_idle, showback.untagged_idle]
    *shown, untagged, idle = report.amounts.split([*parts, *nobodys])
    for index, line in enumerate(showback.lines):
        amounts = shown[3 * index : 3 * index + 3]
        share = compute_share(line.total, showback.total)
        rows.append((names.get(line.team, line.team), line.team, *map(cell, amounts), cell(sum(amounts)), share))
    if report.amounts.shows(untagged) or report.amounts.shows(idle):
        part = compute_share(showback.untagged, showback.total)
        rows.append(("Not allocated", None, cell(untagged), cell(idle), None, cell(untagged + idle), part))
    return TableBlock(
        id="showback",
        title=f"Showback for {months.format_month(scope.as_of)}",
        columns=(
            Column(label="Team"),
            Column(label="Id", minor=True),
            Column(label="Direct", kind=kind),
            Column(label="Idle", kind=kind, help="Commitments and reserved capacity that were paid for and not used"),
            Column(label="Shared", kind=kind, help="The team's part of what is shared, by its direct cost"),
            Column(label="Total", kind=kind),
            Column(label="Share", kind="share"),
        ),
        rows=tuple(rows),
        empty="No charge of this month names a team.",
        note=f"Amounts in {scope.currency}.",
        method="Shared cost is split by direct cost; the lines add up to the spend.",
    )


def build_unit_table(context: CaseContext, report: CostReport) -> TableBlock:
    """Build spend of the month and to date by business unit; the lines add up as they are shown."""
    scope, amounts = report.scope, report.amounts
    unit_of: dict[str, str] = {}
    if context.has("adoption"):
        teams = progress.query_teams(context, Filters(as_of=scope.as_of))
        unit_of = {team.team_id: team.business_unit for team in teams}
    to_date: dict[str, float] = {}
    month: dict[str, float] = {}
    for row in spend.query_team_spend(context, scope):
        unit = unit_of.get(row.team or "", "No business unit")
        to_date[unit] = to_date.get(unit, 0.0) + row.effective
        month[unit] = month.get(unit, 0.0) + (row.effective if row.month == scope.as_of else 0.0)
    units = sorted(to_date, key=lambda unit: (-to_date[unit], unit))
    of_month, so_far = (amounts.split([sums[unit] for unit in units]) for sums in (month, to_date))
    return TableBlock(
        id="business-units",
        title="Spend by business unit",
        columns=(
            Column(label="Business unit"),
            Column(label=months.format_month(scope.as_of), kind=amounts.kind),
            Column(label="To date", kind=amounts.kind),
            Column(label="Share to date", kind="share"),
        ),
        rows=tuple(
            (unit, amounts.cell(now), amounts.cell(total), compute_share(to_date[unit], sum(to_date.values())))
            for unit, now, total in zip(units, of_month, so_far, strict=True)
        ),
        note=f"Amounts in {scope.currency} since {months.format_month(min(report.monthly))}.",
        method="Shared and untagged cost, and teams that the adoption data does not know, have no business unit.",
    )


def build_invoice_table(context: CaseContext, report: CostReport) -> TableBlock:
    """Build what was billed by billing period and invoice, so that each line ties with the invoice that was sent."""
    invoices = spend.query_invoices(context, report.scope)
    cell, kind = report.amounts.cell, report.amounts.kind
    return TableBlock(
        id="invoices",
        title="Invoices",
        columns=(
            Column(label="Billing period"),
            Column(label="Invoice"),
            Column(label="Issuer"),
            Column(label="Billed", kind=kind),
            Column(label="Corrections", kind=kind),
            Column(label="For earlier months", kind=kind),
        ),
        rows=tuple(
            (
                months.format_month(invoice.billing_month),
                invoice.invoice,
                invoice.issuer,
                cell(invoice.billed),
                cell(invoice.corrections),
                cell(invoice.earlier),
            )
            for invoice in invoices
        ),
        note=f"BilledCost in {report.scope.currency}.",
        method="Corrections and charges for earlier months are part of what is "
        "billed; the other tables count them in the month they are about.",
    )


def query_team_names(context: CaseContext, as_of: str) -> dict[str, str]:
    """Team names by id, from the adoption data."""
    if not context.has("adoption"):
        return {}
    return {team.team_id: team.team for team in progress.query_teams(context, Filters(as_of=as_of))}


def compute_share(part: float, total: float) -> float | None:
    """Return a part of a whole, to a tenth of a percent."""
    return round(part / total, 3) if total else None
