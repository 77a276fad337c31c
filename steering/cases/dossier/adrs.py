"""Architecture decision records, `dossier/adrs/*.md`: MADR with front matter, MADR with a list, Nygard's form.

A record that can't be read as one is left out with a warning; a gap in one that can is a finding of `steering.dossier`.
Forms: https://adr.github.io/madr (4.0), https://github.com/thomvaill/log4brains, and M. Nygard, "Documenting
Architecture Decisions" (2011).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from steering.cases.dossier.adr_front import AdrFront, parse_front
from steering.cases.dossier.files import FOLDER
from steering.cases.dossier.markdown_sections import MarkdownSection, MarkdownText, parse_markdown
from steering.cases.folder import list_names, read_regular
from steering.errors import Problem

ADRS, ENDING = f"{FOLDER}/adrs", ".md"
# The largest record, in bytes, and how many a case may have.
LARGEST, MOST = 1_000_000, 2_000
# What is no record although it lies there.
OTHERS = ("readme.md", "index.md", "template.md", "adr-template.md")
NUMBER = re.compile(r"(?:adr[- ]?)?(\d{1,8})\b", re.IGNORECASE)
TITLE_NUMBER = re.compile(r"^(?:ADR[- ]?)?\d{1,8}[.:)]?\s+(?=\S)", re.IGNORECASE)
CHOSEN = re.compile(r"chosen option:\s*[\"“']?(.+?)[\"”']?(?:,?\s+because\b|[.\n]|$)", re.IGNORECASE | re.DOTALL)
DRIVERS = ("decision drivers",)
CONTEXT = ("context and problem statement", "context")
OUTCOME = ("decision outcome", "decision")
CONSEQUENCES = ("consequences", "positive consequences", "negative consequences")


@dataclass(frozen=True, kw_only=True)
class AdrOption:
    """An option that was considered, with what speaks for and against it."""

    name: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Adr:
    """An architecture decision record. `id` is its file without the ending, `front` what its head says.

    `chosen` is the option that was taken; `lines` are the lines of its parts, by name; `links` the Markdown files that
    it links to, each with its line.
    """

    id: str
    file: str
    title: str
    front: AdrFront
    context: str = ""
    drivers: tuple[str, ...] = ()
    options: tuple[AdrOption, ...] = ()
    outcome: str = ""
    chosen: str = ""
    consequences: tuple[str, ...] = ()
    confirmation: str = ""
    text: str = ""
    links: tuple[tuple[str, int], ...] = ()

    @property
    def number(self) -> int | None:
        """The number at the beginning of its id; None where it has none."""
        number = NUMBER.match(self.id)
        return int(number[1]) if number else None

    @property
    def label(self) -> str:
        """How it is called in a sentence: `ADR 4, One feature store`."""
        return self.title if self.number is None else f"ADR {self.number}, {self.title}"

    @property
    def row(self) -> int:
        """The line of its status, where it says one, else its first."""
        return self.front.line

    def at(self, found: str, expected: str, remedy: str, row: int | None = None) -> Problem:
        """Return a place of this record, and what is to be done there."""
        return Problem(file=self.file, row=row or self.row, found=found, expected=expected, remedy=remedy)


def adr_paths(folder: Path) -> tuple[Path, ...]:
    """Return the files of a case's folder that may be records, at most so many."""
    names = [name for name in list_names(folder / ADRS) if name.endswith(ENDING) and name.casefold() not in OTHERS]
    return tuple(folder / ADRS / name for name in names[:MOST])


def load_adrs(folder: Path) -> tuple[tuple[Adr, ...], tuple[Problem, ...]]:
    """Return every record of a case's folder that can be read, and as warnings why others can't."""
    adrs, problems = list[Adr](), list[Problem]()
    for path in adr_paths(folder):
        file = f"{ADRS}/{path.name}"
        try:
            text = read_regular(folder, path, LARGEST).decode("utf-8-sig")
        except (OSError, ValueError) as error:
            actual = "a byte that is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
            problems.append(_refuse(file, actual, "a Markdown text", "Save it as UTF-8 text of up to 1 MB."))
            continue
        adr, mistakes = parse_adr(text, file)
        problems += mistakes
        if adr is not None:
            adrs.append(adr)
    return tuple(adrs), tuple(problems)


def parse_adr(text: str, file: str) -> tuple[Adr | None, tuple[Problem, ...]]:
    """Read one record; None where it has no title or its front matter is wrong, with the reasons as warnings."""
    if "\0" in text:
        return None, (_refuse(file, "a NUL character", "a Markdown text", "Save it as UTF-8 text."),)
    parts = parse_markdown(text, file)
    front, problems = parse_front(parts, file)
    title = next((part for part in parts.sections if part.level == 1), None)
    if title is None:
        lack = _refuse(file, "no title", "a first heading such as `# One feature store`", "Write its title.")
        problems = (*problems, lack)
    problems = tuple(replace(problem, severity="warning") for problem in problems)
    if title is None or front is None:
        return None, problems
    return _build_adr(parts, front, title, file, text), problems


def _build_adr(parts: MarkdownText, front: AdrFront, title: MarkdownSection, file: str, text: str) -> Adr:
    outcome = parts.section(*OUTCOME)
    said = outcome.text if outcome else ""
    chosen = CHOSEN.search(said)
    confirmation = parts.section("confirmation", "validation")
    context = parts.section(*CONTEXT)
    drivers = parts.section(*DRIVERS)
    return Adr(
        id=file.rpartition("/")[2].removesuffix(ENDING),
        file=file,
        title=TITLE_NUMBER.sub("", title.heading),
        front=front,
        context=context.text if context else "",
        drivers=drivers.bullets if drivers else (),
        options=_list_options(parts),
        outcome=said,
        chosen=_bare(chosen[1]) if chosen else "",
        consequences=_list_consequences(parts),
        confirmation=confirmation.text if confirmation else "",
        text=_body(parts),
        links=tuple(_find_links(text)),
    )


def _list_options(parts: MarkdownText) -> tuple[AdrOption, ...]:
    """Read the options, each with the points of its own section where it has one."""
    section = parts.section("considered options")
    points = {_bare(inner.heading): inner.bullets for inner in parts.below("pros and cons of the options")}
    names = [_bare(name) for name in section.bullets] if section else list(points)
    return tuple(AdrOption(name=name, points=points.get(name, ())) for name in names)


def _list_consequences(parts: MarkdownText) -> tuple[str, ...]:
    every = [part for part in parts.sections if part.heading.casefold() in CONSEQUENCES]
    return tuple(line for part in every for line in (part.bullets or ((part.text,) if part.text else ())))


def _bare(text: str) -> str:
    """Return a name without emphasis, code marks and the link around it."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).strip(" *_`\"“”'")


def _body(parts: MarkdownText) -> str:
    """Return the record's text below its title, as Markdown."""
    body = [part for part in parts.sections if part.level != 1]
    top = next((part.text for part in parts.sections if part.level == 1), "")
    return "\n\n".join(
        [top, *(f"{'#' * part.level} {part.heading}\n\n{part.text}" for part in body if part.level)]
    ).strip()


def _find_links(text: str) -> Iterator[tuple[str, int]]:
    for row, line in enumerate(text.splitlines(), 1):
        for target in re.findall(r"\]\(\s*<?([^)\s>]+\.md)(?:#[^)\s>]*)?>?\s*\)", line):
            if "://" not in target:
                yield target, row


def _refuse(file: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem(file=file, found=found, expected=expected, remedy=remedy, severity="warning")
