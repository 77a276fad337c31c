"""Profit and loss, and cash, of a business case by fiscal year, and how the one becomes the other, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from steering.finance.accounts import Accounts
from steering.finance.cash_flows import CashFlows
from steering.finance.fiscal_years import FiscalCalendar, fiscal_calendar
from steering.finance.tax import TaxBill, compute_tax

NOTHING = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class StatementRow:
    """A row of a statement by fiscal year, in the file's unit; what goes out is below zero."""

    label: str
    amounts: tuple[Fraction, ...]
    is_sum: bool = False

    @property
    def total(self) -> Fraction:
        """All years together."""
        return sum(self.amounts, NOTHING)


@dataclass(frozen=True, kw_only=True)
class FiscalAccounts:
    """The accounts of a case by fiscal year, each statement ending in its sum.

    `reconciliation` leads from profit to cash. `book_value` is what is neither written off nor sold at the end of the
    horizon, `unused_loss` what no profit within it made up for, `unused_loss_against` the same of the baseline by
    itself, and `tax_after_horizon` what is paid later.
    """

    years: tuple[str, ...]
    profit: tuple[StatementRow, ...]
    cash: tuple[StatementRow, ...]
    reconciliation: tuple[StatementRow, ...]
    book_value: Fraction
    unused_loss: Fraction
    unused_loss_against: Fraction
    tax_after_horizon: Fraction


def draw_up_statements(flows: CashFlows, first_month: str) -> FiscalAccounts:
    """Return the statements of flows whose period 1 begins in a month, `2026-11`."""
    accounts, bill = Accounts(flows=flows), compute_tax(flows)
    later = len(bill.paid) - len(bill.due) if bill else 0
    ledger = _Ledger(accounts=accounts, bill=bill, calendar=fiscal_calendar(flows.case, first_month, later))
    return FiscalAccounts(
        years=ledger.calendar.names,
        profit=ledger.profit(),
        cash=ledger.cash(),
        reconciliation=ledger.reconciliation(),
        book_value=accounts.book_value,
        unused_loss=bill.unused_loss if bill else NOTHING,
        unused_loss_against=bill.unused_loss_against if bill else NOTHING,
        tax_after_horizon=sum(bill.paid[accounts.count :], NOTHING) if bill else NOTHING,
    )


@dataclass(frozen=True, kw_only=True)
class _Ledger:
    """Accounts and tax, from which the rows of the statements are made."""

    accounts: Accounts
    bill: TaxBill | None
    calendar: FiscalCalendar

    def profit(self) -> tuple[StatementRow, ...]:
        accounts = self.accounts
        cash = (
            self._row("Benefits", accounts.total("benefit")),
            self._row("Running costs", accounts.total("running_cost"), -1),
        )
        expenses = (
            *self._if_any("Depreciation", accounts.depreciation, -1),
            *self._if_any("Gain or loss on what is sold", accounts.gains, at_end=True),
        )
        rows = (*cash, *((_add_up("Profit before depreciation", cash),) if expenses else ()), *expenses)
        before = _add_up("Profit before tax" if self.bill else "Profit", (*cash, *expenses))
        if self.bill is None:
            return (*rows, before)
        tax = self._row("Tax", self.bill.due, -1)
        return (*rows, before, tax, _add_up("Profit after tax", (before, tax)))

    def cash(self) -> tuple[StatementRow, ...]:
        accounts = self.accounts
        rows = (
            self._row("Benefits", accounts.total("benefit")),
            self._row("Operating expenditure", accounts.total("running_cost"), -1),
            *self._investment(),
            *((self._row("Tax paid", self.bill.paid, -1),) if self.bill else ()),
        )
        cash = _add_up(self._cash_label, rows)
        others = self._if_any("Benefits that are not cash", accounts.total("benefit_without_cash"))
        if not others:
            return (*rows, cash)
        return (*rows, cash, *others, _add_up("Cash and other benefits", (cash, *others)))

    def reconciliation(self) -> tuple[StatementRow, ...]:
        profit, accounts = self.profit()[-1], self.accounts
        rows = (
            profit,
            *self._if_any("Depreciation, which is no payment", accounts.depreciation),
            *self._if_any("Gain or loss, which is within proceeds", accounts.gains, -1, at_end=True),
            *self._investment(),
            *self._unpaid_tax(),
        )
        return (*rows, _add_up(self._cash_label, rows))

    @property
    def _cash_label(self) -> str:
        return "Cash after tax" if self.bill else "Cash"

    def _investment(self) -> tuple[StatementRow, ...]:
        accounts = self.accounts
        return (
            *self._if_any("Capital expenditure", accounts.total("capital"), -1),
            *self._if_any("Proceeds of what is sold", accounts.proceeds, at_end=True),
            *self._if_any("Working capital", accounts.total("working_capital"), -1, at_end=True),
        )

    def _unpaid_tax(self) -> tuple[StatementRow, ...]:
        if self.bill is None or len(self.bill.paid) == len(self.bill.due):
            return ()
        due = (*self.bill.due, *(NOTHING,) * (len(self.bill.paid) - len(self.bill.due)))
        unpaid = tuple(owed - paid for owed, paid in zip(due, self.bill.paid, strict=True))
        return (self._row("Tax that is paid later", unpaid),)

    def _row(self, label: str, amounts: Sequence[Fraction], sign: int = 1, *, at_end: bool = False) -> StatementRow:
        add_up = self.calendar.add_up_ends if at_end else self.calendar.add_up
        return StatementRow(label=label, amounts=add_up([sign * amount for amount in amounts]))

    def _if_any(
        self, label: str, amounts: Sequence[Fraction], sign: int = 1, *, at_end: bool = False
    ) -> tuple[StatementRow, ...]:
        """Return a row with a sign, or none where it would be empty."""
        return (self._row(label, amounts, sign, at_end=at_end),) if any(amounts) else ()


def _add_up(label: str, rows: Sequence[StatementRow]) -> StatementRow:
    by_year = zip(*(row.amounts for row in rows), strict=True)
    return StatementRow(label=label, amounts=tuple(sum(at, NOTHING) for at in by_year), is_sum=True)
