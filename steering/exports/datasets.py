"""A dataset in force as a file to take along, and the empty file to fill in instead."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from steering.addresses import AddressMask
from steering.errors import StoreUnavailable
from steering.exports.tables import XLSX_CELLS, XLSX_ROWS, Worksheet, csv, write_csv
from steering.ingest import Contract
from steering.warehouse import Manifest, rows_path

T = TypeVar("T")
QUICK_CELLS = 50_000
BATCH = 20_000
# Beyond so many rows a CSV comes packed (.csv.gz), which an upload takes as well.
PACKED_ROWS = 250_000


def sheet(home: Path, manifest: Manifest, *, contacts: bool = True) -> Worksheet:
    """The rows of a release as a table, without `contacts` without e-mail addresses.

    Reading it may raise StoreUnavailable.
    """
    return Worksheet(
        title=manifest.dataset,
        headings=_list_stored(manifest),
        batches=lambda: _hide_in_batches(_batches(home, manifest, BATCH), contacts=contacts),
        rows=manifest.rows,
    )


def head(home: Path, manifest: Manifest, count: int) -> list[tuple[str, ...]]:
    """The first rows of a release as text, an empty text where there is nothing.

    Raises:
        StoreUnavailable: the release can't be read.
    """
    for batch in _batches(home, manifest, count):
        columns = [["" if cell is None else str(cell) for cell in column.to_pylist()] for column in batch.columns]
        return list(zip(*columns, strict=True))
    return []


def compress(manifest: Manifest) -> bool:
    """Whether the CSV of a release comes packed."""
    return manifest.rows > PACKED_ROWS


def fits_workbook(manifest: Manifest) -> bool:
    """Whether the rows of a release are few enough for a workbook to be written while somebody waits."""
    return manifest.rows <= XLSX_ROWS and manifest.rows * len(_list_stored(manifest)) <= XLSX_CELLS


def writes_at_once(manifest: Manifest) -> bool:
    """Whether a workbook of a release is written in about a second, so that nobody needs to see how far it is."""
    return manifest.rows * len(_list_stored(manifest)) <= QUICK_CELLS


def as_csv(home: Path, manifest: Manifest, *, contacts: bool = True) -> bytes:
    """All rows of a release as CSV, which can be uploaded again; packed where it is `packed`."""
    table = sheet(home, manifest, contacts=contacts)
    if not compress(manifest):
        return csv(table)
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6, mtime=0) as packing:
        write_csv(table, packing)
    return out.getvalue()


def parquet(home: Path, manifest: Manifest, *, contacts: bool = True) -> bytes:
    """The Parquet file of a release: as it is, or without `contacts` without e-mail addresses.

    Raises:
        StoreUnavailable: it can't be read.
    """
    path = rows_path(home, manifest.dataset, manifest.release)
    return _open(path, lambda path: path.read_bytes() if contacts else _write_without_addresses(path))


def _write_without_addresses(path: Path) -> bytes:
    out = io.BytesIO()
    with pq.ParquetFile(path) as file, pq.ParquetWriter(out, file.schema_arrow) as writer:
        for batch in _hide_in_batches(file.iter_batches(BATCH), contacts=False):
            writer.write_batch(batch)
    return out.getvalue()


def _hide_in_batches(batches: Iterable[pa.RecordBatch], *, contacts: bool) -> Iterator[pa.RecordBatch]:
    """Yield batches as they are, or without `contacts` with the addresses of all of them numbered."""
    mask = AddressMask()
    for batch in batches:
        if contacts:
            yield batch
        else:
            columns = [_hide_in_column(column, mask) for column in batch.columns]
            yield pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _hide_in_column(column: pa.Array, mask: AddressMask) -> pa.Array:
    """Return a column without addresses: of texts each different one is looked at once."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    dictionary = column.dictionary_encode()
    texts = [None if text is None else mask.hide(text) for text in dictionary.dictionary.to_pylist()]
    return pa.array(texts, column.type).take(dictionary.indices)


def template(contract: Contract) -> bytes:
    """The header and one example row of a dataset, as CSV to be filled in."""
    columns = [pa.array([column.example]) for column in contract.columns]
    batch = pa.RecordBatch.from_arrays(columns, names=list(contract.names))
    return csv(Worksheet(title=contract.id, headings=contract.names, batches=lambda: iter((batch,))))


def _list_stored(manifest: Manifest) -> tuple[str, ...]:
    """The columns that came with the file; those that begin with _ were worked out of them."""
    return tuple(name for name, _ in manifest.columns if not name.startswith("_"))


def _batches(home: Path, manifest: Manifest, size: int) -> Iterator[pa.RecordBatch]:
    path = rows_path(home, manifest.dataset, manifest.release)
    with _open(path, pq.ParquetFile) as file:
        for batch in file.iter_batches(size, columns=list(_list_stored(manifest))):
            yield pa.RecordBatch.from_arrays([_month(column) for column in batch.columns], names=batch.schema.names)


def _month(column: pa.Array) -> pa.Array:
    """Months are stored as their first day, and written as `2026-03`."""
    return pc.strftime(column, "%Y-%m") if pa.types.is_date(column.type) else column


def _open(path: Path, how: Callable[[Path], T]) -> T:
    try:
        return how(path)
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or "the file is damaged"
        message = f"The rows of this release can't be read ({reason}). Load the same file again."
        raise StoreUnavailable(message) from error
