"""Charges that are there again: in one file, in two parts of an export, or as a later state of the same charges."""
# ruff: noqa: S608
# The SQL is made of quoted names; values of the files are never pasted into it.

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from steering.catalog.contracts import Contract
from steering.errors import Problem
from steering.formatting import join_words
from steering.ingest.focus.column_sql import TAG_COLUMNS, quote_name
from steering.ingest.focus.write_parquet import DERIVED, PART
from steering.ingest.report import ProblemList
from steering.warehouse import Scratch, quote_literal

# What names the thing that was charged for. Without one, two charges alike are more likely two than one.
IDS = ("ResourceId", "SkuPriceId", "SkuId", "CommitmentDiscountId", "AllocatedResourceId", "SkuMeter")
# An invoice gets its number later than its charges.
LATER = ("InvoiceId",)
_REMEDY = "They are kept, and count twice. Leave one of the two out, or export each period once."


def warn_of_repeats(
    parquet: Path,
    types: Mapping[str, str],
    partial: frozenset[str],
    contract: Contract,
    duplicates: int,
    scratch: Scratch,
    findings: ProblemList,
) -> None:
    """Warn of stored charges that are there again, within a file or in another part, with what they cost.

    `duplicates` is the number of rows that repeat another one in every cell, wherever that is.
    """
    has_parts = len(findings.parts) > 1
    if not (has_parts or duplicates):
        return
    _create_charges(parquet, types, partial, contract, scratch, has_parts=has_parts)
    if duplicates:
        _warn_of_copies(scratch, findings)
    if has_parts:
        _warn(_overlaps("whole", scratch), "that stand in {other} as well, cell for cell", findings)
        scratch.run("delete from charges where whole in (select whole from twice)")
        _warn(_overlaps("charge", scratch), "that stand in {other} as well, with another amount", findings)
    scratch.run("drop table charges")


def _create_charges(
    parquet: Path,
    types: Mapping[str, str],
    partial: frozenset[str],
    contract: Contract,
    scratch: Scratch,
    *,
    has_parts: bool,
) -> None:
    """Create the table `charges`: of each row its part, its cost, and hashes of its cells; `charge` only where an id
    names it."""
    names = [name for name in types if name not in DERIVED and name not in partial]
    rest = [name for name in types if name in partial]
    known = [name for name in names if name in contract.names and name not in LATER]
    charge = [name for name in known if not types[name].startswith(("decimal", "double"))]
    ids = [quote_name(name) for name in IDS if name in names]
    others = [name for name in names if name not in charge]
    # What both keys need is hashed once.
    keys = {
        "key": f"hash({_list(charge)})",
        "other": f"hash({_list(others)})",
        "rest": f"hash({_list(rest)})" if rest else "0",
        "is_named": f"coalesce({', '.join(ids)}) is not null" if ids else "false",
    }
    scratch.run(
        "create or replace temp table charges as select part, hash(key, other) as whole, rest, "
        f"case when is_named then key end as charge, currency, cost from (select {PART if has_parts else 0} as part, "
        f"{', '.join(f'{sql} as {name}' for name, sql in keys.items())}, "
        f'"BillingCurrency" as currency, "EffectiveCost" as cost from read_parquet({quote_literal(str(parquet))}))'
    )


def _warn_of_copies(scratch: Scratch, findings: ProblemList) -> None:
    """Warn once for each part of rows that repeat another row of it; what a later part repeats is an overlap."""
    rows = scratch.run(
        "select part, currency, count(*), sum(cost) from (select part, currency, cost, "
        "min(part) over (partition by whole) as first, row_number() over (partition by whole, rest, part) as place "
        "from charges where whole in (select whole from charges group by 1 having count(*) > 1)) "
        "where part = first and place > 1 group by all order by part, currency"
    )
    for part in dict.fromkeys(part for part, *_ in rows):
        amounts = [(currency, number, cost) for at, currency, number, cost in rows if at == part]
        count = sum(number for _, number, _ in amounts)
        noun, verb = ("a row", "repeats") if count == 1 else (f"{count:,} rows", "repeat")
        kept = "It is kept and counts" if count == 1 else "They are kept and count"
        problem = Problem(
            file=str(findings.parts[part]) if len(findings.parts) > 1 else findings.file,
            severity="warning",
            found=f"{noun} of {_join_amounts(amounts)} that {verb} another one in every cell",
            expected="each charge once",
            remedy=f"{kept}. Check that two exports of the same days were not put together.",
        )
        findings.add_of_files([problem], keep_rows=True)


Overlap = tuple[int, int, str | None, int, float]


def _overlaps(key: str, scratch: Scratch) -> list[Overlap]:
    """By part and the first part with the same keys: the currency, the rows that are there again, and their cost."""
    scratch.run(
        f"create or replace temp table twice as select {key}, min(part) as first from charges "
        f"where {key} is not null group by 1 having min(part) <> max(part)"
    )
    return [
        (part, first, currency, count, float(cost or 0))
        for part, first, currency, count, cost in scratch.run(
            f"select part, first, currency, count(*), sum(cost) from charges join twice using ({key}) "
            "where part > first group by all order by part, first, currency"
        )
    ]


def _warn(overlaps: Sequence[Overlap], what: str, findings: ProblemList) -> None:
    for part, first in dict.fromkeys((part, first) for part, first, *_ in overlaps):
        rows = [overlap for overlap in overlaps if overlap[:2] == (part, first)]
        count = sum(number for *_, number, _ in rows)
        money = _join_amounts((currency, number, cost) for _, _, currency, number, cost in rows)
        noun = f"a charge of {money}" if count == 1 else f"{count:,} charges of {money}"
        place, other = findings.parts[part], findings.parts[first]
        above = f"the part from row {other.row}"
        words = what if count > 1 else what.replace("stand ", "stands ")
        problem = Problem(
            file=str(place),
            severity="warning",
            found=f"{noun} {words.format(other=above if other.file == place.file else other)}",
            expected="each charge in one file",
            remedy=_REMEDY if count > 1 else _REMEDY.replace("They are kept, and count", "It is kept, and counts"),
        )
        findings.add_of_files([problem], keep_rows=True)


def _join_amounts(amounts: Iterable[tuple[str | None, int, float | None]]) -> str:
    """`USD 1,200.00 and EUR 3.00`: what charges cost, by currency."""
    return join_words([f"{currency or 'no currency'} {cost or 0:,.2f}" for currency, _, cost in amounts])


def _list(names: Sequence[str]) -> str:
    return ", ".join(_plain(name) if name in TAG_COLUMNS else quote_name(name) for name in names)


def _plain(name: str) -> str:
    """SQL for tags without the spaces between them, which Parquet and CSV exports write in different ways."""
    column = quote_name(name)
    return f"case when json_valid({column}) then json({column})::varchar else {column} end"
