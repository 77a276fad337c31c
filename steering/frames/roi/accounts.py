"""The part of the ROI page for finance: lines, profit and loss, cash, and the way between both, by fiscal year."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence

from steering.finance.statements import FiscalAccounts, StatementRow
from steering.frames.blocks import Column, Piece, Statement, Statements, TableBlock
from steering.frames.roi.tiles import format_rate
from steering.roi.fiscal_accounts import fiscal_accounts, has_accounts, lines_by_fiscal_year
from steering.roi.options import option_labels
from steering.roi.report import RoiReport


def build_accounts(report: RoiReport) -> tuple[Piece, ...]:
    """Build the statements with what they come to; empty where the file has neither tax nor depreciation."""
    if not has_accounts(report):
        return ()
    accounts = fiscal_accounts(report)
    years = accounts.years
    profit, cash = "Profit and loss by fiscal year", "Cash by fiscal year"
    return (
        Statements(id="accounts", title="What do profit and cash come to?", findings=(_conclude(report, accounts),)),
        _build_table(report, years, "profit", profit, accounts.profit, _note_years(report)),
        _build_table(report, years, "cash-years", cash, accounts.cash, _note_timing(report)),
        _build_table(report, years, "reconciliation", "From profit to cash", accounts.reconciliation, ""),
    )


def build_lines_by_year(report: RoiReport) -> tuple[TableBlock, ...]:
    """Build what each line comes to in each fiscal year; empty for flows without lines."""
    lines = lines_by_fiscal_year(report)
    if lines is None:
        return ()
    note = f"{_note_timing(report)} {_note_years(report, with_tax=False)}"
    return (_build_table(report, lines.years, "lines-by-year", "Lines by fiscal year", lines.rows, note),)


def _build_table(
    report: RoiReport, fiscal_years: Sequence[str], id: str, title: str, rows: Sequence[StatementRow], note: str
) -> TableBlock:
    unit = float(report.business.unit)
    years = [Column(label=year, kind="figure") for year in fiscal_years]
    amounts = [(*row.amounts, row.total) for row in rows]
    return TableBlock(
        id=id,
        title=title,
        columns=(Column(label="Line"), *years, Column(label="Total", kind="figure")),
        rows=tuple(
            (row.label, *(float(amount) * unit for amount in each)) for row, each in zip(rows, amounts, strict=True)
        ),
        texts=tuple(
            (row.label, *(report.money(float(amount)) for amount in each))
            for row, each in zip(rows, amounts, strict=True)
        ),
        note=note,
    )


def _conclude(report: RoiReport, accounts: FiscalAccounts) -> Statement:
    """Return what profit and cash come to, and what the horizon leaves out."""
    cash = next(row for row in accounts.cash if row.is_sum)
    years = accounts.years[0] if len(accounts.years) == 1 else f"{accounts.years[0]} to {accounts.years[-1]}"
    profit, brought = report.money(float(accounts.profit[-1].total)), report.money(float(cash.total))
    after = " after tax" if report.business.tax else ""
    text = f"From {years} the case makes a profit{after} of {profit} and brings {brought} in cash."
    return Statement(text=text, detail=" ".join(_describe_rest(report, accounts, cash)))


def _describe_rest(report: RoiReport, accounts: FiscalAccounts, cash: StatementRow) -> Iterator[str]:
    deepest, year = min(zip(cash.amounts, accounts.years, strict=True))
    if deepest < 0:
        yield f"{year} takes most cash, {report.money(-float(deepest))}."
    if accounts.book_value:
        left = report.money(float(accounts.book_value))
        yield f"{left} of capital is still in use after the horizon and not written off within it."
    if accounts.unused_loss:
        yield f"Losses of {report.money(float(accounts.unused_loss))} find no later profit, so they lower no tax."
    if accounts.unused_loss_against:
        left, (_, name) = report.money(float(accounts.unused_loss_against)), option_labels(report.business)
        yield (
            f"Losses of {left} in {name} by itself find no later profit, so they lower no tax, and avoiding them is "
            "not taxed: the tax here is lower than on the profit of the difference."
        )
    if accounts.tax_after_horizon:
        tax = report.money(float(accounts.tax_after_horizon))
        yield f"Tax of {tax} is paid after the horizon and counted when it is paid."


def _note_years(report: RoiReport, *, with_tax: bool = True) -> str:
    business = report.business
    starts = calendar.month_name[business.fiscal_year_starts]
    tax = f" Tax at {format_rate(float(business.tax.rate))} of taxable profit." if business.tax and with_tax else ""
    return f"Fiscal years begin in {starts}. A period that two years share is split by its months.{tax}"


def _note_timing(report: RoiReport) -> str:
    return f"Undiscounted, on the same data as NPV, in {report.currency}. What falls today is in the first fiscal year."
