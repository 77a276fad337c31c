"""Read a case folder strictly into frozen values, or report every problem at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from steering.cases import cross_checks
from steering.cases.business import BusinessCase
from steering.cases.business_file import read_business as read_business
from steering.cases.case import Case
from steering.cases.dataset_files import ZIP, find_misplaced_parts, find_unread_files, stamp_paths
from steering.cases.dataset_files import dataset_files as dataset_files
from steering.cases.decisions import DecisionRecord, PastDecisions, check_decisions
from steering.cases.folder import (
    MOST_NAMES,
    has_more_names,
    id_of,
    list_names,
    open_folder,
    read_regular,
)
from steering.cases.model import Charter, Kpi
from steering.cases.questions import QuestionList, WrittenQuestion, check_questions
from steering.cases.risks import Raid, check_risks
from steering.cases.roadmap import Roadmap
from steering.cases.roadmap_checks import check_roadmap
from steering.cases.rubrics import FOLDER as RUBRICS
from steering.cases.rubrics import Rubric, read_rubrics, rubric_paths
from steering.cases.storyboard import Storyboard, storyboard
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import LARGEST, Document, parse_yaml
from steering.catalog.contracts import datasets
from steering.catalog.file_types import ENDINGS
from steering.errors import CaseRefused, Problem, did_you_mean, quote_input

FILES = (
    "case.yaml",
    "business_case.yaml",
    "metrics.yaml",
    "roadmap.yaml",
    "storyboard.yaml",
    "decisions.yaml",
    "questions.yaml",
)
FOLDERS = ("dossier", "datasets", RUBRICS)
T = TypeVar("T")


def load_case(path: Path, workspace: Path, *, instead: Mapping[str, str | None] | None = None) -> Case:
    """Read a case from a folder, or from a zip which is unpacked below `workspace`.

    `instead` are texts that are read in place of files, by name; None leaves a file out.

    Raises:
        CaseRefused: with every problem found in all of its files.
    """
    files = _Files(folder=open_folder(path, workspace), instead=instead or {})
    folder, problems = files.folder, files.problems
    charter, charter_text = files.read("case.yaml", Charter)
    kpis, names = _scorecard(files)
    if charter and charter_text:
        problems += cross_checks.check_charter(charter, charter_text, names)
    roadmap = _roadmap(files, charter, names)
    raid = _raid(files)
    business = files.business()
    if charter and charter_text:
        problems += cross_checks.check_ask(charter, charter_text, business, roadmap)
    past = _past_decisions(files, charter, names, business)
    questions = _written_questions(files, names)
    story, rubrics = files.storyboard()
    if charter is None or any(problem.severity == "error" for problem in problems):
        raise CaseRefused(f"The case {id_of(path)}", _errors_first(problems))
    return Case(
        id=id_of(folder),
        folder=folder,
        charter=charter,
        kpis=kpis,
        datasets={dataset: sources[0] for dataset, sources in dataset_files(folder).items()},
        business=business,
        roadmap=roadmap,
        raid=raid,
        storyboard=story,
        decisions=past,
        questions=questions,
        rubrics=rubrics,
        warnings=tuple(problems),
        texts=files.texts,
    )


def _errors_first(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.severity != "error")


@dataclass(kw_only=True)
class _Files:
    """The files of a case as they are read, and the problems found so far."""

    folder: Path
    instead: Mapping[str, str | None]
    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, Document] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.problems += (*_find_unknown_files(self.folder), *find_unread_files(self.folder))

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

    def storyboard(self) -> tuple[Storyboard | None, tuple[Rubric, ...]]:
        """Read the storyboard, of which each scene is checked by itself, and the rubrics, which may name its scenes."""
        text, story = self.text("storyboard.yaml"), None
        if text is not None:
            story, problems = storyboard(text)
            self.problems += problems
        rubrics, mistakes = read_rubrics(self.folder, [scene.id for scene in story.scenes] if story else None)
        self.problems += mistakes
        return story, rubrics


def _roadmap(files: _Files, charter: Charter | None, names: list[str] | None) -> Roadmap | None:
    roadmap, text = files.read("roadmap.yaml", Roadmap, optional=True)
    if roadmap and text:
        files.problems += check_roadmap(roadmap, text, charter, names)
    return roadmap


def _raid(files: _Files) -> Raid | None:
    raid, text = files.read("dossier/risks.yaml", Raid, optional=True)
    if raid and text:
        files.problems += check_risks(raid, text)
    return raid


def _past_decisions(
    files: _Files, charter: Charter | None, names: list[str] | None, business: BusinessCase | None
) -> tuple[DecisionRecord, ...]:
    past, text = files.read("decisions.yaml", PastDecisions, optional=True)
    if past is None or text is None:
        return ()
    scenarios = list(business.scenarios) if business else None
    files.problems += check_decisions(past, text, charter, names, scenarios)
    return past.decisions


def _written_questions(files: _Files, names: list[str] | None) -> tuple[WrittenQuestion, ...]:
    asked, text = files.read("questions.yaml", QuestionList, optional=True)
    if asked is None or text is None:
        return ()
    files.problems += check_questions(asked, text, names)
    return asked.questions


def _scorecard(files: _Files) -> tuple[dict[str, Kpi], list[str] | None]:
    """Return the KPIs of metrics.yaml that are right, and the names of all; None where they can't be read."""
    text = files.text("metrics.yaml")
    if text is None:
        return {}, None if files.has("metrics.yaml") else []
    kpis = _kpis(text, files.problems)
    files.problems += cross_checks.check_kpis(kpis, text)
    return kpis, list(text.tree or ())


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
    if document.tree is None and not document.problems:
        problems.append(_unreadable(name, "an empty file", "Write its keys; `python -m steering new DIR` shows them."))
        return None
    if document.tree is None or not isinstance(document.tree, dict):
        problems += document.problems or [_unreadable(name, "no keys", "Begin with `key: value` lines.")]
        return None
    return document


def _kpis(document: Document, problems: list[Problem]) -> dict[str, Kpi]:
    """Return every KPI of metrics.yaml that is well formed; the others leave their problems."""
    problems += document.problems
    kpis: dict[str, Kpi] = {}
    assert isinstance(document.tree, dict)  # _document lets nothing else through
    for name, block in document.tree.items():
        part = document.part(name, {**block, "id": name} if isinstance(block, dict) else block)
        if isinstance(block, dict) and "id" in block:
            problems.append(part.at(("id",), "the key 'id'", "the id before the block only", "Remove this line."))
        kpi, mistakes = validate_as(part, Kpi)
        problems += mistakes
        if kpi:
            kpis[name] = kpi
    return kpis


def _find_unknown_files(folder: Path) -> Iterator[Problem]:
    """Yield names in the folder that no part of Steerco reads: most are misspelt."""
    misplaced = find_misplaced_parts(folder)
    # What is read, and what is told already why it is not.
    known = {f"datasets/{path.name}" for sources in dataset_files(folder).values() for path in sources[0]}
    known |= {problem.file for problem in find_unread_files(folder)}
    places: list[tuple[Path, str, tuple[str, ...]]] = [(folder, "", (*FILES, *FOLDERS))]
    files = tuple(f"{dataset}{ending}" for dataset in datasets() for ending in (*ENDINGS, ZIP))
    places.append((folder / "datasets", "datasets/", files))
    for place, prefix, expected in places:
        for name in list_names(place):
            looks_like_ours = name.endswith((".yaml", ".yml", *ENDINGS)) or (prefix and name in misplaced)
            if name not in expected and prefix + name not in known and looks_like_ours:
                yield Problem(
                    file=prefix + (name if name.isprintable() else quote_input(name)),
                    severity="warning",
                    found=f"the file {quote_input(name)}, which nothing reads",
                    expected="one file of each dataset, or a folder of parts"
                    if prefix and name in misplaced
                    else f"one of {', '.join(expected)}",
                    remedy=(misplaced.get(name) if prefix else None)
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


def stamp_files(path: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Name, time, size and number of what is read of a case, which change when anybody edits it; few and quick."""
    paths = [path / name for name in ("", *FILES, *FOLDERS, "dossier/risks.yaml")]
    paths += (*stamp_paths(path), *rubric_paths(path))
    stamps = []
    for file in [path] if path.is_file() else paths:
        with suppress(OSError):  # there is none, or an editor puts another file in its place just now
            status = file.stat()
            stamps.append((str(file), status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(stamps)


def _unreadable(name: str, found: str, remedy: str) -> Problem:
    return Problem(file=name, found=found, expected="a YAML text file", remedy=remedy)
