"""A Markdown text split into its front matter and sections, each with its line; fenced code holds no headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from steering.cases.yaml_reader import Document, parse_yaml

# A comment behind a heading, as templates have it, is no part of it.
HEADING = re.compile(r" {0,3}(#{1,6})\s+(.+?)\s*#*\s*(?:<!--[^>]*-->\s*)?")
FENCE = re.compile(r" {0,3}(```+|~~~+)")
BULLET = re.compile(r"\s{0,3}[-*+]\s+(.*)")


@dataclass(frozen=True, kw_only=True)
class MarkdownSection:
    """A heading with its level (0 for what comes before the first), its line from 1, and the lines below it."""

    level: int
    heading: str
    line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text below the heading, without the empty lines around it."""
        return "\n".join(self.lines).strip()

    @property
    def bullets(self) -> tuple[str, ...]:
        """The items of its lists, each in one line: lines that are indented go on with the item before them."""
        items: list[str] = []
        for line in self.text.splitlines():
            if item := BULLET.fullmatch(line):
                items.append(item[1].strip())
            elif items and line.startswith((" ", "\t")) and line.strip():
                items[-1] += f" {line.strip()}"
        return tuple(items)


@dataclass(frozen=True, kw_only=True)
class MarkdownText:
    """A Markdown file: its front matter where it has one, and its sections in their order."""

    front: Document | None
    sections: tuple[MarkdownSection, ...]

    def section(self, *headings: str) -> MarkdownSection | None:
        """Return the first section with one of these headings, small letters throughout."""
        return next((part for part in self.sections if part.heading.casefold() in headings), None)

    def below(self, *headings: str) -> tuple[MarkdownSection, ...]:
        """Return the sections within the one of these headings: those of a deeper level that follow it."""
        inner: list[MarkdownSection] = []
        outer: MarkdownSection | None = None
        for part in self.sections:
            if outer is None:
                outer = part if part.heading.casefold() in headings else None
            elif part.level > outer.level:
                inner.append(part)
            else:
                break
        return tuple(inner)


def parse_markdown(text: str, file: str) -> MarkdownText:
    """Split a Markdown text. Lines are counted from the top of the file, front matter included."""
    lines = text.splitlines()
    front, start = None, 0
    if lines and lines[0].rstrip() == "---":
        end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
        if end is not None:
            # An empty line in place of the fence keeps the lines of the file.
            front, start = parse_yaml("\n".join(["", *lines[1:end]]), file), end + 1
    return MarkdownText(front=front, sections=tuple(_split(lines, start)))


def _split(lines: list[str], start: int) -> Iterator[MarkdownSection]:
    level, heading, line, text, fence = 0, "", start, list[str](), ""
    for number in range(start, len(lines)):
        current = lines[number]
        if mark := FENCE.match(current):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        title = None if fence else HEADING.fullmatch(current)
        if title is None:
            text.append(current)
            continue
        if level or "".join(text).strip():
            yield MarkdownSection(level=level, heading=heading, line=line, lines=tuple(text))
        level, heading, line, text = len(title[1]), title[2].strip(), number + 1, []
    if level or "".join(text).strip():
        yield MarkdownSection(level=level, heading=heading, line=line, lines=tuple(text))
