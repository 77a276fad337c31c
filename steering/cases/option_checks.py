"""The checks of a business case's options and of the rates and tables that hold for all of its lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from steering.cases.business import BusinessCase, Stated
from steering.cases.yaml_reader import Document, Place
from steering.errors import Problem, did_you_mean, quote_input


def check_options(case: BusinessCase, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with the options, and with what rates and biases refer to."""
    yield from _options(case, document)
    yield from _rates(case, document)
    ids = [line.id for line in case.lines]
    for index, bias in enumerate(case.optimism_bias):
        for name in bias.lines:
            if name not in ids:
                remedy = did_you_mean(name, ids).strip() or "Use the id of a line of costs."
                yield document.at(("optimism_bias", index, "lines"), quote_input(name), "the id of a line", remedy)
            elif next(line for line in case.lines if line.id == name).kind != "cost":
                place: Place = ("optimism_bias", index, "lines")
                yield document.at(place, f"{quote_input(name)}, a benefit", "lines of costs", "Remove it here.")


def check_stated_option(stated: Stated, case: BusinessCase, document: Document, place: Place) -> Iterator[Problem]:
    """Yield the options of a stated figure that the case has not."""
    ids = [option.id for option in case.options]
    for key in ("option", "against"):
        name = getattr(stated, key)
        if name is not None and name not in ids:
            remedy = did_you_mean(name, ids).strip() or "Add the option, or leave it out for the one asked for."
            yield document.at((*place, key), quote_input(name), "the id of an option", remedy)


def _options(case: BusinessCase, document: Document) -> Iterator[Problem]:
    ids = [option.id for option in case.options]
    for index, option in enumerate(case.options):
        place: Place = ("options", index)
        if ids.index(option.id) != index:
            yield document.at((*place, "id"), quote_input(option.id), "an id used once", "Give it another id.")
        if option.starts_after and case.days:
            remedy = "Remove it, or give periods instead of dates."
            yield document.at((*place, "starts_after"), "periods with dates", "a case by periods", remedy)
    if case.options and case.cashflows:
        remedy = "Give lines with `options:`, or remove the options."
        yield document.at(("options",), "options of cash flows", "options of lines", remedy)
    baselines = [option.id for option in case.options if option.baseline]
    if case.options and len(baselines) != 1:
        found = "no baseline" if not baselines else f"{len(baselines)} baselines: {', '.join(baselines)}"
        remedy = "Mark the one that the others are held against with `baseline: true`."
        yield document.at(("options",), found, "one baseline", remedy)
    if case.options and case.option is None:
        remedy = "Add `option:` with the id of the one that is asked for."
        yield document.at((), "options, and none that is asked for", "the key 'option'", remedy)
    elif case.option is not None and case.option not in ids:
        remedy = did_you_mean(case.option, ids).strip() or "Add it to `options:`, or remove this key."
        yield document.at(("option",), quote_input(case.option), "the id of an option", remedy)


def _rates(case: BusinessCase, document: Document) -> Iterator[Problem]:
    for index, (before, later) in enumerate(pairwise(case.later_rates), start=1):
        if later.after_year <= before.after_year:
            place: Place = ("later_rates", index, "after_year")
            yield document.at(place, str(later.after_year), f"a year after {before.after_year}", "Put them in order.")
    parts = case.cost_of_capital
    if parts is None:
        return
    debt = (1 - parts.equity_share) * parts.cost_of_debt * (1 - parts.tax_rate)
    average = parts.equity_share * parts.cost_of_equity + debt
    if abs(average - case.discount_rate) > _precision(case.discount_rate):
        found = f"{case.discount_rate}, where the parts of cost_of_capital give {round(average, 6)}"
        remedy = "Correct the discount rate or the parts."
        yield replace(document.at(("discount_rate",), found, "the average of its parts", remedy), severity="warning")


def _precision(rate: Decimal) -> Decimal:
    """Return half a unit of the last decimal that was written."""
    return Decimal(1).scaleb(int(rate.as_tuple().exponent)) / 2
