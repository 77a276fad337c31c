"""Warnings about rates and factors that are probably per cent: a discount rate of 10, a range up to 120."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from steering.cases.business import BusinessCase, Scenario
from steering.cases.yaml_reader import Document, Place
from steering.catalog.drivers import DRIVERS
from steering.errors import Problem, quote_input

# A rate from here on, and a factor beyond here, are hardly ever meant; with a percent sign they are believed.
HIGH_RATE, HIGH_FACTOR = Decimal(1), Decimal(10)
RATES = ("discount_rate", "finance_rate", "reinvest_rate", "hurdle_rate")


def check_plausible(case: BusinessCase, document: Document) -> Iterator[Problem]:
    """Yield every rate and factor of a business case that is implausible as it is written."""
    for key in RATES:
        yield from check_rate(getattr(case, key), document, (key,))
    for index, line in enumerate(case.lines):
        for key in ("low", "high"):
            yield from check_factor(getattr(line, key), document, ("lines", index, key))
    for name, driver in case.drivers.items():
        for key in ("value", "low", "high"):
            yield from check_driver(name, getattr(driver, key), document, ("drivers", name, key), ("drivers", name))
    for name, scenario in case.scenarios.items():
        yield from _scenario(scenario, document, ("scenarios", name))
    for index, stated in enumerate(case.stated):
        if stated.at:
            yield from _scenario(stated.at, document, ("stated", index, "at"))


def _scenario(scenario: Scenario, document: Document, place: Place) -> Iterator[Problem]:
    yield from check_rate(scenario.discount_rate, document, (*place, "discount_rate"))
    for key in ("benefits", "costs"):
        yield from check_factor(getattr(scenario, key), document, (*place, key))
    for name, factor in scenario.lines.items():
        yield from check_factor(factor, document, (*place, "lines", name))
    for name, value in scenario.drivers.items():
        yield from check_driver(name, value, document, (*place, "drivers", name))


def check_driver(name: str, value: Decimal | None, document: Document, *places: Place) -> Iterator[Problem]:
    """Check the value of a driver, at the first of these places that the file has; skip unknown drivers."""
    place = next((place for place in places if text_at(document, place)), places[0])
    definition = DRIVERS.get(name)
    if definition is None or value is None:
        return
    if definition.unit == "months":
        if text_at(document, place).endswith("%"):
            remedy = "Write the number of months, without the percent sign."
            yield document.at(place, quote_input(text_at(document, place)), definition.expected, remedy)
    elif definition.effect == "rate":
        yield from check_rate(value, document, place)
    else:
        yield from check_factor(value, document, place)


def check_rate(rate: Decimal | None, document: Document, place: Place) -> Iterator[Problem]:
    """Yield an annual rate of 100% or more."""
    if rate is not None and rate >= HIGH_RATE:
        yield _ask(rate, f"an annual rate below {_percent(HIGH_RATE)}, such as 10% or 0.10", document, place)


def check_factor(factor: Decimal, document: Document, place: Place) -> Iterator[Problem]:
    """Yield a factor of more than 10."""
    if factor > HIGH_FACTOR:
        yield _ask(factor, f"a factor around 1 and up to {HIGH_FACTOR}, such as 1.2 or 120%", document, place)


def _ask(value: Decimal, expected: str, document: Document, place: Place) -> Problem:
    """Return an error, or a warning where the value has a percent sign."""
    written = text_at(document, place)
    if written.endswith("%"):
        problem = document.at(
            place, quote_input(written), expected, "It is taken as it is written; correct it if not meant."
        )
        return replace(problem, severity="warning")
    meant = f"Write {value.normalize():f}% or {(value / 100).normalize():f}"
    remedy = f"{meant}; if {_percent(value)} is meant, write {_percent(value)}."
    return document.at(place, f"{written or value}, which is {_percent(value)}", expected, remedy)


def _percent(value: Decimal) -> str:
    return f"{(value * 100).normalize():f}%"


def text_at(document: Document, place: Place) -> str:
    """Return the text at a place of a document; empty where there is none."""
    tree: Any = document.tree
    for part in place:
        inside = part in tree if isinstance(tree, dict) else isinstance(tree, list) and part in range(len(tree))
        if not inside:
            return ""
        tree = tree[part]
    return tree.strip() if isinstance(tree, str) else ""
