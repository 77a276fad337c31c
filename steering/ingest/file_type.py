"""What a file is, by its name and its first bytes, and its bytes unpacked within limits."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from steering.catalog.file_types import ACCEPTED_FILES, FileKind, find_file_type
from steering.errors import FileRefused, Problem, quote_input

if TYPE_CHECKING:
    from typing_extensions import Buffer

SNIFFED = 65_536
# A gzip file may hold no more than this.
UNPACKED_BYTES = 16 * 2**30
SUSPICIOUS_BYTES = 16 * 2**20
# Beyond SUSPICIOUS_BYTES, no honest table is this many times smaller when packed.
EXPANSION = 200

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old (.xls) or protected Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"BZh", "a bzip2 file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
)
_REMEDY = {
    "an Excel workbook (.xlsx)": "Give the file its proper ending, .xlsx.",
    "an Excel workbook with macros (.xlsm)": "In the spreadsheet, choose Save as and Excel workbook (.xlsx).",
    "an old (.xls) or protected Excel workbook": "Remove the password, if any, then save it as .xlsx or CSV UTF-8.",
    "a zip archive": "Unpack the archive and upload the file inside it.",
    "a Parquet file": "Give the file its proper ending, .parquet.",
    "a gzip file": "Give the file its proper ending, .csv.gz, or unpack it.",
    "plain text": "Give the file its proper ending, .csv or .tsv.",
}


class WrongFormat(FileRefused):
    """A file that can be read well, and is not what the dataset holds."""


@dataclass(frozen=True, kw_only=True)
class InputFile:
    """A file whose content is what its name promises; `problems` are errors of cells that were found on the way.

    `blank_rows` of the text have such cells only: they are rows all the same.
    """

    path: Path
    name: str
    kind: FileKind
    packed: bool
    problems: tuple[Problem, ...] = ()
    blank_rows: int = 0
    unpacked_bytes: int | None = None

    @property
    def size(self) -> int:
        """Its bytes, unpacked where it is packed."""
        return self.path.stat().st_size if self.unpacked_bytes is None else self.unpacked_bytes


def refuse(name: str, actual: str, expected: str, remedy: str, row: int | None = None) -> NoReturn:
    """Stop reading a file because of one thing that makes the rest of it pointless."""
    raise FileRefused(name, [Problem(file=name, found=actual, expected=expected, remedy=remedy, row=row)])


def detect_file(path: Path, name: str) -> InputFile:
    """The file, once name and first bytes agree.

    Raises:
        FileRefused: it is missing, no file, empty, or not of the kind that its name says.
    """
    kind, packed = _match_ending(path, name)
    input_file = InputFile(path=path, name=name, kind=kind, packed=packed)
    with _readable(input_file):
        with path.open("rb") as file:
            head = file.read(SNIFFED)
        if not head:
            refuse(name, "an empty file", "a header and rows", "Export the data again and upload that file.")
        outer = describe_content(head)
        if outer != ("a gzip file" if packed else _describe_kind(kind)):
            _refuse_content(name, outer)
        if packed:
            return replace(input_file, unpacked_bytes=_look_inside(input_file))
    return input_file


def _look_inside(input_file: InputFile) -> int:
    """Unpack a gzip file once from end to end: cheap beside reading it, and a bomb goes off here. Its bytes."""
    with open_unpacked(input_file) as stream:
        head = stream.read(SNIFFED)
        inner = describe_content(head)
        if inner != "plain text":
            _refuse_content(input_file.name, f"{inner} inside a gzip file")
        count = len(head)
        while chunk := stream.read(2**20):
            count += len(chunk)
    return count


def describe_content(head: bytes) -> str:
    """What the first bytes of a file show it to be, as words."""
    for magic, words in _MAGIC:
        if head.startswith(magic):
            workbook = words == "a zip archive" and (b"xl/" in head or b"[Content_Types]" in head)
            return "an Excel workbook (.xlsx)" if workbook else words
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "plain text"
    if b"\x00" in head:
        return "binary data, or UTF-16 text without a byte-order mark"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"{", b"["):
        return "JSON"
    return "a web page or XML" if start == b"<" else "plain text"


@contextmanager
def open_unpacked(input_file: InputFile) -> Iterator[io.BufferedIOBase]:
    """The bytes of a file, unpacked while they are read.

    Raises:
        FileRefused: while reading, when the packed data is damaged, cut off or a bomb.
    """
    with _readable(input_file), input_file.path.open("rb") as file:
        if not input_file.packed:
            yield file
            return
        with gzip.GzipFile(fileobj=file) as inner, io.BufferedReader(_Limited(input_file, file, inner)) as stream:
            yield stream


class _Limited(io.RawIOBase):
    """Unpacked bytes that stop as soon as they are out of all proportion."""

    def __init__(self, input_file: InputFile, file: io.BufferedReader, inner: gzip.GzipFile) -> None:
        self._input_file, self._file, self._inner = input_file, file, inner
        self._byte_count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        context = memoryview(buffer)
        data = self._inner.read(len(context))
        context[: len(data)] = data
        self._byte_count += len(data)
        bomb = self._byte_count > SUSPICIOUS_BYTES and self._byte_count > EXPANSION * self._file.tell()
        if bomb or self._byte_count > UNPACKED_BYTES:
            refuse(
                self._input_file.name,
                f"packed data that unpacks to more than {self._byte_count // 2**20} MB",
                f"at most {EXPANSION} times the packed size and {UNPACKED_BYTES // 2**30} GB",
                "Check where the file comes from; if it is genuine, upload it unpacked or in parts.",
            )
        return len(data)


def _match_ending(path: Path, name: str) -> tuple[FileKind, bool]:
    lower = name.lower()
    if path.is_dir():
        refuse(name, "a folder", ACCEPTED_FILES, "Choose the file inside the folder.")
    if not path.exists():
        refuse(name, "no such file", ACCEPTED_FILES, "Check the path.")
    if not path.is_file():
        refuse(name, "a device or a pipe", ACCEPTED_FILES, "Save the data to a file first.")
    if file_type := find_file_type(name):
        return file_type.kind, file_type.is_packed
    actual = "an Excel workbook with macros (.xlsm)" if lower.endswith(".xlsm") else f"a file named {quote_input(name)}"
    refuse(name, actual, ACCEPTED_FILES, _REMEDY.get(actual, "Save the data as CSV UTF-8, with the ending .csv."))


def _describe_kind(kind: FileKind) -> str:
    return {"text": "plain text", "parquet": "a Parquet file", "workbook": "an Excel workbook (.xlsx)"}[kind]


def _refuse_content(name: str, actual: str) -> NoReturn:
    remedy = _REMEDY.get(actual, "Export the data again as CSV UTF-8, and check the file before uploading.")
    refuse(name, actual, f"{ACCEPTED_FILES}, with content that fits its name", remedy)


@contextmanager
def _readable(input_file: InputFile) -> Iterator[None]:
    try:
        yield
    except EOFError:
        refuse(input_file.name, "a gzip file that is cut off", "a whole file", "Copy or upload the file again.")
    except (gzip.BadGzipFile, zlib.error):
        refuse(input_file.name, "a damaged gzip file", "a whole file", "Make or copy the file again.")
    except OSError as error:
        reason = error.strerror or "an input error"
        refuse(input_file.name, f"a file that cannot be read ({reason})", ACCEPTED_FILES, "Check its permissions.")
