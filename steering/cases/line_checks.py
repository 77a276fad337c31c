"""The checks of what a line of a business case is worked out from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from steering.cases.business import BusinessCase
from steering.cases.business_terms import Depreciation, EndValue
from steering.cases.line import Line
from steering.cases.line_amounts import growth_of_end, last_rate
from steering.cases.yaml_reader import Document, Place
from steering.catalog.drivers import DRIVERS
from steering.errors import Problem, did_you_mean, quote_input

# Keys that go by period, which dated flows have not.
BY_PERIOD = ("amount", "begins", "ends", "growth", "prices", "timing", "end_value", "depreciation")


def check_line_terms(case: BusinessCase, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with the figures of each line and with what multiplies them."""
    for index, line in enumerate(case.lines):
        place: Place = ("lines", index)
        yield from _figures(line, case, document, place)
        yield from _names(line, case, document, place)
        yield from _money(line, case, document, place)
        if line.end_value:
            yield from _end_value(line, line.end_value, case, document, (*place, "end_value"))
        if line.depreciation:
            yield from _depreciation(line, line.depreciation, case, document, (*place, "depreciation"))
    yield from _inputs(case, document)
    if case.tax and case.tax.paid_after and case.days:
        remedy = "Remove it, or give periods instead of dates."
        found = f"{case.tax.paid_after} periods with dates"
        yield document.at(("tax", "paid_after"), found, "tax paid on the dates of the flows", remedy)


def _figures(line: Line, case: BusinessCase, document: Document, place: Place) -> Iterator[Problem]:
    if line.values and line.amount:
        yield document.at((*place, "amount"), "values and an amount", "one of the two", "Remove one of the two.")
    for key in ("begins", "ends") if line.values else ():
        if getattr(line, key) is not None:
            remedy = "Remove it: the values say when the line begins and ends."
            yield document.at((*place, key), f"{key} beside values", f"values, or {key}", remedy)
    first, last = line.begins or 0, case.last if line.ends is None else line.ends
    if last > case.last and not line.values:
        yield document.at((*place, "ends"), str(last), f"a period up to {case.last}", "Lower it, or add periods.")
    elif first > last:
        key = "ends" if line.ends is not None else "begins"
        found = f"a line that begins in period {first} and ends in {last}"
        yield document.at((*place, key), found, "a line that ends later than it begins", "Correct one of them.")
    for key in BY_PERIOD if case.days else ():
        if getattr(line, key) is not None:
            remedy = "Write the figures as `values`, or give periods instead of dates."
            yield document.at((*place, key), f"{key} with dates", "values on their dates", remedy)


def _names(line: Line, case: BusinessCase, document: Document, place: Place) -> Iterator[Problem]:
    for key in ("quantity", "price", "share"):
        for term in getattr(line, key):
            if isinstance(term, str) and term not in case.inputs:
                names = list(case.inputs)
                remedy = did_you_mean(term, names).strip() or "Add it to `inputs:`, or write the number."
                yield document.at((*place, key), quote_input(term), "a number or the name of an input", remedy)
    if isinstance(line.growth, str) and line.growth not in case.indexes:
        remedy = did_you_mean(line.growth, list(case.indexes)).strip() or "Add it to `indexes:`, or write the rate."
        expected = "a rate a year such as 3%, or the name of an index"
        yield document.at((*place, "growth"), quote_input(line.growth), expected, remedy)
    ids = [option.id for option in case.options]
    for name in line.options or ():
        if name not in ids:
            remedy = did_you_mean(name, ids).strip() or "Add it to `options:`, or remove it."
            yield document.at((*place, "options"), quote_input(name), "the id of an option", remedy)


def _money(line: Line, case: BusinessCase, document: Document, place: Place) -> Iterator[Problem]:
    if line.prices not in (None, case.prices) and case.inflation is None:
        found = f"{line.prices} prices in a case of {case.prices} ones, without inflation"
        remedy = "Add `inflation:` as a rate a year, or write the line in the prices of the case."
        yield document.at((*place, "prices"), found, "one kind of prices, or the inflation between them", remedy)
    if line.currency in (None, case.currency):
        return
    if case.currency is None:
        remedy = "Add `currency:` to the case: the one that its figures are shown in."
        yield document.at((*place, "currency"), f"{line.currency} in a case without currency", "both", remedy)
    elif line.currency not in case.exchange_rates:
        expected = f"{case.currency}, or a currency with its exchange rate"
        remedy = f"Add `exchange_rates: {{{line.currency}: {{rate: 1.1, date: 2026-11-01, source: ...}}}}`."
        yield document.at((*place, "currency"), str(line.currency), expected, remedy)


def _end_value(line: Line, end: EndValue, case: BusinessCase, document: Document, place: Place) -> Iterator[Problem]:
    given = [key for key in ("amount", "share", "growth") if getattr(end, key) is not None]
    if len(given) != 1:
        found = "nothing" if not given else " and ".join(given)
        remedy = "Give what comes back as an amount, as a share of all paid, or as the growth of a flow without end."
        yield document.at(place, found, "one of amount, share and growth", remedy)
        return
    rates = [case.discount_rate, *(option.discount_rate for option in case.options if option.discount_rate is not None)]
    lowest = min(last_rate(case, rate) for rate in rates)
    if end.growth is not None and growth_of_end(end.growth, line, case) >= lowest:
        expected = f"a growth below the discount rate, {lowest}"
        yield document.at((*place, "growth"), str(end.growth), expected, "Lower it: such a flow is worth no end.")


def _depreciation(
    line: Line, how: Depreciation, case: BusinessCase, document: Document, place: Place
) -> Iterator[Problem]:
    if line.kind != "cost":
        yield document.at(place, "depreciation of a benefit", "a capital cost", "Remove it, or make the line a cost.")
    if how.method == "table":
        if not how.shares:
            yield document.at(place, "no shares", "the share of each year", "Add `shares:`, such as [20%, 32%, 48%].")
        elif sum(how.shares) + how.salvage > 1:
            found = f"shares of {sum(how.shares)} in all"
            yield document.at((*place, "shares"), found, "shares of at most 1 in all", "Correct them.")
    elif how.years is None and (how.method == "straight_line" or how.switch):
        yield document.at(place, f"{how.method} without years", "the years of use", "Add `years:`.")
    if how.method == "declining_balance" and how.rate is None:
        yield document.at(place, "no rate", "the share of what is left that is written off a year", "Add `rate:`.")
    if case.tax is None:
        remedy = "Add `tax:` with its rate; without it depreciation is shown in profit and loss alone."
        yield replace(document.at(place, "depreciation without tax", "a tax rate", remedy), severity="warning")
    if case.prices == "real" and case.inflation is None:
        found, expected = "depreciation in a case of real prices", "the inflation that it loses to"
        remedy = "Add `inflation:` as a rate a year: what is written off is in the money of the day of the spend."
        yield replace(document.at(place, found, expected, remedy), severity="warning")


def _inputs(case: BusinessCase, document: Document) -> Iterator[Problem]:
    used = {term for line in case.lines for term in line.terms if isinstance(term, str)}
    for name, given in case.inputs.items():
        place: Place = ("inputs", name)
        if (given.value is None) == (not given.values):
            found = "a value and values" if given.values else "no value"
            remedy = "Give one value, or one for each index."
            yield document.at(place, found, "a value, or values by index", remedy)
        elif given.values and len(given.values) != case.last + 1:
            expected = f"{case.last + 1}: today and {case.last} periods"
            yield document.at((*place, "values"), f"{len(given.values)} figures", expected, "Add or remove figures.")
        if name in DRIVERS:
            remedy = "Give the input another name."
            yield document.at(place, quote_input(name), "a name that no driver has", remedy)
        low = given.value if given.low is None else given.low
        high = given.value if given.high is None else given.high
        if given.value is not None and low is not None and high is not None and not low <= given.value <= high:
            found, expected = f"{low} to {high}", f"a range around the value, {given.value}"
            yield document.at((*place, "low"), found, expected, "Widen the range.")
        if name not in used:
            remedy = "Name it in `quantity`, `price` or `share` of a line, or remove it."
            yield replace(
                document.at(place, "an input of no line", "an input that is used", remedy), severity="warning"
            )


def check_input_changes(
    inputs: dict[str, Decimal], case: BusinessCase, document: Document, place: Place
) -> Iterator[Problem]:
    """Yield the inputs of a scenario that are none, or that can't be changed by one value."""
    for name in inputs:
        given, where = case.inputs.get(name), (*place, "inputs", name)
        if given is None:
            remedy = did_you_mean(name, list(case.inputs)).strip() or "Use the name of an input, or remove it."
            yield document.at(where, quote_input(name), "the name of an input", remedy)
        elif not given.value:
            found = "an input with a value for each index" if given.values else "an input that is 0"
            remedy = "Change the lines that use it instead."
            yield document.at(where, found, "an input with one value other than 0", remedy)
