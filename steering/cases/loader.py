"""A case folder read strictly into frozen values: everything is right, or every problem is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from steering.cases import cross_checks
from steering.cases.business import BusinessCase
from steering.cases.business_file import read_business as read_business
from steering.cases.case import Case
from steering.cases.decisions import PastDecisions, check_decisions
from steering.cases.folder import open_folder
from steering.cases.model import Charter, Kpi
from steering.cases.risks import Raid, check_risks
from steering.cases.roadmap import Roadmap
from steering.cases.roadmap_checks import check_roadmap
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
FOLDERS = ("dossier", "datasets")
T = TypeVar("T")


def load_case(path: Path, workspace: Path) -> Case:
    """Read a case from a folder, or from a zip which is unpacked below `workspace`.

    Raises:
        CaseRefused: with every problem found in all of its files.
    """
    folder = open_folder(path, workspace)
    problems: list[Problem] = [*_strangers(folder), *_seconds(folder)]
    files = _Files(folder=folder, problems=problems)
    charter, charter_text = files.read("case.yaml", Charter)
    kpis, names = _scorecard(files)
    if charter and charter_text:
        problems += cross_checks.check_charter(charter, charter_text, names)
    roadmap, text = files.read("roadmap.yaml", Roadmap, optional=True)
    if roadmap and text:
        problems += check_roadmap(roadmap, text, charter, names)
    raid, text = files.read("dossier/risks.yaml", Raid, optional=True)
    if raid and text:
        problems += check_risks(raid, text)
    business = files.business()
    past, text = files.read("decisions.yaml", PastDecisions, optional=True)
    if past and text:
        problems += check_decisions(past, text, charter, names, list(business.scenarios) if business else None)
    story = files.storyboard()
    if charter is None or any(problem.severity == "error" for problem in problems):
        raise CaseRefused(f"The case {path.name}", _errors_first(problems))
    return Case(
        id=folder.name,
        folder=folder,
        charter=charter,
        kpis=kpis,
        datasets={dataset: paths[0] for dataset, paths in dataset_files(folder).items()},
        business=business,
        roadmap=roadmap,
        raid=raid,
        storyboard=story,
        decisions=past.decisions if past else (),
        warnings=tuple(problems),
        texts=files.texts,
    )


def _errors_first(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.severity != "error")


@dataclass(kw_only=True)
class _Files:
    """The files of a case as they are read, and the problems found so far."""

    folder: Path
    problems: list[Problem]
    texts: dict[str, Document] = field(default_factory=dict)

    def text(self, name: str, *, optional: bool = True) -> Document | None:
        """A file as text; None for what is not there or can't be read, which leaves problems."""
        found = _document(self.folder, name, self.problems, optional=optional)
        if found is not None:
            self.texts[name] = found
        return found

    def read(self, name: str, model: type[T], *, optional: bool = False) -> tuple[T | None, Document | None]:
        """A file as its model and as its text; None for what is not there or not right, which leaves problems."""
        text = self.text(name, optional=optional)
        if text is None:
            return None, None
        value, found = validate_as(text, model)
        self.problems += found
        return value, text

    def business(self) -> BusinessCase | None:
        """The business case, which may be written in two ways."""
        text = self.text("business_case.yaml")
        if text is None:
            return None
        found, problems = read_business(text)
        self.problems += problems
        return found

    def storyboard(self) -> Storyboard | None:
        """The storyboard, whose scenes stand or fall one by one."""
        text = self.text("storyboard.yaml")
        if text is None:
            return None
        found, problems = storyboard(text)
        self.problems += problems
        return found


def _scorecard(files: _Files) -> tuple[dict[str, Kpi], list[str] | None]:
    """The KPIs of metrics.yaml that are right, and the names of all; None where they can't be read."""
    text = files.text("metrics.yaml")
    if text is None:
        return {}, None if (files.folder / "metrics.yaml").exists() else []
    kpis = _kpis(text, files.problems)
    files.problems += cross_checks.check_kpis(kpis, text)
    return kpis, list(text.tree or ())


def _document(folder: Path, name: str, problems: list[Problem], *, optional: bool = False) -> Document | None:
    """A file of the case as text, or None after noting why it can't be read."""
    path = folder / name
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("a file of over 5 MB")
        document = parse_yaml(path.read_text("utf-8-sig"), name)
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
        found = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        problems.append(_unreadable(name, found, "Make it a readable text file; data belongs in datasets/."))
        return None
    if document.tree is None and not document.problems:
        problems.append(_unreadable(name, "an empty file", "Write its keys; `python -m steering new DIR` shows them."))
        return None
    if document.tree is None or not isinstance(document.tree, dict):
        problems += document.problems or [_unreadable(name, "no keys", "Begin with `key: value` lines.")]
        return None
    return document


def _kpis(document: Document, problems: list[Problem]) -> dict[str, Kpi]:
    """Every KPI of metrics.yaml that is well formed; the others leave their problems."""
    problems += document.problems
    kpis: dict[str, Kpi] = {}
    assert isinstance(document.tree, dict)  # _document lets nothing else through
    for name, block in document.tree.items():
        part = document.part(name, {**block, "id": name} if isinstance(block, dict) else block)
        if isinstance(block, dict) and "id" in block:
            problems.append(part.at(("id",), "the key 'id'", "the id before the block only", "Remove this line."))
        kpi, found = validate_as(part, Kpi)
        problems += found
        if kpi:
            kpis[name] = kpi
    return kpis


def dataset_files(folder: Path) -> dict[str, list[Path]]:
    """The files of each dataset that the folder has, the one that is read first."""
    named = {dataset: [folder / "datasets" / f"{dataset}{ending}" for ending in ENDINGS] for dataset in datasets()}
    found = {dataset: [path for path in paths if path.exists()] for dataset, paths in named.items()}
    return {dataset: paths for dataset, paths in found.items() if paths}


def _seconds(folder: Path) -> Iterator[Problem]:
    for dataset, (read, *others) in dataset_files(folder).items():
        for path in others:
            yield Problem(
                file=f"datasets/{path.name}",
                severity="warning",
                found=f"a second file of {dataset} data, which is not read",
                expected=f"one file: {read.name} is read",
                remedy="Keep one of them.",
            )


def _strangers(folder: Path) -> Iterator[Problem]:
    """Names in the folder that no part of Steerco reads: most are misspelt."""
    places: list[tuple[Path, str, tuple[str, ...]]] = [(folder, "", (*FILES, *FOLDERS))]
    places.append((folder / "datasets", "datasets/", tuple(f"{name}{end}" for name in datasets() for end in ENDINGS)))
    for place, prefix, known in places:
        names = sorted(path.name for path in place.iterdir()) if place.is_dir() else []
        for name in names:
            looks_like_ours = name.endswith((".yaml", ".yml", *ENDINGS))
            if name not in known and looks_like_ours:
                yield Problem(
                    file=prefix + name,
                    severity="warning",
                    found=f"the file {quote_input(name)}, which nothing reads",
                    expected=f"one of {', '.join(known)}",
                    remedy=did_you_mean(name, known).strip() or "Remove it, or give it the name it should have.",
                )


def _unreadable(name: str, found: str, remedy: str) -> Problem:
    return Problem(file=name, found=found, expected="a YAML text file", remedy=remedy)
