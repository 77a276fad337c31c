"""What a file is, by its name and its first bytes, and its bytes unpacked within limits."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from steering.errors import FileRefused, Problem, quote_input

if TYPE_CHECKING:
    from typing_extensions import Buffer

Kind = Literal["text", "parquet", "workbook"]

ENDINGS: dict[str, tuple[Kind, bool]] = {
    ".csv.gz": ("text", True),
    ".tsv.gz": ("text", True),
    ".csv": ("text", False),
    ".tsv": ("text", False),
    ".parquet": ("parquet", False),
    ".xlsx": ("workbook", False),
}
ACCEPTED = "a .csv, .tsv, .csv.gz, .parquet or .xlsx file"
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


class Unfit(FileRefused):
    """A file that can be read well, and is not what the dataset holds."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A file whose content is what its name promises."""

    path: Path
    name: str
    kind: Kind
    packed: bool


def refuse(name: str, found: str, expected: str, remedy: str, row: int | None = None) -> NoReturn:
    """Stop reading a file because of one thing that makes the rest of it pointless."""
    raise FileRefused(name, [Problem(file=name, found=found, expected=expected, remedy=remedy, row=row)])


def recognise(path: Path, name: str) -> Arrival:
    """The file, once name and first bytes agree.

    Raises:
        FileRefused: it is missing, no file, empty, or not of the kind that its name says.
    """
    kind, packed = _promised(path, name)
    arrival = Arrival(path=path, name=name, kind=kind, packed=packed)
    with _readable(arrival):
        with path.open("rb") as file:
            head = file.read(SNIFFED)
        if not head:
            refuse(name, "an empty file", "a header and rows", "Export the data again and upload that file.")
        outer = content(head)
        if outer != ("a gzip file" if packed else _expected(kind)):
            _refuse_content(name, outer)
        if packed:
            _look_inside(arrival)
    return arrival


def _look_inside(arrival: Arrival) -> None:
    """Unpack a gzip file once from end to end: cheap beside reading it, and a bomb goes off here."""
    with unpacked(arrival) as stream:
        inner = content(stream.read(SNIFFED))
        if inner != "plain text":
            _refuse_content(arrival.name, f"{inner} inside a gzip file")
        while stream.read(2**20):
            pass


def content(head: bytes) -> str:
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
def unpacked(arrival: Arrival) -> Iterator[io.BufferedIOBase]:
    """The bytes of a file, unpacked while they are read.

    Raises:
        FileRefused: while reading, when the packed data is damaged, cut off or a bomb.
    """
    with _readable(arrival), arrival.path.open("rb") as file:
        if not arrival.packed:
            yield file
            return
        with gzip.GzipFile(fileobj=file) as inner, io.BufferedReader(_Limited(arrival, file, inner)) as stream:
            yield stream


class _Limited(io.RawIOBase):
    """Unpacked bytes that stop as soon as they are out of all proportion."""

    def __init__(self, arrival: Arrival, file: io.BufferedReader, inner: gzip.GzipFile) -> None:
        self._arrival, self._file, self._inner = arrival, file, inner
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        context = memoryview(buffer)
        data = self._inner.read(len(context))
        context[: len(data)] = data
        self._given += len(data)
        bomb = self._given > SUSPICIOUS_BYTES and self._given > EXPANSION * self._file.tell()
        if bomb or self._given > UNPACKED_BYTES:
            refuse(
                self._arrival.name,
                f"packed data that unpacks to more than {self._given // 2**20} MB",
                f"at most {EXPANSION} times the packed size and {UNPACKED_BYTES // 2**30} GB",
                "Check where the file comes from; if it is genuine, upload it unpacked or in parts.",
            )
        return len(data)


def _promised(path: Path, name: str) -> tuple[Kind, bool]:
    lower = name.lower()
    if path.is_dir():
        refuse(name, "a folder", ACCEPTED, "Choose the file inside the folder.")
    if not path.exists():
        refuse(name, "no such file", ACCEPTED, "Check the path.")
    if not path.is_file():
        refuse(name, "a device or a pipe", ACCEPTED, "Save the data to a file first.")
    for ending, promised in ENDINGS.items():
        if lower.endswith(ending):
            return promised
    found = "an Excel workbook with macros (.xlsm)" if lower.endswith(".xlsm") else f"a file named {quote_input(name)}"
    refuse(name, found, ACCEPTED, _REMEDY.get(found, "Save the data as CSV UTF-8, with the ending .csv."))


def _expected(kind: Kind) -> str:
    return {"text": "plain text", "parquet": "a Parquet file", "workbook": "an Excel workbook (.xlsx)"}[kind]


def _refuse_content(name: str, found: str) -> NoReturn:
    remedy = _REMEDY.get(found, "Export the data again as CSV UTF-8, and check the file before uploading.")
    refuse(name, found, f"{ACCEPTED}, with content that fits its name", remedy)


@contextmanager
def _readable(arrival: Arrival) -> Iterator[None]:
    try:
        yield
    except EOFError:
        refuse(arrival.name, "a gzip file that is cut off", "a whole file", "Copy or upload the file again.")
    except (gzip.BadGzipFile, zlib.error):
        refuse(arrival.name, "a damaged gzip file", "a whole file", "Make or copy the file again.")
    except OSError as error:
        reason = error.strerror or "an input error"
        refuse(arrival.name, f"a file that cannot be read ({reason})", ACCEPTED, "Check its permissions.")
