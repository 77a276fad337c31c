"""Dates written with slashes, as spreadsheets do: whether the month or the day comes first, or that it is unclear."""
# ruff: noqa: S608
# The SQL is made of the standard's own names; values of the file are never pasted into it.

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from steering.ingest.column_rules import TEXT
from steering.ingest.date_types import TIMES, UTC, strptime_sql
from steering.warehouse import Scratch

Order = Literal["month first", "day first"]
ORDERS: tuple[Order, ...] = ("month first", "day first")
_SLASHED = r"^\d{1,2}/\d{1,2}/(\d{2}|\d{4})( \d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?[AaPp][Mm])?)?$"
_BILLING = "BillingPeriodStart"


def slash_value(order: Order) -> str:
    """SQL for the moment that a date with slashes means in that order; null where it means none."""
    date = "%m/%d/%{year}" if order == "month first" else "%d/%m/%{year}"
    formats = tuple(date.replace("{year}", year) + time for year in ("y", "Y") for time in TIMES)
    plain = f"regexp_replace({TEXT}, '{UTC}', '')"
    return f"case when regexp_matches({plain}, '{_SLASHED}') then {strptime_sql(plain, formats)} end"


def detect_order(names: Sequence[str], texts: str, scratch: Scratch) -> Order | None:
    """The order in which all dates with slashes make sense, or None where there are none or both do.

    An order makes sense when every such cell is a day and no charge ends before it begins. Where both do, the
    one is taken in which every billing period begins on the first of a month. `texts` is SQL that selects the
    columns `names`, cleaned.
    """
    # With the year first there is only one order.
    cells = " union all ".join(
        f"select '{name}' as which, {_name(name)} as cell from texts "
        f"where regexp_matches({_name(name)}, '^\\d{{1,2}}/')"
        for name in names
    )
    whens = [slash_value(order).replace(TEXT, "cell") for order in ORDERS]
    counts = ", ".join(
        f"count(*) = count({when}), coalesce(bool_and(day({when}) = 1) filter (which = '{_BILLING}'), false)"
        for when in whens
    )
    ((cell_count, *answers),) = scratch.read(f"with texts as ({texts}) select count(*), {counts} from ({cells})")
    if not cell_count:
        return None
    sensible = [order for order, fits in zip(ORDERS, answers[::2], strict=True) if fits]
    sensible = [order for order in sensible if not _backwards(order, names, texts, scratch)] or sensible
    if len(sensible) == 2:
        sensible = [order for order, first in zip(ORDERS, answers[1::2], strict=True) if first]
    return sensible[0] if len(sensible) == 1 else None


def _backwards(order: Order, names: Sequence[str], texts: str, scratch: Scratch) -> bool:
    """Whether a charge would end before it begins."""
    pair = ("ChargePeriodStart", "ChargePeriodEnd")
    if not all(name in names for name in pair):
        return False
    start, end = (slash_value(order).replace(TEXT, _name(name)) for name in pair)
    ((count,),) = scratch.read(f"with texts as ({texts}) select count(*) from texts where {end} < {start}")
    return bool(count)


def _name(name: str) -> str:
    return f'"{name}"'
