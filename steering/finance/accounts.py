"""What accounts take the flows of a business case for: benefits, running costs, capital, working capital."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from steering.cases.business import PER_YEAR, BusinessCase
from steering.cases.line import Line, end_id
from steering.cases.line_amounts import halves_before
from steering.finance.cash_flows import Amounts, CashFlows, lines_of
from steering.finance.depreciation import Erosion, depreciate

# Capital has a depreciation; a sale is what it brings at the end of the horizon.
Use = Literal["benefit", "benefit_without_cash", "running_cost", "capital", "sale", "working_capital"]
NOTHING = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A line of capital by index: what is paid, written off, and brought in at the end where it is sold or scrapped.

    `book_value` is what is not written off at the end of the horizon, before a sale.
    """

    label: str
    spend: Amounts
    depreciation: Amounts
    book_value: Fraction
    proceeds: Amounts
    is_sold: bool
    is_taxed: bool

    @cached_property
    def gain(self) -> Fraction:
        """What a sale brings beyond the book value; below zero a loss."""
        return sum(self.proceeds, NOTHING) - self.book_value if self.is_sold else NOTHING


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """The flows of a case under assumptions by their use, by index; all amounts are positive as lines are."""

    flows: CashFlows

    @cached_property
    def assets(self) -> tuple[Asset, ...]:
        """The lines of capital."""
        sales = {line.origin: values for line, values in self._values if use_of(line) == "sale"}
        none = (NOTHING,) * self.count
        return tuple(
            _build_asset(line, values, sales.get(line.id, none), self.flows.case)
            for line, values in self._values
            if use_of(line) == "capital"
        )

    @cached_property
    def depreciation(self) -> Amounts:
        """What is written off."""
        return self._add_up(asset.depreciation for asset in self.assets)

    @cached_property
    def gains(self) -> Amounts:
        """What sales bring beyond book values, at the end of the horizon."""
        return self._at_end(asset.gain for asset in self.assets)

    @cached_property
    def proceeds(self) -> Amounts:
        """What sales bring."""
        return self._add_up(asset.proceeds for asset in self.assets)

    @cached_property
    def book_value(self) -> Fraction:
        """What is neither written off nor sold at the end of the horizon."""
        return sum((asset.book_value for asset in self.assets if not asset.is_sold), NOTHING)

    @cached_property
    def profit(self) -> Amounts:
        """Profit before tax: benefits in cash less running costs and depreciation, with gains on sales."""
        rows = zip(self.total("benefit"), self.total("running_cost"), self.depreciation, self.gains, strict=True)
        return tuple(benefit - cost - expense + gain for benefit, cost, expense, gain in rows)

    @cached_property
    def taxable_profit(self) -> Amounts:
        """What tax is on: the same without what is not taxed, and with what is taxed without being cash."""
        signs = {"benefit": 1, "benefit_without_cash": 1, "running_cost": -1}
        flows = (
            tuple(signs[use_of(line)] * value for value in values)
            for line, values in self._values
            if is_taxed(line) and use_of(line) in signs
        )
        taxed = [asset for asset in self.assets if asset.is_taxed]
        expenses = (tuple(-value for value in asset.depreciation) for asset in taxed)
        return self._add_up([*flows, *expenses, self._at_end(asset.gain for asset in taxed)])

    @property
    def count(self) -> int:
        """How many figures each list has: today and each period."""
        return len(self.flows.net)

    def total(self, use: Use) -> Amounts:
        """Return the sum of all lines of a use."""
        return self._add_up(values for line, values in self._values if use_of(line) == use)

    @cached_property
    def _values(self) -> tuple[tuple[Line, Amounts], ...]:
        lines = lines_of(self.flows.case)
        if not lines:  # net flows alone
            return ((Line(id="net", label="Net flows", kind="benefit"), self.flows.net),)
        return tuple((line, flow.values) for line, flow in zip(lines, self.flows.line_flows, strict=True))

    def _add_up(self, rows: Iterable[Sequence[Fraction]]) -> Amounts:
        return tuple(sum(at, NOTHING) for at in zip((NOTHING,) * self.count, *rows, strict=True))

    def _at_end(self, amounts: Iterable[Fraction]) -> Amounts:
        return (*(NOTHING,) * (self.count - 1), sum(amounts, NOTHING))


def use_of(line: Line) -> Use:
    """Return what a line is taken for."""
    if line.kind == "benefit":
        return "benefit_without_cash" if line.cashable is False else "benefit"
    if line.depreciation:
        return "sale" if line.id == end_id(line.origin) else "capital"
    if line.taxable is False and line.end_value and line.end_value.share == 1:
        return "working_capital"
    return "running_cost"


def is_taxed(line: Line) -> bool:
    """Return whether a line counts in taxable profit: as it says, or else all but benefits that are not cash."""
    if line.taxable is not None:
        return line.taxable
    return use_of(line) != "benefit_without_cash"


def _build_asset(line: Line, spend: Amounts, sale: Amounts, case: BusinessCase) -> Asset:
    assert line.depreciation is not None  # a line of capital has one
    write_off = depreciate(
        spend,
        line.depreciation,
        per_year=PER_YEAR[case.period],
        halves_before=halves_before(line, case),
        erosion=erosion_of(case),
    )
    return Asset(
        label=line.name,
        spend=spend,
        depreciation=write_off.amounts,
        book_value=write_off.book_value,
        proceeds=tuple(-value for value in sale),
        is_sold=line.end_value is not None,
        is_taxed=is_taxed(line),
    )


def erosion_of(case: BusinessCase) -> Erosion:
    """Return what fixed amounts lose in the prices of a case: nothing where these are nominal, or dated."""
    inflation = case.inflation if case.prices == "real" and not case.days else None
    return Erosion(inflation=Fraction(inflation or 0), per_year=PER_YEAR[case.period])
