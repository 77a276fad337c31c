"""The lines of each option by itself with their amounts by period, to be held against a calculation by hand."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from steering.cases.business import BusinessCase
from steering.cases.line import Line
from steering.cases.resolve import resolve_alone


@dataclass(frozen=True, kw_only=True)
class AmountsOfLine:
    """A line with its amounts: today, then each period, in the unit of the file; costs and benefits above zero."""

    id: str
    label: str
    kind: str
    amounts: tuple[Fraction, ...]


@dataclass(frozen=True, kw_only=True)
class LinesOfOption:
    """The lines of an option held against nothing; None is a case without options."""

    option: str | None
    label: str | None
    lines: tuple[AmountsOfLine, ...]

    @property
    def net(self) -> tuple[Fraction, ...]:
        """Benefits less costs."""
        signed = [[-each if line.kind == "cost" else each for each in line.amounts] for line in self.lines]
        return tuple(sum(at, Fraction(0)) for at in zip(*signed, strict=True))

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        lines = [
            {"id": line.id, "kind": line.kind, "amounts": [float(amount) for amount in line.amounts]}
            for line in self.lines
        ]
        return {"option": self.option, "lines": lines}


def list_lines_by_option(case: BusinessCase) -> tuple[LinesOfOption, ...]:
    """Return the lines of each option in the order of the file; of a case without options all of them."""
    written = case.as_written
    if not written.options:
        return (LinesOfOption(option=None, label=None, lines=_list_lines(case)),)
    return tuple(
        LinesOfOption(option=each.id, label=each.label, lines=_list_lines(resolve_alone(written, each.id)))
        for each in written.options
    )


def name_periods(case: BusinessCase) -> tuple[str, ...]:
    """Return what an amount is of, by index: `today`, `year 1`; a day where the case has dates."""
    if case.days:
        return tuple(day.isoformat() for day in case.days)
    return ("today", *(f"{case.period} {number}" for number in range(1, case.last + 1)))


def _list_lines(case: BusinessCase) -> tuple[AmountsOfLine, ...]:
    return tuple(
        AmountsOfLine(id=line.id, label=line.name, kind=line.kind, amounts=_pad(line, case)) for line in case.lines
    )


def _pad(line: Line, case: BusinessCase) -> tuple[Fraction, ...]:
    """As many amounts as there are periods: a list that ends early goes on with nothing."""
    return (*line.amounts, *[Fraction(0)] * (case.last + 1 - len(line.amounts)))
