"""The checks within `business_case.yaml`, beyond those of each key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from steering.cases.business import BusinessCase, Scenario, Stated
from steering.cases.correlations import check_correlations
from steering.cases.ledger import check_order
from steering.cases.line import Line
from steering.cases.line_checks import check_input_changes, check_line_terms
from steering.cases.option_checks import check_options, check_stated_option
from steering.cases.plausibility import check_plausible, text_at
from steering.cases.yaml_reader import Document, Place
from steering.catalog.business_metrics import AMOUNTS, METRICS, MONTHS
from steering.catalog.drivers import DRIVERS, in_range
from steering.errors import Problem, did_you_mean, quote_input

BENEFITS = ("savings", "productivity", "revenue", "risk")
MOST_YEARS = 200
# What pages call a business case without a scenario.
BASE = "base"


def check_business(case: BusinessCase, document: Document) -> Iterator[Problem]:
    """Yield every disagreement within a business case, errors and warnings, each with its line and path."""
    yield from _shape(case, document)
    yield from _lengths(case, document)
    yield from _dates(case, document)
    yield from _lines(case, document)
    yield from check_line_terms(case, document)
    yield from check_options(case, document)
    yield from _verdict(case, document)
    yield from _drivers(case, document)
    yield from check_correlations(case, document)
    yield from check_plausible(case, document)
    for name, scenario in case.scenarios.items():
        yield from _scenario(scenario, case, document, ("scenarios", name))
        if name.strip().casefold() == BASE:
            expected = "another name: the case without a scenario is the base"
            remedy = "Give it a name of its own, so that the two are told apart."
            yield _warning(document.at(("scenarios", name), f"a scenario named {quote_input(name)}", expected, remedy))
    for index, stated in enumerate(case.stated):
        yield from _check_stated(stated, case, document, ("stated", index))


def _shape(case: BusinessCase, document: Document) -> Iterator[Problem]:
    flows = case.cashflows
    if case.lines and flows:
        remedy = "Keep one of the two: lines, or their sums as cashflows."
        yield document.at(("cashflows",), "lines and cashflows both", "one of the two", remedy)
    elif not case.lines and not flows:
        remedy = "Add `lines:` with costs and benefits, or `cashflows:`."
        place: Place = ("lines",) if "lines" in _tree(document) else ()
        yield document.at(place, "no lines and no cashflows", "one of the two", remedy)
    if flows and flows.net and (flows.costs or flows.benefits):
        remedy = "Keep costs and benefits, and remove net: it follows from them."
        yield document.at(("cashflows", "net"), "net beside costs or benefits", "one of the two", remedy)
    elif flows and not flows.net and not (flows.costs and flows.benefits):
        missing = "costs" if flows.benefits else "benefits" if flows.costs else "figures"
        remedy = "Give both costs and benefits, with zeros where there are none, or net alone."
        yield document.at(("cashflows",), f"no {missing}", "costs and benefits, or net", remedy)
    if not case.apart and case.timing == "split" and not case.days:
        remedy = "Give costs and benefits apart, or another timing."
        yield document.at(("timing",), "'split' for net flows", "end, mid or start", remedy)


def _tree(document: Document) -> Mapping[str, object]:
    return document.tree if isinstance(document.tree, dict) else {}


def _lengths(case: BusinessCase, document: Document) -> Iterator[Problem]:
    count = case.last + 1
    reason = f"{count}: today and {case.last} periods"
    for place, values in case.lists:
        if len(values) != count or count < 2:
            remedy = "Add or remove figures, or correct `periods`; index 0 is today."
            if not values and place[0] == "lines":
                remedy = "Add figures, or give an `amount` for each period, or a `quantity` and a `price`."
            expected = reason if count >= 2 else "today and at least one period"
            yield document.at(place, f"{len(values)} figures", expected, remedy)
        elif count > 601:
            yield document.at(place, f"{len(values)} figures", "at most 601", "Use longer periods.")
    if case.days and len(case.days) != count:
        yield document.at(_days_at(case), f"{len(case.days)} dates", f"{count}, one for each figure", "Correct them.")


def _days_at(case: BusinessCase) -> Place:
    return ("dates",) if case.dates else ("cashflows", "dates")


def _dates(case: BusinessCase, document: Document) -> Iterator[Problem]:
    place = _days_at(case)
    if case.dates and case.cashflows and case.cashflows.dates:
        yield document.at(("dates",), "dates here and within cashflows", "dates once", "Remove one of the two lists.")
    yield from check_order(case, document, place)
    for key in ("period", "timing") if case.days else ():
        if (written := _tree(document).get(key)) is not None:
            remedy = "Remove it: flows fall on their dates, and it changes nothing."
            yield _warning(document.at((key,), f"{key}: {written} beside dates", f"dates, or a {key}", remedy))
    if case.days and (max(case.days) - min(case.days)).days > MOST_YEARS * 366:
        found = f"{min(case.days)} to {max(case.days)}"
        yield document.at(place, found, f"at most {MOST_YEARS} years", "Correct the first or the last date.")


def _lines(case: BusinessCase, document: Document) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, line in enumerate(case.lines):
        place: Place = ("lines", index)
        if first.setdefault(line.id, index) != index:
            yield document.at((*place, "id"), quote_input(line.id), "an id used once", "Give the line another id.")
        yield from _range(line.low, Decimal(1), line.high, line.distribution, document, place)
        yield from _line(line, document, place)
    for where, values in case.lists:
        for index, figure in enumerate(values):
            if figure.value < 0 and where[-1] != "net":
                yield _warning(
                    document.at(
                        (*where, index),
                        str(figure.value),
                        "a positive figure; costs and benefits are both written so",
                        "Leave it where it lowers the line; where it only marks a cost, remove the minus sign.",
                    )
                )


def _line(line: Line, document: Document, place: Place) -> Iterator[Problem]:
    if line.follows_cost and line.kind != "cost":
        remedy = "Make it a cost line, or remove `follows_cost`."
        yield document.at((*place, "follows_cost"), "a benefit line", "a cost line", remedy)
    if line.kind == "benefit" and line.category and line.category not in BENEFITS:
        remedy = did_you_mean(line.category, BENEFITS).strip() or "Choose the nearest of these."
        expected = f"one of {', '.join(BENEFITS)}"
        yield _warning(document.at((*place, "category"), quote_input(line.category), expected, remedy))


def _warning(problem: Problem) -> Problem:
    return replace(problem, severity="warning")


def _range(
    low: Decimal, likely: Decimal, high: Decimal, distribution: str, document: Document, place: Place
) -> Iterator[Problem]:
    if low > high:
        yield document.at((*place, "low"), str(low), f"at most `high`, {high}", "Swap the two.")
    elif distribution in ("triangular", "pert") and not low <= likely <= high:
        expected = f"a range around the likely value, {likely}"
        remedy = "Widen the range, or choose another distribution."
        yield document.at((*place, "low"), f"{low} to {high}", expected, remedy)
    elif distribution == "lognormal" and low <= 0:
        yield document.at((*place, "low"), str(low), "above 0 for lognormal", "Raise it, or choose another one.")


def _verdict(case: BusinessCase, document: Document) -> Iterator[Problem]:
    rule = case.verdict
    if rule.not_worth_funding > rule.worth_funding:
        expected = f"a share up to that of worth_funding, {rule.worth_funding}"
        place: Place = ("verdict", "not_worth_funding")
        yield document.at(place, str(rule.not_worth_funding), expected, "Swap the two, or lower it.")


def _drivers(case: BusinessCase, document: Document) -> Iterator[Problem]:
    for name, driver in case.drivers.items():
        place: Place = ("drivers", name)
        for key in ("value", "low", "high"):
            value: Decimal | None = getattr(driver, key)
            if value is not None and not in_range(name, value):
                yield document.at((*place, key), str(value), DRIVERS[name].expected, "Correct this value.")
        likely = case.driver(name)
        low = likely if driver.low is None else driver.low
        high = likely if driver.high is None else driver.high
        yield from _range(low, likely, high, driver.distribution, document, place)
        yield from _even(name, case, document, place)
    likely = case.driver("discount_rate")
    if likely != case.discount_rate:
        found = f"{likely}, where the case's own rate is {case.discount_rate}"
        remedy = "The driver's value is used; write the same rate in both places."
        place = ("drivers", "discount_rate", "value")
        yield _warning(document.at(place, found, "the same rate", remedy))


def _even(name: str, case: BusinessCase, document: Document, place: Place) -> Iterator[Problem]:
    """Drivers that this kind of case can't follow."""
    if DRIVERS[name].needs_even_periods and case.days:
        remedy = "Remove it, or give periods instead of dates."
        yield document.at(place, f"{name} with dates", "drivers of amounts and rates", remedy)
    elif name != "discount_rate" and not case.apart:
        remedy = "Remove it, or give costs and benefits apart."
        yield document.at(place, f"{name} with net flows", "discount_rate only", remedy)


def _scenario(scenario: Scenario, case: BusinessCase, document: Document, place: Place) -> Iterator[Problem]:
    ids = [line.id for line in case.lines]
    for name in scenario.lines:
        if name not in ids:
            remedy = did_you_mean(name, ids).strip() or "Use the id of one of the lines, or remove it."
            yield document.at((*place, "lines", name), quote_input(name), "the id of a line", remedy)
    yield from check_input_changes(scenario.inputs, case, document, place)
    for name, value in scenario.drivers.items():
        where: Place = (*place, "drivers", name)
        if name not in DRIVERS:
            remedy = did_you_mean(name, list(DRIVERS)).strip() or "Use one of these, or remove it."
            yield document.at(where, quote_input(name), f"one of {', '.join(DRIVERS)}", remedy)
        elif not in_range(name, value):
            yield document.at(where, str(value), DRIVERS[name].expected, "Correct this value.")
        else:
            yield from _even(name, case, document, where)
    if scenario.discount_rate is not None and "discount_rate" in scenario.drivers:
        where = (*place, "discount_rate")
        yield document.at(where, "the discount rate twice", "it once", "Keep one of the two: they mean the same.")
    if not case.apart and (scenario.benefits != 1 or scenario.costs != 1):
        remedy = "Give costs and benefits apart, or change the discount rate only."
        yield document.at(place, "a factor on benefits or costs of net flows", "costs and benefits apart", remedy)


def _check_stated(stated: Stated, case: BusinessCase, document: Document, place: Place) -> Iterator[Problem]:
    if stated.metric not in METRICS:
        remedy = did_you_mean(stated.metric, list(METRICS)).strip() or f"Use one of {', '.join(METRICS)}."
        yield document.at((*place, "metric"), quote_input(stated.metric), "a metric of a business case", remedy)
    else:
        yield from _claim(stated, document, place)
    if stated.scenario is not None and stated.scenario not in case.scenarios:
        names = list(case.scenarios)
        remedy = did_you_mean(stated.scenario, names).strip() or "Add the scenario, or leave it out for the base."
        yield document.at((*place, "scenario"), quote_input(stated.scenario), "a scenario of this file", remedy)
    yield from check_stated_option(stated, case, document, place)
    if stated.at is not None:
        yield from _scenario(stated.at, case, document, (*place, "at"))


def _claim(stated: Stated, document: Document, place: Place) -> Iterator[Problem]:
    """Yield a claim of another kind than its metric."""
    where = (*place, "value")
    truth = METRICS[stated.metric].unit == "truth"
    if isinstance(stated.value, bool) != truth:
        expected = "true or false" if truth else f"a number, as {stated.metric} is"
        yield document.at(where, quote_input(stated.value), expected, "Correct this value.")
    elif isinstance(stated.value, tuple) and not METRICS[stated.metric].several:
        yield document.at(where, "a list", f"one number, as {stated.metric} is", "Correct this value.")
    elif stated.metric in (*AMOUNTS, *MONTHS) and text_at(document, where).endswith("%"):
        expected = "a number of months" if stated.metric in MONTHS else "an amount in the file's unit"
        yield document.at(where, quote_input(text_at(document, where)), expected, "Write it without the percent sign.")
