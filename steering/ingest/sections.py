"""Large text in which one export was put after another: a file for each, so that DuckDB's own reader can take them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from steering.errors import StoreUnavailable
from steering.ingest.file_type import InputFile, open_unpacked

# More headers than these are no exports put together.
MOST_SECTIONS = 200
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True)
class Section:
    """A header with the rows below it as a file of its own; `row` is that of the header in the whole file."""

    input_file: InputFile
    row: int
    lines: int


def split_sections(input_file: InputFile, folder: Path) -> list[Section]:
    """Split a text file at each line that repeats its first one; nothing where there are too many.

    Raises:
        StoreUnavailable: there is no room for the files.
    """
    rows = []
    try:
        for row, path in _write_sections(input_file, folder):
            rows.append((row, path))
            if len(rows) > MOST_SECTIONS + 1:
                return []
    except OSError as error:
        message = f"There is no room for temporary files: {error.strerror or error}."
        raise StoreUnavailable(f"{message} Let TMPDIR name a folder with room.") from error
    # The last entry is where the file ends.
    return [
        Section(input_file=replace(input_file, path=path, packed=False), row=row, lines=following - row)
        for (row, path), (following, _) in pairwise(rows)
    ]


def _write_sections(input_file: InputFile, folder: Path) -> Iterator[tuple[int, Path]]:
    """The row at which each section begins and its file; then the row after the last one."""
    row = 0
    with open_unpacked(input_file) as stream, ExitStack() as stack:
        header = stream.readline().removeprefix(BYTE_ORDER_MARK)
        text = header
        while text:
            row += 1
            if text.removeprefix(BYTE_ORDER_MARK).rstrip(b"\r\n") == header.rstrip(b"\r\n"):
                stack.close()
                path = folder / f"{input_file.path.name}-{row}.csv"
                out = stack.enter_context(path.open("wb"))
                yield row, path
                out.write(header)
            else:
                out.write(text)
            text = stream.readline()
    yield row + 1, folder
