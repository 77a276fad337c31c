"""The months of releases: which ones a new release would take away, and a release in which only some are replaced.

A charge is of the month of its bill: exports come by billing period, and a correction of March on April's bill comes,
and goes, with April.
"""
# ruff: noqa: S608
# The SQL is made of quoted names, paths and months that were worked out here; values are never pasted into it.

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from steering.catalog.contracts import CATALOG, Contract, contract
from steering.errors import FileRefused, StoreUnavailable
from steering.ingest.file_set import DataFile, FileSet
from steering.ingest.focus.column_sql import quote_name
from steering.ingest.focus.write_parquet import DERIVED
from steering.ingest.pipeline import TEAM_TAG, load
from steering.ingest.rollup import INVOICE_GRAIN
from steering.months import format_months
from steering.progress import ProgressCallback
from steering.warehouse import Manifest, Scratch, quote_literal, rows_path, scratch

CURRENT = "current release.parquet"
NEW = "new months.parquet"


@dataclass(frozen=True, kw_only=True)
class MergedRelease:
    """A release in which months stand beside those that stay; `is_new` where it was not there before."""

    manifest: Manifest
    is_new: bool = False


def months_of(home: Path, manifest: Manifest, catalog: Path = CATALOG) -> tuple[str, ...]:
    """The months that a release has rows of, the first first; none where its dataset has no months.

    Raises:
        StoreUnavailable: its rows can't be read.
    """
    month = _month_sql(contract(manifest.dataset, catalog))
    if month is None:
        return ()
    rows = rows_path(home, manifest.dataset, manifest.release)
    with scratch(reads=(rows.resolve(),)) as database:
        months = database.run(f"select distinct {month} as month from {_source(rows)} order by month")
    return tuple(month for (month,) in months if month)


def months_that_leave(home: Path, new: Manifest, current: Manifest | None, catalog: Path = CATALOG) -> tuple[str, ...]:
    """The months of the current release of which a new one has nothing.

    Raises:
        StoreUnavailable: the rows of one can't be read.
    """
    if current is None or current.release == new.release:
        return ()
    staying = set(months_of(home, new, catalog))
    return tuple(month for month in months_of(home, current, catalog) if month not in staying)


def describe_leaving(months: tuple[str, ...]) -> str:
    """Which months leave the current release with a new one, as a sentence."""
    if not months:
        return "No month leaves the current release."
    verb, them = ("leaves", "it") if len(months) == 1 else ("leave", "them")
    return f"{format_months(months)} {verb} the current release: the new data has nothing of {them}."


def replace_months(
    home: Path,
    new: Manifest,
    current: Manifest,
    *,
    by: str,
    catalog: Path = CATALOG,
    team_tag: str = TEAM_TAG,
    progress: ProgressCallback | None = None,
) -> MergedRelease:
    """A release of the current rows in which those of the new release's months are replaced; every other month stays.

    It is the release that a file with just these rows would be, and has the warnings of the new one.

    Raises:
        FileRefused: the two don't go together, as where a dataset would have too many rows.
        StoreUnavailable: a release can't be read or written now.
    """
    leaving = months_that_leave(home, new, current, catalog)
    if not leaving:
        return MergedRelease(manifest=new)
    try:
        folder = tempfile.TemporaryDirectory(prefix="steerco-", ignore_cleanup_errors=True)
    except OSError as error:
        raise StoreUnavailable(f"There is no room for temporary files: {error.strerror or error}.") from error
    with folder as place:
        sources = [(new, NEW, None), (current, CURRENT, leaving)]
        files = FileSet(
            name=f"{new.source_name}, beside {len(leaving)} earlier month{'s' * (len(leaving) != 1)}",
            files=tuple(
                DataFile(path=_write_rows(home, release, Path(place) / file, months, catalog), name=file)
                for release, file, months in sources
            ),
            warnings=new.warnings,
            without_numbers=True,
        )
        result = load(files, new.dataset, home, by=by, catalog=catalog, team_tag=team_tag, progress=progress)
        if result.manifest is None:
            raise FileRefused(files.name, result.report.problems, result.report.problem_count)
        return MergedRelease(manifest=result.manifest, is_new=result.is_new)


def _write_rows(home: Path, manifest: Manifest, to: Path, months: Sequence[str] | None, catalog: Path) -> Path:
    """Write the rows of a release, or those of some months, as a file that could be brought."""
    dataset_contract = contract(manifest.dataset, catalog)
    rows = rows_path(home, manifest.dataset, manifest.release)
    with scratch(reads=(rows.resolve(),), writes=(to.parent,)) as database:
        columns = ", ".join(
            f"strftime({quote_name(name)}, '%Y-%m') as {quote_name(name)}" if kind == "DATE" else quote_name(name)
            for name, kind in _filled_columns(rows, database)
        )
        chosen = ", ".join(map(quote_literal, months or ()))
        where = f"where {_month_sql(dataset_contract)} in ({chosen})" if months is not None else ""
        target = f"{quote_literal(str(to))} (format parquet)"
        database.run(f"copy (select {columns} from {_source(rows)} {where}) to {target}", doing="replace the months")
    return to


def _filled_columns(rows: Path, database: Scratch) -> list[tuple[str, str]]:
    """The columns with any value that came with the data, and their types."""
    columns = [(name, kind) for name, kind, *_ in database.run(f"describe from {_source(rows)}") if name not in DERIVED]
    (counts,) = database.run(
        f"select {', '.join(f'count({quote_name(name)})' for name, _ in columns)} from {_source(rows)}"
    )
    return [column for column, count in zip(columns, counts, strict=True) if count]


def _month_sql(dataset_contract: Contract) -> str | None:
    if dataset_contract.standard:
        return INVOICE_GRAIN["billing_month"]
    return f"strftime({quote_name(dataset_contract.period)}, '%Y-%m')" if dataset_contract.period else None


def _source(rows: Path) -> str:
    return f"read_parquet({quote_literal(str(rows.resolve()))})"
