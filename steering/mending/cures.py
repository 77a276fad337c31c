"""The cures that are offered for cells of a kind of column: a new text where one fits, for all like it at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from steering.catalog.contracts import ColumnType
from steering.errors import nearest_name
from steering.ingest.column_names import spelling
from steering.ingest.column_rules import CONTROL
from steering.ingest.date_types import MONTH
from steering.ingest.number_types import COUNT, DECIMAL
from steering.mending import date_cures as dates
from steering.mending import number_cures as numbers

NUMBERS: tuple[ColumnType, ...] = ("count", "decimal")
# RE2 writes a code point otherwise than Python.
_CONTROL = re.compile(re.sub(r"\\x\{([0-9a-f]{4})\}", r"\\u\1", CONTROL))
# Cells that are right, where a cure could fit one.
_RIGHT: Mapping[ColumnType, re.Pattern[str]] = {
    "count": re.compile(COUNT),
    "decimal": re.compile(DECIMAL),
    "month": re.compile(MONTH),
}

Apply = Callable[[str, Collection[str]], str | None]


@dataclass(frozen=True, kw_only=True)
class CellCure:
    """What is done to a cell: `label` says it as a request; `apply` gives the new text, None where it does not fit."""

    label: str
    types: tuple[ColumnType, ...]
    apply: Apply


def cure_text(cure: CellCure, kind: ColumnType, text: str, names: Collection[str]) -> str | None:
    """The new text of a cell of a kind of column; None where the cure does not fit, or the cell is right as it is.

    `names` are what the column is filled with where it is right.
    """
    if kind not in cure.types or text in names or (kind in _RIGHT and _RIGHT[kind].fullmatch(text)):
        return None
    new = cure.apply(text, names)
    return None if new == text else new


def _alone(cure: Callable[[str], str | None]) -> Apply:
    return lambda text, _: cure(text)


def _make_number_cure(label: str, cure: Callable[[str], str | None]) -> CellCure:
    return CellCure(label=label, types=NUMBERS, apply=_alone(cure))


def _make_month_cure(label: str, cure: Callable[[str], str | None]) -> CellCure:
    return CellCure(label=label, types=("month",), apply=_alone(cure))


def _make_moment_cure(label: str, cure: Callable[[str], str | None]) -> CellCure:
    return CellCure(label=label, types=("moment",), apply=_alone(cure))


def _nearest_choice(text: str, names: Collection[str]) -> str | None:
    """The choice that is spelled alike, or nearly so."""
    alike = _spelled_alike(text, names)
    near = alike or nearest_name(re.sub(r"[\s-]+", "_", text.lower()), tuple(names))
    return near or None


def _spelled_alike(text: str, names: Collection[str]) -> str | None:
    """The name that differs only in case, spaces and signs, where there is one."""
    alike = {name for name in names if spelling(name) == spelling(text)}
    return alike.pop() if len(alike) == 1 and spelling(text) else None


def _hyphens(text: str, names: Collection[str]) -> str | None:
    new = re.sub(r"\s+", "-", text)
    return new if new != text and re.fullmatch(r"[^\W_][\w./:@#+-]*", new) and not _spelled_alike(text, names) else None


def _without_control(text: str) -> str | None:
    new = _CONTROL.sub("", text)
    return new if new != text else None


def _digest(text: str) -> str | None:
    match = re.fullmatch(r"(?i)(?:sha-?256[:=\s]*)?([0-9a-f]{64})(?:\s.*)?", text.replace("\n", " "))
    return match[1].lower() if match and match[1] != text else None


def _address(text: str) -> str | None:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text):
        new = re.sub(r"\s", "%20", text)
        return new if new != text else None
    return f"https://{text}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", text) else None


# In the order in which they are offered.
CURES: Mapping[str, CellCure] = {
    "decimal-comma": _make_number_cure("Write a point for the decimal comma", numbers.decimal_comma),
    "thousands": _make_number_cure("Leave out the thousands separators", numbers.thousands),
    "percent": _make_number_cure("Write the percentage as a share", numbers.percent),
    "unit": _make_number_cure("Leave out the unit or currency", numbers.unit),
    "minus": _make_number_cure("Write the minus sign as a hyphen", numbers.minus),
    "nothing": _make_number_cure("Leave the cell empty: it holds no figure", numbers.nothing),
    "month": _make_month_cure("Write year, hyphen and month", dates.month),
    "month-of-day": _make_month_cure("Keep the month of the day", dates.month_of_day),
    "month-of-day-first": _make_month_cure("Read the day first, and keep the month", dates.month_of_day_first),
    "month-of-month-first": _make_month_cure("Read the month first, and keep it", dates.month_of_month_first),
    "month-of-number": _make_month_cure("Read the spreadsheet's number as its month", dates.month_of_number),
    "day": _make_moment_cure("Write year, month and day", dates.moment),
    "day-first": _make_moment_cure("Read the day first", dates.moment_of_day_first),
    "month-first": _make_moment_cure("Read the month first", dates.moment_of_month_first),
    "day-of-number": _make_moment_cure("Read the spreadsheet's number as its day", dates.day_of_number),
    "moment-of-seconds": _make_moment_cure("Read the seconds since 1970", dates.moment_of_seconds),
    "choice": CellCure(label="Write the word that is nearest", types=("choice",), apply=_nearest_choice),
    "spelling": CellCure(label="Spell the name as elsewhere", types=("identifier", "text"), apply=_spelled_alike),
    "hyphens": CellCure(label="Write hyphens for the spaces", types=("identifier",), apply=_hyphens),
    "control": CellCure(
        label="Remove characters that can't be seen",
        types=("text", "identifier", "uri", "json"),
        apply=_alone(_without_control),
    ),
    "digest": CellCure(label="Keep the digest alone", types=("sha256",), apply=_alone(_digest)),
    "address": CellCure(label="Write it as an address", types=("uri",), apply=_alone(_address)),
}
