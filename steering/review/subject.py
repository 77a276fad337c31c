"""What a financial review reads: a business case with its text, and the case it belongs to, where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from steering.cases.business import BusinessCase
from steering.cases.case import Case
from steering.cases.line import Kind, Line
from steering.cases.line_parts import OptionChoice
from steering.cases.resolve import resolve_choice
from steering.cases.sourced import SourcedFigure
from steering.cases.yaml_reader import Document, Place
from steering.errors import Problem, quote_input
from steering.finance.cash_flows import AS_PLANNED, Links

BUSINESS, CHARTER = "business_case.yaml", "case.yaml"
WORD = re.compile(r"\w+")
# What is written where something is still to be filled in.
TO_COME = re.compile(
    r"\W*(?:t\W?b\W?[acd]|todo|n\W?a|none|unknown|to be (?:added|confirmed|defined|done))?\W*", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class ReviewSubject:
    """A business case with its text. `case` is None for an uploaded file.

    `month` is the one in which it is reviewed: sources are of then or earlier. `links` replace parts of the plan with
    what today's data makes of them.
    """

    business: BusinessCase
    text: Document
    case: Case | None = None
    links: Links = AS_PLANNED
    month: str = field(default_factory=lambda: f"{date.today():%Y-%m}")

    @cached_property
    def planned(self) -> BusinessCase:
        """The case with the lines of all options in full, worked out, each option being one that may be taken."""
        return resolve_choice(self.business.as_written, OptionChoice(option=None, against=None))

    @cached_property
    def entries(self) -> tuple[tuple[int, Line], ...]:
        """Every line that still counts with its index in the file, and with its figures by index as its values."""
        by_id = {line.id: line for line in self.planned.lines}
        lines = enumerate(self.business.as_written.lines)
        return tuple((index, _with_values(by_id[line.id])) for index, line in lines if line.id in by_id)

    def writes(self, key: str) -> bool:
        """Return whether the file itself has this key, rather than its default."""
        return isinstance(self.text.tree, dict) and self.text.tree.get(key) is not None

    def at(self, *place: str | int, found: str, expected: str, remedy: str) -> Problem:
        """Return a place of the business case, and what is to be done there."""
        return self.text.at(place, found, expected, remedy)

    def lines(self, kind: Kind) -> Iterator[tuple[int, Line]]:
        """Yield the lines of one kind with their index in the file."""
        return ((index, line) for index, line in self.entries if line.kind == kind)

    def flows(self) -> Iterator[tuple[Place, str]]:
        """Yield the lists of flows that are given instead of lines, each with what it is called."""
        return ((place, str(place[-1])) for place, _ in self.business.lists if place[0] == "cashflows")


def _with_values(line: Line) -> Line:
    """Return a line whose values are its amounts: where they are worked out, they are not written."""
    if tuple(Fraction(figure.value) for figure in line.values) == line.amounts:
        return line
    amounts = (Decimal(amount.numerator) / Decimal(amount.denominator) for amount in line.amounts)
    return replace(line, values=tuple(SourcedFigure(value=amount) for amount in amounts))


def subject_of(case: Case) -> ReviewSubject | None:
    """Return the business case of a case; None where it has none."""
    text = case.texts.get(BUSINESS)
    if case.business is None or text is None:
        return None
    # A case may be of a month to come, as an example is; its sources are of up to then.
    month = max(case.charter.as_of, f"{date.today():%Y-%m}")
    return ReviewSubject(business=case.business, text=text, case=case, month=month)


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, small letters throughout."""
    return tuple(WORD.findall(text.casefold()))


def says_nothing(text: str) -> bool:
    """Return whether a text only holds the place of one: `tbd`, `n/a`, `?`."""
    return TO_COME.fullmatch(text) is not None


def line_name(line: Line) -> str:
    """Return a line as it is called, for a sentence."""
    return quote_input(line.name)
