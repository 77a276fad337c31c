"""The files of a case as they are read, each strictly, and the problems with all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from steering.cases.business import BusinessCase
from steering.cases.business_file import read_business
from steering.cases.dataset_files import ZIP, dataset_files, find_misplaced_parts, find_unread_files
from steering.cases.dossier.files import ENTRIES as DOSSIER_ENTRIES
from steering.cases.dossier.files import FOLDER as DOSSIER
from steering.cases.folder import MOST_NAMES, has_more_names, list_names, read_regular
from steering.cases.rubrics import FOLDER as RUBRICS
from steering.cases.rubrics import Rubric, read_rubrics
from steering.cases.spreadsheet_mapping import FILE as MAPPING
from steering.cases.spreadsheet_mapping import SpreadsheetMapping, parse_mapping
from steering.cases.storyboard import Storyboard, storyboard
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import LARGEST, Document, parse_yaml
from steering.catalog.contracts import datasets
from steering.catalog.file_types import ENDINGS
from steering.errors import Problem, did_you_mean, quote_input

FILES = (
    "case.yaml",
    "business_case.yaml",
    "metrics.yaml",
    "roadmap.yaml",
    "storyboard.yaml",
    "decisions.yaml",
    "questions.yaml",
    MAPPING,
)
DATA = "datasets/"
FOLDERS = (DOSSIER, "datasets", RUBRICS)
T = TypeVar("T")


@dataclass(kw_only=True)
class CaseFiles:
    """The files of a case as they are read, and the problems found so far."""

    folder: Path
    instead: Mapping[str, str | None]
    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, Document] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.problems += (*find_unknown_files(self.folder), *find_unread_files(self.folder))

    def text(self, name: str, *, optional: bool = True) -> Document | None:
        """Return a file as text; None for what is not there or can't be read, which leaves problems."""
        if name in self.instead:
            text = self.instead[name]
            document = parse_yaml(text, name) if text is not None else None
        else:
            document = _read_document(self.folder, name, self.problems, optional=optional)
        if document is not None:
            self.texts[name] = document
        return document

    def has(self, name: str) -> bool:
        """Return whether there is such a file."""
        return self.instead[name] is not None if name in self.instead else (self.folder / name).exists()

    def read(self, name: str, model: type[T], *, optional: bool = False) -> tuple[T | None, Document | None]:
        """Read a file as its model and its text; None where it is absent or wrong, which leaves problems."""
        text = self.text(name, optional=optional)
        if text is None:
            return None, None
        value, problems = validate_as(text, model)
        self.problems += problems
        return value, text

    def business(self) -> BusinessCase | None:
        """Return the business case, which may be written in two ways."""
        text = self.text("business_case.yaml")
        if text is None:
            return None
        business, problems = read_business(text)
        self.problems += problems
        return business

    def mapping(self) -> SpreadsheetMapping | None:
        """Return which cells of a spreadsheet are the business case."""
        text = self.text(MAPPING)
        if text is None:
            return None
        mapping, problems = parse_mapping(text)
        self.problems += problems
        return mapping

    def storyboard(self) -> tuple[Storyboard | None, tuple[Rubric, ...]]:
        """Read the storyboard, of which each scene is checked by itself, and the rubrics, which may name its scenes."""
        text, story = self.text("storyboard.yaml"), None
        if text is not None:
            story, problems = storyboard(text)
            self.problems += problems
        rubrics, mistakes = read_rubrics(self.folder, [scene.id for scene in story.scenes] if story else None)
        self.problems += mistakes
        return story, rubrics


def _read_document(folder: Path, name: str, problems: list[Problem], *, optional: bool = False) -> Document | None:
    """Return a file of the case as text, or None after noting why it can't be read."""
    try:
        document = parse_yaml(read_regular(folder, folder / name, LARGEST).decode("utf-8-sig"), name)
    except FileNotFoundError:
        if not optional:
            problems.append(_unreadable(name, "no such file", "Add it; `python -m steering new DIR` shows one."))
        return None
    except UnicodeDecodeError as error:
        problems.append(
            _unreadable(name, f"a byte that is not UTF-8 at position {error.start}", "Save the file as UTF-8.")
        )
        return None
    except (OSError, ValueError) as error:
        actual = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        problems.append(_unreadable(name, actual, "Make it a readable text file; data belongs in datasets/."))
        return None
    if lacks := find_no_keys(document):
        problems += lacks
        return None
    return document


def find_no_keys(document: Document) -> tuple[Problem, ...]:
    """Return why a document has no keys, so that it can be read as no model; nothing where it has."""
    name = document.file
    if document.tree is None and not document.problems:
        return (_unreadable(name, "an empty file", "Write its keys; `python -m steering new DIR` shows them."),)
    if not isinstance(document.tree, dict):
        return document.problems or (_unreadable(name, "no keys", "Begin with `key: value` lines."),)
    return ()


def find_unknown_files(folder: Path) -> Iterator[Problem]:
    """Yield names in the folder that no part of Steerco reads: most are misspelt."""
    misplaced = find_misplaced_parts(folder)
    # What is read, and what is told already why it is not.
    known = {f"datasets/{path.name}" for sources in dataset_files(folder).values() for path in sources[0]}
    known |= {problem.file for problem in find_unread_files(folder)}
    places: list[tuple[Path, str, tuple[str, ...]]] = [(folder, "", (*FILES, *FOLDERS))]
    files = tuple(f"{dataset}{ending}" for dataset in datasets() for ending in (*ENDINGS, ZIP))
    places += [(folder / "datasets", DATA, files), (folder / DOSSIER, f"{DOSSIER}/", DOSSIER_ENTRIES)]
    for place, prefix, expected in places:
        for name in list_names(place):
            looks_like_ours = name.endswith((".yaml", ".yml", *ENDINGS)) or (prefix == DATA and name in misplaced)
            if name not in expected and prefix + name not in known and looks_like_ours:
                yield Problem(
                    file=prefix + (name if name.isprintable() else quote_input(name)),
                    severity="warning",
                    found=f"the file {quote_input(name)}, which nothing reads",
                    expected="one file of each dataset, or a folder of parts"
                    if prefix == DATA and name in misplaced
                    else f"one of {', '.join(expected)}",
                    remedy=(misplaced.get(name) if prefix == DATA else None)
                    or did_you_mean(name, expected).strip()
                    or "Remove it, or give it the name it should have.",
                )
        if has_more_names(place):
            yield Problem(
                file=prefix or place.name,
                severity="warning",
                found=f"more than {MOST_NAMES:,} files, not all of which were looked at",
                expected="the files of one case",
                remedy="Keep what does not belong to the case elsewhere.",
            )


def _unreadable(name: str, found: str, remedy: str) -> Problem:
    return Problem(file=name, found=found, expected="a YAML text file", remedy=remedy)
