"""What a review asks of prices and rates: one kind throughout, exchange rates of now, a sourced cost of capital."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from steering.cases.business import BusinessCase
from steering.cases.line import Line
from steering.errors import Problem
from steering.formatting import format_day, format_number, pluralise
from steering.months import add_months
from steering.review.checklist import ChecklistAnswer, fail_item, leave_to_person, pass_item, skip_item
from steering.review.subject import ReviewSubject, line_name, says_nothing

# Days after which an exchange rate is another one.
OLDEST_RATE = 90
SAYS = {
    "nominal": re.compile(r"(?<!non-)(?<!not )\bnominal\b", re.IGNORECASE),
    "real": re.compile(r"(?<!not )\breal\b(?! estate)", re.IGNORECASE),
}


def check_prices(paper: ReviewSubject) -> ChecklistAnswer:
    """Check prices, exchange rates and the parts of the cost of capital; what words alone say is for a person."""
    certain = [*_exchange(paper), *_capital_parts(paper)]
    doubts = [*_rate_of_another_kind(paper), *_growing(paper), *_mixed(paper)]
    if certain:
        return fail_item(f"{pluralise(len(certain), 'rate')} out of date or without a source.", *certain, *doubts)
    if doubts:
        return leave_to_person(f"{pluralise(len(doubts), 'place')} where real and nominal may be mixed.", *doubts)
    case = paper.business.as_written
    if case.prices == "nominal" and not (case.inflation or case.exchange_rates or case.cost_of_capital):
        return skip_item("All is in nominal prices of one currency, at a rate without parts.")
    kind = f"All is in {case.prices} prices."
    rates = (
        f" {pluralise(len(case.exchange_rates), 'exchange rate')} of within {OLDEST_RATE} days."
        if case.exchange_rates
        else ""
    )
    return pass_item(f"{kind}{rates}{' The cost of capital has a source.' if case.cost_of_capital else ''}")


def _as_of(paper: ReviewSubject) -> date:
    """Return the last day of the month that the case is of."""
    month = paper.case.charter.as_of if paper.case else paper.month
    return date.fromisoformat(f"{add_months(month, 1)}-01") - timedelta(days=1)


def _exchange(paper: ReviewSubject) -> Iterator[Problem]:
    end = _as_of(paper)
    for currency, given in paper.business.exchange_rates.items():
        if (end - given.date).days > OLDEST_RATE:
            yield paper.at(
                "exchange_rates",
                currency,
                "date",
                found=f"the rate of {currency} of {format_day(given.date)}",
                expected=f"a rate from {format_day(end - timedelta(days=OLDEST_RATE))} on",
                remedy="Take a rate of now, with its date and source.",
            )
        if says_nothing(given.source):
            yield paper.at(
                "exchange_rates",
                currency,
                "source",
                found=f"no source of the rate of {currency}",
                expected="who publishes it",
                remedy="Name the bank or the list that it is of.",
            )


def _capital_parts(paper: ReviewSubject) -> Iterator[Problem]:
    parts = paper.business.cost_of_capital
    if parts is not None and (parts.source is None or says_nothing(parts.source)):
        yield paper.at(
            "cost_of_capital",
            "source",
            found="no source of the parts of the cost of capital",
            expected="where cost of equity, cost of debt and their shares come from",
            remedy="Add `source:`, such as the treasury and its month.",
        )


def _rate_of_another_kind(paper: ReviewSubject) -> Iterator[Problem]:
    """Yield the discount rate where its source says that it is of the other kind of prices."""
    case = paper.business.as_written
    other = "nominal" if case.prices == "real" else "real"
    driver, parts = case.drivers.get("discount_rate"), case.cost_of_capital
    sources = {
        ("drivers", "discount_rate", "source"): driver.source if driver else None,
        ("cost_of_capital", "source"): parts.source if parts else None,
    }
    for place, source in sources.items():
        if source and SAYS[other].search(source) and not SAYS[case.prices].search(source):
            yield paper.at(
                *place,
                found=f"a discount rate whose source says {other}: {source}",
                expected=f"a {case.prices} rate for {case.prices} prices",
                remedy="Ask of which kind the rate is; (1 + nominal) = (1 + real) x (1 + inflation).",
            )


def _growing(paper: ReviewSubject) -> Iterator[Problem]:
    """Yield lines of real prices that grow as fast as inflation, which real prices rarely do."""
    case = paper.business.as_written
    for index, line in enumerate(case.lines):
        growth = None if line.sunk or (line.prices or case.prices) != "real" else _highest_growth(line, case)
        if growth is not None and case.inflation is not None and 0 < case.inflation <= growth:
            yield paper.at(
                "lines",
                index,
                "growth",
                found=f"{line_name(line)} in real prices growing by {_percent(growth)} a year",
                expected=f"growth beyond inflation, which is {_percent(case.inflation)} a year",
                remedy="Ask whether inflation is in the growth already. If so, make the line `prices: nominal`.",
            )


def _highest_growth(line: Line, case: BusinessCase) -> Decimal | None:
    if isinstance(line.growth, str):
        return max(case.indexes[line.growth].rates, default=None) if line.growth in case.indexes else None
    return line.growth


def _mixed(paper: ReviewSubject) -> Iterator[Problem]:
    case = paper.business.as_written
    for index, line in enumerate(case.lines):
        if line.prices not in (None, case.prices) and not line.sunk:
            yield paper.at(
                "lines",
                index,
                "prices",
                found=f"{line_name(line)} in {line.prices} prices, in a case of {case.prices} ones",
                expected="prices of one kind, or a reason for two",
                remedy="Ask whether its figures are really of the other kind; inflation converts them.",
            )


def _percent(rate: Decimal) -> str:
    return f"{format_number(float(rate) * 100)}%"
