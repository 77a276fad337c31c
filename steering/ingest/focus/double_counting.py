"""Cost that is there twice: a commitment beside its use, an export beside a later one of the same charges."""
# ruff: noqa: S608
# The SQL is made of quoted names; values of the file are never pasted into it.

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from steering.catalog.contracts import Contract
from steering.errors import Problem
from steering.formatting import join_words
from steering.ingest.focus.column_sql import quote_name
from steering.ingest.focus.write_parquet import DERIVED
from steering.ingest.report import ProblemList
from steering.warehouse import Scratch, quote_literal

# How columns are called that say when or by which run a row was written, and nothing about the charge.
_RUN = re.compile(r"(?i)export|time|date|updat|refresh|ingest|load|version|generat|creat|modif|run|batch|part|file")
NAMED = 3


def warn_of_purchases(parquet: Path, scratch: Scratch, findings: ProblemList) -> None:
    """Warn once of commitments whose purchase has effective cost, as their use has it too."""
    rows = scratch.run(
        "select currency, count(*), sum(bought)::varchar from ("
        'select "BillingCurrency" as currency, "CommitmentDiscountId" as id, '
        'sum("EffectiveCost") filter ("ChargeCategory" = \'Purchase\') as bought, '
        'count_if("CommitmentDiscountStatus" is not null and "EffectiveCost" <> 0) as uses '
        f'from {_from(parquet)} where "CommitmentDiscountId" is not null group by all) '
        "where bought > 0 and uses > 0 group by all order by all"
    )
    if rows:
        count = sum(number for _, number, _ in rows)
        noun = "a commitment" if count == 1 else f"{count:,} commitments"
        amounts = join_words([_money(amount, currency) for currency, _, amount in rows])
        _warn(
            findings,
            "EffectiveCost",
            f"{amounts} of EffectiveCost on the purchase of {noun}, beside that on what was used and left unused of it",
            "0 for the purchase, as its cost is spread over its use",
            "It is counted twice. Ask the provider for amortised cost, or set EffectiveCost of these purchases to 0.",
        )


def warn_of_restatements(
    parquet: Path, types: Mapping[str, str], contract: Contract, scratch: Scratch, findings: ProblemList
) -> None:
    """Warn once of charges that differ from another in columns only that the standard doesn't have, and once of those
    that a later export states with other amounts."""
    own = [name for name in types if name not in DERIVED]
    extra = [name for name in own if name not in contract.names]
    if not extra:
        return
    known = [name for name in own if name in contract.names]
    twins = _repeats(parquet, known, (), extra, scratch)
    if twins:
        remedy = "They are kept and count. If one of two is a copy, export each once."
        _warn_of_repeats(findings, twins, "differ from another charge only in", remedy)
    runs = [name for name in extra if _RUN.search(name)]
    measures = [name for name in known if types[name].startswith(("decimal", "double")) and "UnitPrice" not in name]
    if runs:
        restated = _repeats(parquet, [name for name in known if name not in measures], measures, runs, scratch)
        if restated:
            remedy = "They are kept, and all count. Keep the latest export of each period."
            _warn_of_repeats(findings, restated, "state another charge again with other amounts, and differ in", remedy)


Repeats = tuple[int, Sequence[tuple[str | None, str]], Sequence[str]]


def _repeats(
    parquet: Path, same: Sequence[str], different: Sequence[str], told: Sequence[str], scratch: Scratch
) -> Repeats | None:
    """Charges with cost that are alike in the columns `same`, unlike in one of `different` (where there are any) and in
    one of `told`: how many beyond the last of each, what they cost by currency, and in which columns they differ."""
    key = f"hash({', '.join(map(quote_name, same))})"
    other = f"and count(distinct hash({', '.join(map(quote_name, different))})) > 1" if different else ""
    mark = f"hash({', '.join(map(quote_name, told))})"
    scratch.run(
        f"create or replace temp table alike as select {key} as key from {_from(parquet)} "
        f'where "EffectiveCost" <> 0 or "BilledCost" <> 0 '
        f"group by 1 having count(*) > 1 and count(distinct {mark}) > 1 {other}"
    )
    ((count,),) = scratch.run("select count(*) from alike")
    if not count:
        return None
    columns = ", ".join(quote_name(name) for name in told)
    scratch.run(
        f'create or replace temp table rows_alike as select {key} as key, "BillingCurrency" as currency, '
        f'"EffectiveCost" as cost, {columns} from {_from(parquet)} where {key} in (from alike)'
    )
    last = f"row_number() over (partition by key order by {', '.join(f'{quote_name(name)} desc' for name in told)})"
    amounts = scratch.run(
        f"select currency, sum(cost)::varchar, count(*) from (select *, {last} as place from rows_alike) "
        "where place > 1 group by 1 order by 1"
    )
    spread = ", ".join(f"max(distinct_{at})" for at in range(len(told)))
    counts = ", ".join(
        f"count(distinct coalesce({quote_name(name)}, '')) as distinct_{at}" for at, name in enumerate(told)
    )
    (most,) = scratch.run(f"select {spread} from (select {counts} from rows_alike group by key)")
    names = [name for name, number in zip(told, most, strict=True) if number > 1]
    return sum(number for *_, number in amounts), [(currency, amount) for currency, amount, _ in amounts], names


def _warn_of_repeats(findings: ProblemList, repeats: Repeats, what: str, remedy: str) -> None:
    count, amounts, names = repeats
    noun = "a charge" if count == 1 else f"{count:,} charges"
    verb = what if count != 1 else what.replace("differ ", "differs ").replace("state ", "states ")
    money = join_words([_money(amount, currency) for currency, amount in amounts])
    more = f" and {len(names) - NAMED} more columns" if len(names) > NAMED else ""
    _warn(
        findings,
        names[0],
        f"{noun} of {money} that {verb} {', '.join(names[:NAMED])}{more}",
        "each charge once",
        remedy,
    )


def _money(amount: str, currency: str | None) -> str:
    return f"{currency or 'no currency'} {float(amount):,.2f}"


def _from(parquet: Path) -> str:
    return f"read_parquet({quote_literal(str(parquet))})"


def _warn(findings: ProblemList, column: str, actual: str, expected: str, remedy: str) -> None:
    findings.add(
        Problem(file=findings.file, severity="warning", column=column, found=actual, expected=expected, remedy=remedy)
    )
