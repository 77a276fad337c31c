"""A line of a business case in one option against another, by when its parts fall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from steering.cases.business import BusinessCase
from steering.cases.business_terms import Option
from steering.cases.line import Line
from steering.cases.line_amounts import (
    Amounts,
    halves_before,
    in_money_of_case,
    last_rate,
    lasting_worth,
    line_figures,
    worth_of_paid,
)

NOTHING = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class OptionChoice:
    """An option and what it is held against; None is without any line of the other."""

    option: Option | None
    against: Option | None


@dataclass(frozen=True, kw_only=True)
class LineParts:
    """The amounts of a line by index: flows by its own timing, and by the ends of periods its lump and its end value.

    `lump` is what is due today in an option that starts later, where the line's own timing has no such moment. A flow
    that goes on for ever is among the flows, worth what it is when the last of them falls.
    """

    flows: Amounts
    lump: Amounts
    end: Amounts

    def with_end(self) -> LineParts:
        """Return these with the value at the end among the flows, where those fall at the ends of periods."""
        nothing = [NOTHING] * len(self.end)
        flows = [flow + value for flow, value in zip(self.flows, self.end, strict=True)]
        return LineParts(flows=flows, lump=self.lump, end=nothing)

    def less(self, other: LineParts) -> LineParts:
        """Return these less others."""
        return LineParts(
            flows=_subtract(self.flows, other.flows),
            lump=_subtract(self.lump, other.lump),
            end=_subtract(self.end, other.end),
        )


def split_line(line: Line, case: BusinessCase, choice: OptionChoice) -> LineParts | None:
    """Return a line in an option less in the other; None where it belongs to neither, or to both alike."""
    if choice.option is None:
        return _parts(line, case, case.discount_rate)
    rate = case.discount_rate if choice.option.discount_rate is None else choice.option.discount_rate
    own, other = (_parts_in(option, line, case, rate) for option in (choice.option, choice.against))
    return None if own == other else own.less(other)


def share_in(option: Option, line: Line) -> Fraction:
    """Return the share of a line that an option has: all of it where the line names no options."""
    if line.options is None:
        return Fraction(1)
    return Fraction(line.options.get(option.id, Decimal(0)))


def _parts_in(option: Option | None, line: Line, case: BusinessCase, rate: Decimal) -> LineParts:
    share = NOTHING if option is None else share_in(option, line)
    if option is None or not share:
        nothing = [NOTHING] * (case.last + 1)
        return LineParts(flows=nothing, lump=nothing, end=nothing)
    parts = _parts(line, case, rate, option.starts_after)
    rows = ([amount * share for amount in row] for row in (parts.flows, parts.lump, parts.end))
    return LineParts(**dict(zip(("flows", "lump", "end"), rows, strict=True)))


def _parts(line: Line, case: BusinessCase, rate: Decimal, starts_after: int = 0) -> LineParts:
    """Return the whole line so many periods later, where `rate` is the annual discount rate of the first years."""
    figures = line_figures(line, case)
    moved, lump = _shift(figures, starts_after, halves_before(line, case))
    flows = in_money_of_case(moved, line, case)
    today = in_money_of_case(lump, line, case, at_ends=True)
    lost = any(figures) and not any(flows) and not any(today)
    worth = NOTHING if lost else _worth_at_end(line, case, flows, today, rate)
    parts = LineParts(flows=flows, lump=today, end=[*[NOTHING] * case.last, worth])
    return parts.with_end() if line.end_value and line.end_value.growth is not None else parts


def _shift(figures: Amounts, periods: int, halves: int) -> tuple[Amounts, Amounts]:
    """Return figures so many periods later, and apart what is due today where that is no moment of their timing.

    What is due today falls at a moment: the end of a period, or the start of the next one.
    """
    nothing = [NOTHING] * len(figures)
    if not periods:
        return figures, nothing
    moved, lump = [NOTHING, *[NOTHING] * periods, *figures[1:]][: len(figures)], list(nothing)
    row, index = (lump, periods) if halves == 1 else (moved, periods + halves // 2)
    if index < len(row):
        row[index] += figures[0]
    return moved, lump


def _worth_at_end(line: Line, case: BusinessCase, flows: Amounts, lump: Amounts, rate: Decimal) -> Fraction:
    """Return what is there at the end: it lowers the costs or adds to the benefits; a flow without end goes on."""
    end = line.end_value
    if end is None:
        return NOTHING
    if end.growth is not None:
        return flows[-1] * lasting_worth(line, case, last_rate(case, rate))
    if end.share is not None:
        paid = worth_of_paid(flows, line, case) + worth_of_paid(lump, line, case, at_ends=True)
        worth = Fraction(end.share) * paid
    else:
        written = [*[NOTHING] * case.last, Fraction(end.amount or 0)]
        worth = in_money_of_case(written, line, case, at_ends=True)[-1]
    return -worth if line.kind == "cost" else worth


def _subtract(these: Sequence[Fraction], others: Sequence[Fraction]) -> Amounts:
    return [one - other for one, other in zip(these, others, strict=True)]
