"""The rows of a dataset file as texts, so that all that a variant does not change stays as it was written."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from steering.errors import CaseRefused, Problem

Row = dict[str, str]
ENDINGS = (".csv", ".csv.gz")


@dataclass(frozen=True, kw_only=True)
class DatasetRows:
    """A dataset as its file has it: `file` is the name below `datasets/`. No row is ever changed in place."""

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def change(self, should: Callable[[Row], bool], change: Callable[[Row], Row]) -> DatasetRows:
        """Return the same with those rows changed that should be."""
        return replace(self, rows=tuple(change(row) if should(row) else row for row in self.rows))


def read_rows(paths: Sequence[Path]) -> DatasetRows:
    """Read a dataset from one CSV file, packed or not.

    Raises:
        CaseRefused: it is something else, or no UTF-8 with a name for each of its columns.
    """
    path, *others = paths
    name = f"datasets/{path.name}"
    if others or not path.is_file() or not path.name.lower().endswith(ENDINGS):
        found = "several files" if others or path.is_dir() else "a file of another type"
        raise _refuse(name, found, "one .csv or .csv.gz", "Save the dataset as one CSV file.")
    try:
        content = path.read_bytes()
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
        header, *lines = list(csv.reader(io.StringIO(text, newline=""))) or [[]]
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise _refuse(name, str(error), "CSV in UTF-8", "Check the file with `python -m steering check`.") from error
    lines = [line for line in lines if line]
    if any(len(line) != len(header) for line in lines) or len(set(header)) != len(header):
        raise _refuse(
            name, "rows that don't fit the header", "a cell for each column", "Check the file before you vary it."
        )
    return DatasetRows(
        file=path.name, header=tuple(header), rows=tuple(dict(zip(header, line, strict=True)) for line in lines)
    )


def write_rows(dataset: DatasetRows) -> bytes:
    """Return the rows as the file's content; the same rows give the same bytes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(dataset.header)
    writer.writerows([row[column] for column in dataset.header] for row in dataset.rows)
    content = out.getvalue().encode()
    return gzip.compress(content, mtime=0) if dataset.file.lower().endswith(".gz") else content


def scale_cell(text: str, factor: Decimal) -> str:
    """Return a number times a factor with as many decimals as it had; what is no number stays."""
    number = number_of(text)
    if number is None:
        return text
    return f"{(number * factor).quantize(Decimal(1).scaleb(min(int(number.as_tuple().exponent), 0))):f}"


def number_of(text: str) -> Decimal | None:
    """Return a cell as a number; None where it is empty or none."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _refuse(file: str, found: str, expected: str, remedy: str) -> CaseRefused:
    return CaseRefused("The variants", [Problem(file=file, found=found, expected=expected, remedy=remedy)])
