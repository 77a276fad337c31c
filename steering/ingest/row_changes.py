"""What a release changes in the rows of another: added, removed and changed by key, with the columns that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from steering.catalog.contracts import CATALOG, Contract, contract
from steering.ingest.focus.column_sql import quote_name
from steering.ingest.focus.write_parquet import DERIVED
from steering.warehouse import Manifest, Scratch, quote_literal, rows_path, scratch

# The most rows that are named of each kind.
EXAMPLES = 20
DOING = "compare the releases"
# The columns that say in which release a row is.
IN_NEW, IN_OLD = "_in_new", "_in_old"
MATCH: dict[str, str] = {
    "changed": f"{IN_NEW} and {IN_OLD}",
    "added": f"{IN_NEW} and {IN_OLD} is null",
    "removed": f"{IN_OLD} and {IN_NEW} is null",
}

Kind = Literal["changed", "added", "removed"]


@dataclass(frozen=True, kw_only=True)
class RowExample:
    """A row that differs: its key, and of a changed one a column with its values before and after, None where empty."""

    kind: Kind
    key: tuple[str | None, ...]
    column: str = ""
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class RowChanges:
    """How many rows are added, removed, changed and the same; the columns that differ, and in how many rows.

    Without a `key`, as of charges, a changed row counts as one removed and one added.
    """

    key: tuple[str, ...]
    added: int
    removed: int
    changed: int
    same: int
    columns: tuple[tuple[str, int], ...] = ()
    examples: tuple[RowExample, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether all rows are the same."""
        return not (self.added or self.removed or self.changed)


def compare_rows(home: Path, new: Manifest, old: Manifest, catalog: Path = CATALOG) -> RowChanges:
    """Compare the rows of a release with those of the release before.

    Raises:
        StoreUnavailable: the rows of one can't be read.
    """
    dataset = contract(new.dataset, catalog)
    paths = [rows_path(home, release.dataset, release.release).resolve() for release in (new, old)]
    with scratch(reads=(*paths,)) as database:
        if not dataset.grain:
            return _count_charges(database, paths, _all_columns(new, old))
        _join(database, paths, dataset, _all_columns(new, old))
        return _compare_keys(database, dataset, _all_columns(new, old))


def _all_columns(new: Manifest, old: Manifest) -> list[str]:
    """Every column that came with the data of either."""
    names = dict.fromkeys(name for manifest in (new, old) for name, _ in manifest.columns)
    return [name for name in names if name not in DERIVED]


def _count_charges(database: Scratch, paths: Sequence[Path], columns: Sequence[str]) -> RowChanges:
    """Count rows without a key: two rows are the same where all of their columns are."""
    cells = ", ".join(map(quote_name, columns))
    new, old = (f"from read_parquet({quote_literal(str(path))}) select *" for path in paths)
    # One type for each column of both, so that 1.5 and 1.50 are the same.
    both = f"{new}, 1 as {IN_NEW}, 0 as {IN_OLD} union all by name {old}, 0 as {IN_NEW}, 1 as {IN_OLD}"
    groups = f"from ({both}) select sum({IN_NEW}) as n, sum({IN_OLD}) as o group by hash({cells})"
    counts = database.run(
        f"from ({groups}) select sum(greatest(n - o, 0)), sum(greatest(o - n, 0)), sum(least(n, o))", doing=DOING
    )
    added, removed, same = (int(count or 0) for count in counts[0])
    return RowChanges(key=(), added=added, removed=removed, changed=0, same=same)


def _join(database: Scratch, paths: Sequence[Path], dataset: Contract, columns: Sequence[str]) -> None:
    """Put each row of the new release beside that of the old one with the same key, as the view `pairs`."""
    for name, path, mark in zip(("new", "old"), paths, (IN_NEW, IN_OLD), strict=True):
        there = {column for column, *_ in database.run(f"describe from read_parquet({quote_literal(str(path))})")}
        cells = ", ".join(quote_name(c) if c in there else f"null as {quote_name(c)}" for c in columns)
        rows = f"from read_parquet({quote_literal(str(path))}) select {cells}, true as {mark}"
        database.run(f"create view {name}_rows as {rows}", doing=DOING)
    same_key = " and ".join(f"n.{name} is not distinct from o.{name}" for name in map(quote_name, dataset.grain))
    cells = ", ".join(
        f"n.{quote_name(name)} as {_cell('new', name)}, o.{quote_name(name)} as {_cell('old', name)}"
        for name in columns
    )
    joint = f"from new_rows n full join old_rows o on {same_key} select {cells}, {IN_NEW}, {IN_OLD}"
    database.run(f"create table pairs as {joint}", doing=DOING)


def _compare_keys(database: Scratch, dataset: Contract, columns: Sequence[str]) -> RowChanges:
    values = [name for name in columns if name not in dataset.grain]
    different = {name: f"{_cell('new', name)} is distinct from {_cell('old', name)}" for name in values}
    any_different = f"({' or '.join(different.values()) or 'false'})"
    where = {**MATCH, "changed": f"{MATCH['changed']} and {any_different}"}
    counts = ", ".join(f"count(*) filter (where {condition})" for condition in where.values())
    each = "".join(f", count(*) filter (where {MATCH['changed']} and {test})" for test in different.values())
    ((total, changed, added, removed, *by_column),) = database.run(f"from pairs select count(*), {counts}{each}")
    pairs = zip(values, by_column, strict=True)
    return RowChanges(
        key=dataset.grain,
        added=added,
        removed=removed,
        changed=changed,
        same=total - changed - added - removed,
        columns=tuple(sorted(((name, count) for name, count in pairs if count), key=lambda pair: -pair[1])),
        examples=tuple(_list_examples(database, dataset, values, where)),
    )


def _list_examples(
    database: Scratch, dataset: Contract, values: Sequence[str], where: dict[str, str]
) -> Iterator[RowExample]:
    """The first rows of each kind by their key; of a changed one each column that differs."""
    key = [f"coalesce({_text('new', name, dataset)}, {_text('old', name, dataset)})" for name in dataset.grain]
    kinds: tuple[Kind, ...] = ("changed", "added", "removed")
    for kind in kinds:
        # Typed values are compared, their texts are shown.
        flags = [f"{_cell('new', name)} is distinct from {_cell('old', name)}" for name in values]
        texts = [_text(side, name, dataset) for name in values for side in ("old", "new")]
        order = ", ".join(str(number) for number in range(1, len(key) + 1))
        chosen = ", ".join([*key, *flags, *texts])
        for row in database.run(f"from pairs select {chosen} where {where[kind]} order by {order} limit {EXAMPLES}"):
            own, rest = row[: len(key)], row[len(key) :]
            if kind != "changed":
                yield RowExample(kind=kind, key=own)
                continue
            for number, name in enumerate(values):
                before, after = rest[len(values) + 2 * number :][:2]
                if rest[number]:
                    yield RowExample(kind=kind, key=own, column=name, before=before, after=after)


def _cell(side: str, name: str) -> str:
    return quote_name(f"{side} {name}")


def _text(side: str, name: str, dataset: Contract) -> str:
    """SQL for a cell as text; a month as `2026-03`."""
    cell = _cell(side, name)
    is_month = name in dataset.names and dataset.column(name).type == "month"
    return f"strftime({cell}, '%Y-%m')" if is_month else f"{cell}::varchar"
