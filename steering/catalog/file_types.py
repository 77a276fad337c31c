"""The one registry of the files that a dataset may come in: their endings, and how each is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FileKind = Literal["text", "parquet", "workbook"]


@dataclass(frozen=True, kw_only=True)
class FileType:
    """A type of file, recognised by the ending of its name; `is_packed` by gzip, `label` for people."""

    ending: str
    kind: FileKind
    label: str
    is_packed: bool = False


# Of several files of one dataset in a case folder, the first of these is read.
FILE_TYPES = (
    FileType(ending=".csv", kind="text", label="CSV"),
    FileType(ending=".csv.gz", kind="text", label="CSV packed with gzip", is_packed=True),
    FileType(ending=".tsv", kind="text", label="TSV"),
    FileType(ending=".tsv.gz", kind="text", label="TSV packed with gzip", is_packed=True),
    FileType(ending=".parquet", kind="parquet", label="Parquet"),
    FileType(ending=".xlsx", kind="workbook", label="Excel (.xlsx)"),
)
ENDINGS = tuple(file_type.ending for file_type in FILE_TYPES)


def find_file_type(name: str) -> FileType | None:
    """Return the type of a file by its name in any case, or None."""
    lower = name.lower()
    return next((file_type for file_type in FILE_TYPES if lower.endswith(file_type.ending)), None)


def _join(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


# Both as the end of a sentence.
ACCEPTED_FILES = f"a {_join(ENDINGS)} file"
ACCEPTED_LABELS = _join(tuple(file_type.label for file_type in FILE_TYPES))
