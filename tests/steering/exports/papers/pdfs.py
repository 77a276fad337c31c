"""Read a PDF back with readers that are not ours: its letters, its tags, its fonts."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from steering.frames.blocks import Block, Chart, Claims, FundingRequest, Statements, TableBlock, Tile, Tiles, leaves

# Where a line may end within a long word.
BREAK = "\u200b"


def open_pdf(content: bytes) -> PdfReader:
    """Open a PDF in strict mode: what is not as the standard has it is an error."""
    return PdfReader(io.BytesIO(content), strict=True)


def squash(text: str) -> str:
    """The letters of a text alone: where its lines end is the paper's affair."""
    return "".join(text.replace(BREAK, "").split())


def read_letters(content: bytes) -> str:
    """Every letter of a PDF, in reading order, without white space."""
    return squash("".join(page.extract_text() for page in open_pdf(content).pages))


def read_by_poppler(content: bytes, folder: Path) -> str:
    """The same by poppler; the test is skipped aloud where that is not installed."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed: apt-get install poppler-utils")
    file = folder / "paper.pdf"
    file.write_bytes(content)
    result = subprocess.run(["pdftotext", "-raw", file, "-"], check=True, capture_output=True)
    return squash(result.stdout.decode())


def list_fonts(content: bytes) -> Iterator[DictionaryObject]:
    """Yield the descriptor of each font on each page."""
    for page in open_pdf(content).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            for descendant in font.get_object()["/DescendantFonts"]:
                yield descendant.get_object()["/FontDescriptor"].get_object()


def list_tags(content: bytes) -> list[str]:
    """The kinds of all elements of the tree of tags, from the first to the last."""
    return list(_walk(open_pdf(content).trailer["/Root"]["/StructTreeRoot"]))


def _walk(element: DictionaryObject) -> Iterator[str]:
    if "/S" in element:
        yield str(element["/S"]).lstrip("/")
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        part = child.get_object()
        if isinstance(part, DictionaryObject):
            yield from _walk(part)


def list_figures(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield what blocks say in figures and words: of a chart its title, of tables every cell."""
    for leaf in leaves(blocks):
        if isinstance(leaf, (Tiles, FundingRequest)):
            yield from (text for tile in leaf.tiles for text in _list_texts(tile))
        elif isinstance(leaf, TableBlock):
            yield from (text for row in leaf.texts for text in row)
        elif isinstance(leaf, Statements):
            for statement in leaf.findings:
                yield from (statement.text, str(statement.figure), statement.detail, statement.meta)
        elif isinstance(leaf, Claims):
            yield from (text for claim in leaf.claims for text in (claim.text, claim.reason))
        elif isinstance(leaf, Chart):
            yield leaf.title


def _list_texts(tile: Tile) -> tuple[str, ...]:
    return (tile.label, tile.value, tile.delta or "", tile.note)


def check_accessible(content: bytes, title: str) -> None:
    """Check what PDF/UA-1 asks for that a reader can see: tags, language, title, its name, and fonts in the file."""
    reader = open_pdf(content)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None and reader.metadata.title == title
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    descriptors = list(list_fonts(content))
    assert descriptors and all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in descriptors)
    levels = [int(tag[1:]) for tag in list_tags(content) if tag[0] == "H" and tag[1:].isdigit()]
    assert levels and levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
