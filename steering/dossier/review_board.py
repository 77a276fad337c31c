"""The cadence of the review board: its dates to come, worked out from its rule, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierFinding
from steering.dossier.governance_file import FILE, find_gap, governance_of
from steering.formatting import format_day
from steering.recurrence import list_days, parse_rule

# Within so many days there has to be a date; dates are looked for so far ahead; more than so many are too many.
SOON, HORIZON, MANY = 90, 5 * 366, 26
SHOWN = 6


class Cadence(Protocol):
    """When something recurs: by a rule that counts from a day, some days apart."""

    @property
    def rule(self) -> str: ...

    @property
    def start(self) -> date: ...

    @property
    def skips(self) -> tuple[date, ...]: ...


@dataclass(frozen=True, kw_only=True)
class BoardDates:
    """The next dates of what recurs after a day, how many there are within 90 days, and whether its rule has ended."""

    days: tuple[date, ...]
    soon: int
    has_ended: bool


def find_dates(cadence: Cadence, today: date) -> BoardDates:
    """Return the next dates of a board, or of whatever else has a cadence, after a day, of at most five years."""
    rule, last = parse_rule(cadence.rule), today + timedelta(days=HORIZON)
    days = [day for day in list_days(rule, cadence.start, today + timedelta(days=1), last) if day not in cadence.skips]
    soon = sum((day - today).days <= SOON for day in days)
    has_ended = bool(rule.until and rule.until <= today) or (not days and rule.count is not None)
    return BoardDates(days=tuple(days[:SHOWN]), soon=soon, has_ended=has_ended and cadence.start <= today)


def find_far_dates(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find a board that does not meet within 90 days, or of which nobody says when it meets."""
    if dated.case.dossier.governance is None:
        return
    board = governance_of(dated).review_board
    if board is None:
        remedy = "Add `review_board:` with a name, a rule and a start."
        place = dated.at(FILE, (), "no review_board", "when the review board meets", remedy)
        yield find_gap("Nothing says when the review board meets", place)
        return
    dates = find_dates(board, dated.today)
    if not dates.soon:
        when = f"the next is on {format_day(dates.days[0])}" if dates.days else "no date in the next five years"
        if dates.has_ended:
            when = "its rule has ended"
        remedy = "Correct the rule or its start, or name other days in `skips`."
        place = dated.at(FILE, ("review_board", "rule"), when, f"a date within {SOON} days", remedy)
        text = f"{board.name} has no date in the {SOON} days after {format_day(dated.today)}: {when}"
        yield find_gap(text, place)


def find_many_dates(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find a board that meets so often that the rule is likely not meant."""
    board = governance_of(dated).review_board
    if board is None:
        return
    dates = find_dates(board, dated.today)
    if dates.soon > MANY:
        found = f"{dates.soon} dates in {SOON} days"
        place = dated.at(FILE, ("review_board", "rule"), found, f"at most {MANY}", "Correct the rule.")
        yield find_gap(f"{board.name} meets {dates.soon} times in {SOON} days by its rule", place)
