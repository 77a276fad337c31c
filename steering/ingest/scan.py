"""A text file's bytes looked over at the speed of the disk: may DuckDB's own reader be trusted with it?

It may where it and our reader can't differ: no control characters, line ends of one kind, no blank lines.
Everything else goes to our own reader, which says what is wrong in which row.
"""

from __future__ import annotations

from dataclasses import dataclass

from steering.ingest.file_type import InputFile, open_unpacked

CHUNK = 4 * 2**20
_CONTROL = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\r")


@dataclass(frozen=True, kw_only=True)
class TextScan:
    """What the bytes show: `regular` files may be read by DuckDB; `plain` ones are ASCII without tabs.

    With `repeats` the first line is there again further down.
    """

    regular: bool
    plain: bool = False
    lines: int = 0
    repeats: bool = False


def scan_text(input_file: InputFile) -> TextScan:
    """Look over a text file, unpacked.

    Raises:
        FileRefused: packed data is damaged, cut off or a bomb.
    """
    plain, lines, last, repeats = True, 0, b"\n", False
    with open_unpacked(input_file) as stream:
        first, before = b"", b""
        while chunk := stream.read(CHUNK):
            if not _regular(last + chunk if last == b"\r" else chunk):
                return TextScan(regular=False)
            plain = plain and chunk.isascii() and b"\t" not in chunk
            lines += chunk.count(b"\n")
            last = chunk[-1:]
            first = first or chunk.split(b"\n", 1)[0].removeprefix(b"\xef\xbb\xbf") + b"\n"
            # Without the line end before it, as a byte-order mark may stand between; the first line itself counts once.
            repeats = repeats or (before + chunk).count(first) > (not before)
            before = chunk[-len(first) :]
    if last == b"\r":
        return TextScan(regular=False)
    # The last line may do without an end.
    return TextScan(regular=True, plain=plain, lines=lines + (last != b"\n"), repeats=repeats)


def has_blank_lines(input_file: InputFile) -> bool:
    """Whether two line ends follow one another; asked only where lines and rows differ in number."""
    before = b""
    with open_unpacked(input_file) as stream:
        while chunk := stream.read(CHUNK):
            text = before + chunk
            if b"\n\n" in text or b"\n\r\n" in text:
                return True
            before = chunk[-2:]
    return before.startswith(b"\n")


def _regular(chunk: bytes) -> bool:
    if len(chunk.translate(None, _CONTROL)) != len(chunk):
        return False
    # A return at the end of a chunk is looked at again with the next one.
    return b"\r" not in chunk or chunk.removesuffix(b"\r").count(b"\r") == chunk.count(b"\r\n")
