"""What browsers send to a meeting, read strictly: each value of its kind, texts within their length."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from steering.cases.business_types import MOST_INPUTS
from steering.catalog.drivers import DRIVERS
from steering.formatting import printable
from steering.stage.refusals import Refused

LONGEST_TEXT = 500
LONGEST_NAME = 80
# Drivers that every case has, and as many inputs as a case may have.
MOST_VALUES = len(DRIVERS) + MOST_INPUTS
LARGEST_NUMBER = 1e15


def parse_text(data: Mapping[str, Any], name: str, *, longest: int = LONGEST_TEXT, is_needed: bool = True) -> str:
    """Return a text without spaces around it, and without signs that nothing can store.

    Raises:
        Refused: it is no text, too long, or empty where one is needed.
    """
    value = data.get(name, "")
    if not isinstance(value, str):
        raise Refused(f"{name} has to be a text.", 400)
    text = " ".join(printable(value).split())
    if len(text) > longest:
        raise Refused(f"At most {longest} characters, please: this has {len(text)}.", 400)
    if is_needed and not text:
        raise Refused("Write something first.", 400)
    return text


def parse_flag(data: Mapping[str, Any], name: str) -> bool:
    """Return whether something is switched on. Raises Refused where that isn't said by true or false."""
    value = data.get(name)
    if not isinstance(value, bool):
        raise Refused(f"{name} has to be true or false.", 400)
    return value


def parse_day(data: Mapping[str, Any], name: str) -> dt.date:
    """Return a day. Raises Refused where it is none."""
    try:
        return dt.date.fromisoformat(parse_text(data, name))
    except ValueError as error:
        raise Refused("The date is written as 2026-12-31.", 400) from error


def parse_values(data: Mapping[str, Any], name: str = "values") -> dict[str, float]:
    """Return values of drivers. Raises Refused where these are no numbers by name."""
    values = data.get(name)
    if not isinstance(values, Mapping) or len(values) > MOST_VALUES:
        raise Refused(f"{name} has to name drivers with a number each.", 400)
    return {str(driver): parse_number(value) for driver, value in values.items()}


def parse_number(value: object) -> float:
    """Return a finite number. Raises Refused for everything else."""
    # A whole number may be larger than any float; NaN is not even equal to itself.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= LARGEST_NUMBER:
        raise Refused("This has to be a number.", 400)
    return float(value)


def parse_query(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the filters of a page. Raises Refused where these are no texts by name."""
    query = data.get("query", {})
    if not isinstance(query, Mapping) or len(query) > MOST_VALUES:
        raise Refused("query has to name filters with a text each.", 400)
    if not all(isinstance(value, str) and len(value) <= LONGEST_TEXT for value in query.values()):
        raise Refused("query has to name filters with a text each.", 400)
    return tuple(sorted((str(name)[:LONGEST_NAME], value) for name, value in query.items()))
