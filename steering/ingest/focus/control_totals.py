"""What stored costs add up to, what identifies them, and what their sums give away; reads the staged Parquet."""
# ruff: noqa: S608
# The SQL is made of quoted names; values of the file are never pasted into it.

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from steering.catalog.contracts import Contract
from steering.errors import Problem
from steering.formatting import join_words
from steering.ingest.fingerprint import EXACT
from steering.ingest.focus.column_sql import quote_name
from steering.ingest.focus.write_parquet import DERIVED
from steering.ingest.report import ProblemList
from steering.warehouse import Scratch, quote_literal

COSTS = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")
UNNAMED = "(no provider)"
NO_CURRENCY = "(no currency)"
# Parts the cells of a canonical row; no accepted text holds this control character.
SEPARATOR = "chr(31)"
# Share of billed charges without effective cost from which on that column is doubted.
IMPLAUSIBLE = 0.1

_DAY = 'charge_day("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd")'

Totals = dict[str, Decimal]


def sum_costs(parquet: Path, types: Mapping[str, str], scratch: Scratch) -> dict[str, Any]:
    """Control totals of the costs as exact text, by provider too; of several currencies, each apart."""
    totals = ", ".join(f'sum("{name}")::varchar' for name in COSTS)
    rows = scratch.run(
        f"select coalesce(\"BillingCurrency\", '{NO_CURRENCY}'), coalesce(_provider, '{UNNAMED}'), {totals} "
        f"from {_from(parquet)} group by all order by all"
    )
    scales = _scales(types)
    by_currency: dict[str, dict[str, Totals]] = defaultdict(dict)
    for currency, provider, *amounts in rows:
        amounts_by_column = {name: Decimal(text) for name, text in zip(COSTS, amounts, strict=True) if text is not None}
        by_currency[currency][provider] = amounts_by_column
    totals_by_currency = {currency: _format_totals(providers, scales) for currency, providers in by_currency.items()}
    return (
        next(iter(totals_by_currency.values())) if len(totals_by_currency) == 1 else {"by_currency": totals_by_currency}
    )


def _format_totals(providers: Mapping[str, Totals], scales: Mapping[str, int]) -> dict[str, Any]:
    total: Totals = {}
    for amounts in providers.values():
        for name, amount in amounts.items():
            total[name] = EXACT.add(total.get(name, Decimal(0)), amount)

    def format_amounts(amounts: Totals) -> dict[str, str]:
        return {name: f"{amounts[name]:.{scales[name]}f}" for name in COSTS if name in amounts}

    return {
        **format_amounts(total),
        "by_provider": {name: format_amounts(amounts) for name, amounts in providers.items()},
    }


def release_id(parquet: Path, types: Mapping[str, str], contract: Contract, scratch: Scratch) -> tuple[str, int]:
    """The id of the rows, and how many of them repeat another one exactly.

    The SHA-256 of a header (dataset, contract version, names of the columns that hold anything) and the sorted
    SHA-256 digests of the canonical rows: neither the order of rows and columns, nor empty columns, nor the way
    numbers and moments are written change it.
    """
    own = sorted(name for name in types if name not in DERIVED)
    counts = scratch.run(f"select {', '.join(f'count({quote_name(name)})' for name in own)} from {_from(parquet)}")[0]
    names = [name for name, count in zip(own, counts, strict=True) if count]
    header = {"dataset": contract.id, "version": contract.version, "columns": names}
    digest = hashlib.sha256(json.dumps(header, separators=(",", ":")).encode() + b"\n")
    short_types = _shorten_types(parquet, {name: types[name] for name in names}, scratch)
    row = f", {SEPARATOR}, ".join(_canonical(name, short_types[name]) for name in names)
    scratch.run(f"create or replace temp table digests as select sha256(concat({row})) as digest from {_from(parquet)}")
    for batch in scratch.batches("select digest from digests order by digest"):
        digest.update("".join(batch.column(0).to_pylist()).encode())
    ((duplicates,),) = scratch.run("select count(*) - count(distinct digest) from digests")
    scratch.run("drop table digests")
    return digest.hexdigest(), duplicates


def find_period(parquet: Path, scratch: Scratch) -> tuple[str, str] | None:
    """The first and last month in which a charge counts, as `2026-03`."""
    ((first, last),) = scratch.run(
        f"select strftime(min({_DAY}), '%Y-%m'), strftime(max({_DAY}), '%Y-%m') from {_from(parquet)}"
    )
    return (first, last) if first else None


def warn_of_currencies(sums: Mapping[str, Any], findings: ProblemList) -> None:
    """Warn once of several currencies."""
    if "by_currency" in sums:
        _warn(
            findings,
            "BillingCurrency",
            f"{len(sums['by_currency'])} currencies: {', '.join(sums['by_currency'])}",
            "one billing currency",
            "Amounts of different currencies are never added up; each is shown apart.",
        )


def warn_of_months(parquet: Path, scratch: Scratch, findings: ProblemList) -> None:
    """Warn once of charges outside the billing period that they are billed in, in another month. Corrections are."""
    day = f"strftime({_DAY}, '%Y-%m')"
    billing = "strftime(billing_month(\"BillingPeriodStart\"), '%Y-%m')"
    rows = scratch.run(
        "select currency, count(*), sum(cost)::varchar, arg_min(struct_pack(charge, bill), charge) from ("
        f'select "BillingCurrency" as currency, "EffectiveCost" as cost, {day} as charge, {billing} as bill '
        f"from {_from(parquet)} "
        'where ("ChargePeriodStart" < "BillingPeriodStart" or "ChargePeriodStart" >= "BillingPeriodEnd") '
        'and "ChargeClass" is distinct from \'Correction\' and "EffectiveCost" <> 0) '
        "where charge <> bill group by 1 order by 1"
    )
    if not rows:
        return
    count = sum(number for _, number, *_ in rows)
    amounts = join_words([f"{currency or NO_CURRENCY} {float(amount):,.2f}" for currency, _, amount, _ in rows])
    example = min((example for *_, example in rows), key=lambda example: str(example["charge"]))
    noun = "a charge" if count == 1 else f"{count:,} charges"
    _warn(
        findings,
        "ChargePeriodStart",
        f"{noun} of {amounts} in another month than the bill, such as {example['charge']} on that of {example['bill']}",
        "charges within their billing period",
        "They count in the month in which they begin, and on the bill of their billing period.",
    )


def warn_of_implausible(parquet: Path, scratch: Scratch, findings: ProblemList) -> None:
    """Warn once where EffectiveCost can't be what the standard means by it.

    Purchases and what a commitment covers apart, a charge that was billed has an effective cost.
    """
    own = '"ChargeCategory" <> \'Purchase\' and "CommitmentDiscountStatus" is null'
    rows = scratch.run(
        f"select coalesce(_provider, '{UNNAMED}'), "
        f'count_if({own} and "EffectiveCost" = 0 and "BilledCost" <> 0) as without, '
        f'count_if({own} and "BilledCost" <> 0) as billed, count(*), '
        'bool_and("EffectiveCost" = trunc("EffectiveCost")) and not bool_and("BilledCost" = trunc("BilledCost")) '
        f"from {_from(parquet)} group by 1 having without > {IMPLAUSIBLE} * billed order by 1"
    )
    if not rows:
        return
    providers = " and ".join(f"{without:,} of {count:,} rows of {provider}" for provider, without, _, count, _ in rows)
    suffix = "; its amounts are whole numbers" if all(row[-1] for row in rows) else ""
    _warn(
        findings,
        "EffectiveCost",
        f"0 although BilledCost is not, in {providers}{suffix}",
        "what the charge costs after discounts, which is 0 for purchases only",
        "It looks rounded or incomplete: check trends and showback against BilledCost, and ask the provider.",
    )


def _shorten_types(parquet: Path, types: Mapping[str, str], scratch: Scratch) -> dict[str, str]:
    """The types, with the smallest scale that keeps every number: trailing zeros are no data."""
    short = dict(types)
    scales = {name: scale for name, scale in _scales(types).items() if scale}
    while scales:
        spare = ", ".join(f"bool_and({quote_name(name)} = trunc({quote_name(name)}, {scale - 1}))"
                          for name, scale in scales.items())  # fmt: skip
        (answers,) = scratch.run(f"select {spare} from {_from(parquet)}")
        scales = {name: scales[name] - 1 for name, yes in zip(scales, answers, strict=True) if yes}
        short |= {name: re.sub(r"\d+\)$", f"{scale})", short[name]) for name, scale in scales.items()}
        scales = {name: scale for name, scale in scales.items() if scale}
    return short


def _scales(types: Mapping[str, str]) -> dict[str, int]:
    """The scale of each column of numbers."""
    return {name: int(kind[:-1].rsplit(",", 1)[1]) for name, kind in types.items() if kind.startswith("decimal")}


def _canonical(name: str, kind: str) -> str:
    column = quote_name(name)
    if kind == "timestamp":
        return f"epoch_us({column})"
    return f"{column}::{kind}::varchar" if kind.startswith("decimal") else column


def _from(parquet: Path) -> str:
    return f"read_parquet({quote_literal(str(parquet))})"


def _warn(findings: ProblemList, column: str | None, actual: str, expected: str, remedy: str) -> None:
    findings.add(
        Problem(file=findings.file, severity="warning", column=column, found=actual, expected=expected, remedy=remedy)
    )
