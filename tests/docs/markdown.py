"""The project's Markdown as tests read it: tables by heading, code, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FENCE = re.compile(r"^```.*?^```\s*$", re.M | re.S)
TABLE = re.compile(r"(?:^\|.*\n?)+", re.M)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")

Row = tuple[str, ...]


def pages() -> list[Path]:
    """Every page of documentation that is there."""
    top = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [page for page in top if page.exists()] + sorted((ROOT / "docs").rglob("*.md"))


def tables(page: Path) -> dict[str, list[list[Row]]]:
    """The tables below each heading, each a list of rows without its head."""
    found: dict[str, list[list[Row]]] = {}
    text = FENCE.sub("", page.read_text("utf-8"))
    for section in re.split(r"^#+ ", text, flags=re.M)[1:]:
        heading = section.splitlines()[0].strip()
        found[heading] = [[cells(row) for row in block.splitlines()[2:]] for block in TABLE.findall(section)]
    return found


def cells(line: str) -> Row:
    """The cells of a table's line, without the bars."""
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def named(cell: str) -> list[str]:
    """The words in a cell that are set as code."""
    return SPAN.findall(cell)


def code(page: Path) -> Iterator[str]:
    """Every line or span of code."""
    text = page.read_text("utf-8")
    for block in FENCE.findall(text):
        yield from block.splitlines()[1:-1]
    yield from SPAN.findall(FENCE.sub("", text))


def links(page: Path) -> list[str]:
    """The targets of the links that lead to files or headings of the project."""
    text = SPAN.sub("", FENCE.sub("", page.read_text("utf-8")))
    return [target for target in LINK.findall(text) if not re.match(r"[a-z]+:", target)]


def anchors(page: Path) -> set[str]:
    """The names by which a page's headings can be linked to."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}
