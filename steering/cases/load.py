"""A case folder read strictly into frozen values: everything is right, or every problem is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from steering.cases import agreement
from steering.cases.folder import opened
from steering.cases.model import Case, Charter, Kpi
from steering.cases.schema import typed
from steering.cases.text import LARGEST, Document, parse
from steering.errors import CaseRefused, Problem, did_you_mean, shown

DATASETS = ("adoption", "kpi", "cost", "usage", "evidence")
ENDINGS = (".csv", ".csv.gz", ".parquet")
FILES = (
    "case.yaml",
    "business_case.yaml",
    "metrics.yaml",
    "roadmap.yaml",
    "storyboard.yaml",
    "questions.yaml",
)
FOLDERS = ("dossier", "datasets")


def load(path: Path, workspace: Path) -> Case:
    """Read a case from a folder, or from a zip which is unpacked below `workspace`.

    Raises:
        CaseRefused: with every problem found in all of its files.
    """
    folder = opened(path, workspace)
    problems: list[Problem] = [*_strangers(folder), *_seconds(folder)]
    charter_text = _document(folder, "case.yaml", problems)
    metrics_text = _document(folder, "metrics.yaml", problems, optional=True)
    charter, kpis = None, {}
    names: list[str] | None = None if (folder / "metrics.yaml").exists() else []
    if charter_text:
        charter, found = typed(charter_text, Charter)
        problems += found
    if metrics_text:
        kpis = _kpis(metrics_text, problems)
        names = list(metrics_text.tree or ())
        problems += agreement.of_kpis(kpis, metrics_text)
    if charter and charter_text:
        problems += agreement.of_charter(charter, charter_text, names)
    problems.sort(key=lambda problem: problem.severity != "error")
    if charter is None or any(problem.severity == "error" for problem in problems):
        raise CaseRefused(f"The case {path.name}", problems)
    return Case(
        id=folder.name,
        folder=folder,
        charter=charter,
        kpis=kpis,
        datasets={dataset: paths[0] for dataset, paths in _datasets(folder).items()},
        warnings=tuple(problems),
    )


def _document(folder: Path, name: str, problems: list[Problem], *, optional: bool = False) -> Document | None:
    """A file of the case as text, or None after noting why it can't be read."""
    path = folder / name
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("a file of over 5 MB")
        document = parse(path.read_text("utf-8-sig"), name)
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
        kpi, found = typed(part, Kpi)
        problems += found
        if kpi:
            kpis[name] = kpi
    return kpis


def _datasets(folder: Path) -> dict[str, list[Path]]:
    """The files of each dataset that the folder has, the one that is read first."""
    named = {dataset: [folder / "datasets" / f"{dataset}{ending}" for ending in ENDINGS] for dataset in DATASETS}
    found = {dataset: [path for path in paths if path.exists()] for dataset, paths in named.items()}
    return {dataset: paths for dataset, paths in found.items() if paths}


def _seconds(folder: Path) -> Iterator[Problem]:
    for dataset, (read, *others) in _datasets(folder).items():
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
    places.append((folder / "datasets", "datasets/", tuple(f"{name}{end}" for name in DATASETS for end in ENDINGS)))
    for place, prefix, known in places:
        names = sorted(path.name for path in place.iterdir()) if place.is_dir() else []
        for name in names:
            looks_like_ours = name.endswith((".yaml", ".yml", *ENDINGS))
            if name not in known and looks_like_ours:
                yield Problem(
                    file=prefix + name,
                    severity="warning",
                    found=f"the file {shown(name)}, which nothing reads",
                    expected=f"one of {', '.join(known)}",
                    remedy=did_you_mean(name, known).strip() or "Remove it, or give it the name it should have.",
                )


def _unreadable(name: str, found: str, remedy: str) -> Problem:
    return Problem(file=name, found=found, expected="a YAML text file", remedy=remedy)
