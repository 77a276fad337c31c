"""Text files as records: encoding, delimiter and quotes, with the row that each record has."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from steering.catalog.contracts import Contract
from steering.errors import FileRefused, Problem
from steering.ingest.column_names import names_by_spelling, spelling
from steering.ingest.file_type import SNIFFED, InputFile, open_unpacked, refuse
from steering.ingest.report import ProblemList

# Characters. A longer line means that the file has no line ends, or a quote is never closed.
LONGEST_LINE = 1_000_000

Delimiter = Literal[",", ";", "\t"]
DELIMITERS: tuple[Delimiter, ...] = (",", ";", "\t")
WORDS: dict[str, str] = {",": "comma", ";": "semicolon", "\t": "tab"}

Record = tuple[int, list[str]]


@dataclass(frozen=True, kw_only=True)
class RawRecord:
    """A record with its row, its cells, and its text as it is written, line ends included.

    One `is_blank` without a filled cell, or where it only says the delimiter. One whose quotes are wrong has no cells.
    """

    row: int
    cells: list[str]
    text: str
    is_blank: bool = False


class Lines:
    """The lines of a file, ends included; counts characters, and remembers whether all were ASCII."""

    def __init__(self, stream: io.BufferedIOBase, encoding: str, name: str) -> None:
        # TextIOWrapper takes any buffered reader; its stub names a narrower protocol.
        self._text = io.TextIOWrapper(stream, encoding=encoding, newline="")  # type: ignore[type-var]
        self._name = name
        self.count = 0
        self.characters = 0
        self.ascii = True

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(LONGEST_LINE + 1):
            self.count += 1
            self.characters += len(line)
            self.ascii = self.ascii and line.isascii()
            if len(line) > LONGEST_LINE:
                refuse(
                    self._name,
                    f"a line of more than {LONGEST_LINE:,} characters",
                    "one row per line",
                    "Check that the file has line ends and that each quote is closed.",
                    self.count,
                )
            yield line


def detect_encoding(head: bytes) -> str:
    """The encoding that a byte-order mark announces, else UTF-8."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-8-sig"


def read_records(input_file: InputFile, encoding: str, contract: Contract, findings: ProblemList) -> Iterator[Record]:
    """The records of a text file with their rows; blank rows are counted and left out.

    Raises:
        FileRefused: the text can't be split into records.
        UnicodeDecodeError: the bytes are not of that encoding.
    """
    with open_unpacked(input_file) as stream:
        lines = Lines(stream, encoding, input_file.name)
        try:
            yield from _split(iter(lines), detect_delimiter(input_file, encoding, contract), findings)
        except UnicodeDecodeError as error:
            _explain(error, lines, input_file.name)
            raise


def read_raw_records(input_file: InputFile, encoding: str, contract: Contract) -> Generator[RawRecord, None, None]:
    """Every record of a text file that was read before, each as it is written there too: nothing is left out."""
    delimiter = detect_delimiter(input_file, encoding, contract)
    with open_unpacked(input_file) as stream:
        source, raw = Lines(stream, encoding, input_file.name), list[str]()

        def lines() -> Iterator[str]:
            for line in source:
                raw.append(line)
                yield line

        reader, row = csv.reader(lines(), delimiter=delimiter, strict=True), 0
        while True:
            row += 1
            cells, is_blank = [], False
            try:
                cells = next(reader)
                is_blank = (row == 1 and is_delimiter_line(cells, delimiter)) or not any(map(str.strip, cells))
            except StopIteration:
                return
            except csv.Error:
                pass
            yield RawRecord(row=row, cells=cells, text="".join(raw), is_blank=is_blank)
            raw.clear()


def find_encoding(input_file: InputFile) -> str:
    """The encoding in which all of a text file can be read: Windows-1252 where it is neither UTF-8 nor UTF-16."""
    with open_unpacked(input_file) as stream:
        encoding = detect_encoding(stream.read(4))
    with open_unpacked(input_file) as stream:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := stream.read(SNIFFED):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            return "cp1252"
    return encoding


def _explain(error: UnicodeDecodeError, lines: Lines, name: str) -> None:
    """Refuse what another encoding would not cure."""
    byte = f"0x{error.object[error.start]:02X}"
    if error.encoding.startswith("utf-16"):
        actual = "UTF-16 text that is damaged or cut off"
    elif error.encoding in ("charmap", "cp1252"):
        actual = f"the byte {byte}, which is neither UTF-8 nor Windows-1252"
    elif not (lines.ascii and error.object[: error.start].isascii()):
        actual = f"the byte {byte}, which is not UTF-8, after other text that is"
    else:
        return
    remedy = "Save the whole file again as UTF-8."
    raise FileRefused(name, [Problem(file=name, found=actual, expected="one encoding throughout", remedy=remedy)])


def _split(lines: Iterator[str], delimiter: Delimiter, findings: ProblemList) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    row = 0
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            _report_quotes(str(error), row, findings)
            continue
        if row == 1 and is_delimiter_line(cells, delimiter):
            continue
        if any(cell and not cell.isspace() for cell in cells):
            yield row, cells


def _report_quotes(message: str, row: int, findings: ProblemList) -> None:
    """One row whose quotes are wrong; the rows after it can only be read when the quote was closed."""
    if "expected after" not in message:
        refuse(
            findings.file,
            "a quote that is not closed",
            "a closing quote on each quoted text",
            "Close the quote in this row, or double it where it belongs to the text.",
            row,
        )
    findings.add(
        Problem(
            file=findings.file,
            row=row,
            found="text after a closing quote",
            expected="a delimiter or the end of the row",
            remedy="Double each quote that belongs to the text.",
        )
    )


def detect_delimiter(input_file: InputFile, encoding: str, contract: Contract) -> Delimiter:
    """The delimiter that the first line says (`sep=;`), or under which it has most of the contract's columns, else most
    cells."""
    with open_unpacked(input_file) as stream:
        head = stream.read(SNIFFED).decode(encoding, errors="replace")
    first = next((line for line in head.splitlines() if line.strip(" \t,;")), "")
    if stated := next((delimiter for delimiter in DELIMITERS if is_delimiter_line([first], delimiter)), None):
        return stated
    names = names_by_spelling(contract)

    def fit(delimiter: Delimiter) -> tuple[int, int]:
        cells = _cells(first, delimiter)
        return sum(spelling(cell) in names for cell in cells), len(cells)

    return max(DELIMITERS, key=fit)


def is_delimiter_line(cells: Sequence[str], delimiter: str) -> bool:
    """Whether a line only says the delimiter, as spreadsheets of some countries need it."""
    text = delimiter.join(cells).strip().strip('"').removeprefix("\ufeff").lower()
    return text == f"sep={delimiter}".strip()


def _cells(line: str, delimiter: Delimiter) -> Sequence[str]:
    with suppress(csv.Error):
        return next(csv.reader([line], delimiter=delimiter), [])
    return []
