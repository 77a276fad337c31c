"""Check the drivers of a business case that a record of a decision names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from steering.cases.case_drivers import file_name
from steering.cases.plausibility import check_driver
from steering.cases.yaml_reader import Document, Place
from steering.catalog.drivers import DRIVERS, in_range
from steering.errors import Problem, did_you_mean, quote_input


def check_parameters(
    parameters: Mapping[str, Decimal], text: Document, place: Place, inputs: Collection[str] | None
) -> Iterator[Problem]:
    """Yield drivers that there are not, and values that they can't have; `inputs` are None where nobody knows them."""
    for name, value in parameters.items():
        where = (*place, name)
        if name in DRIVERS and not in_range(name, value):
            yield text.at(where, f"{value:f}", DRIVERS[name].expected, "Correct this value.")
        elif name in DRIVERS:
            yield from check_driver(name, value, text, where)
        elif inputs is not None and file_name(name) not in inputs:
            known = [*DRIVERS, *inputs]
            remedy = did_you_mean(name, known).strip() or f"Use one of {', '.join(known)}."
            yield text.at(where, quote_input(name), "a driver or an input of the business case", remedy)
