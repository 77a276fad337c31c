"""How the example's datasets are written as files: CSV text, and its packed form; the same bytes every time."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable

Row = tuple[str | int, ...]


def as_csv(header: str, rows: Iterable[Row]) -> str:
    """The file's text: UTF-8, commas, newline alone at the end of a line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue()


def packed(text: str) -> bytes:
    """The text as gzip, without a time or a file name in its head."""
    file = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=file, mtime=0) as archive:
        archive.write(text.encode())
    return file.getvalue()
