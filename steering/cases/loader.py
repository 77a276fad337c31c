"""Read a case folder strictly into frozen values, or report every problem at once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from steering.cases import cross_checks
from steering.cases.business import BusinessCase
from steering.cases.business_file import read_business as read_business
from steering.cases.case import Case
from steering.cases.case_files import FILES as FILES
from steering.cases.case_files import FOLDERS as FOLDERS
from steering.cases.case_files import CaseFiles
from steering.cases.dataset_files import dataset_files as dataset_files
from steering.cases.dataset_files import stamp_paths
from steering.cases.decisions import DecisionRecord, PastDecisions, check_decisions
from steering.cases.dossier.adrs import ADRS, adr_paths, load_adrs
from steering.cases.dossier.case_paths import TOOLKIT, measure_files
from steering.cases.dossier.dossier import Dossier
from steering.cases.dossier.enablement import list_files
from steering.cases.dossier.files import FILES as DOSSIER_FILES
from steering.cases.dossier.files import NAMES as DOSSIER_NAMES
from steering.cases.dossier.mermaid_views import VIEWS, load_views, view_paths
from steering.cases.folder import id_of, open_folder
from steering.cases.model import Charter, Kpi
from steering.cases.questions import QuestionList, WrittenQuestion, check_questions
from steering.cases.roadmap import Roadmap
from steering.cases.roadmap_checks import check_roadmap
from steering.cases.rubrics import rubric_paths
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import Document
from steering.errors import CaseRefused, Problem

# Where the risks of options are looked up.
RISKS = "dossier/risks.yaml"


def load_case(path: Path, workspace: Path, *, instead: Mapping[str, str | None] | None = None) -> Case:
    """Read a case from a folder, or from a zip which is unpacked below `workspace`.

    `instead` are texts that are read in place of files, by name; None leaves a file out.

    Raises:
        CaseRefused: with every problem found in all of its files.
    """
    files = CaseFiles(folder=open_folder(path, workspace), instead=instead or {})
    folder, problems = files.folder, files.problems
    charter, charter_text = files.read("case.yaml", Charter)
    kpis, names = _scorecard(files)
    if charter and charter_text:
        problems += cross_checks.check_charter(charter, charter_text, names)
    roadmap = _roadmap(files, charter, names)
    business = _business(files, names, dossier := _dossier(files))
    if charter and charter_text:
        problems += cross_checks.check_ask(charter, charter_text, business, roadmap)
    past, mapping = _past_decisions(files, charter, names, business), files.mapping()
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
        mapping=mapping,
        roadmap=roadmap,
        dossier=dossier,
        storyboard=story,
        decisions=past,
        questions=questions,
        rubrics=rubrics,
        warnings=tuple(problems),
        texts=files.texts,
    )


def _errors_first(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.severity != "error")


def _roadmap(files: CaseFiles, charter: Charter | None, names: list[str] | None) -> Roadmap | None:
    roadmap, text = files.read("roadmap.yaml", Roadmap, optional=True)
    if roadmap and text:
        files.problems += check_roadmap(roadmap, text, charter, names)
    return roadmap


def _dossier(files: CaseFiles) -> Dossier:
    parts = {}
    for file in DOSSIER_FILES:
        parts[file.id], text = files.read(file.name, file.model, optional=True)
        if parts[file.id] is not None and text:
            files.problems += file.check(parts[file.id], text)
    adrs, warnings = load_adrs(files.folder)
    views, mistakes = load_views(files.folder)
    files.problems += (*warnings, *mistakes)
    sizes = measure_files(files.folder, list_files(parts["enablement"]))
    return Dossier(adrs=adrs, views=views, sizes=sizes, **parts)


def _business(files: CaseFiles, names: list[str] | None, dossier: Dossier) -> BusinessCase | None:
    """Return the business case, held against the names of the KPIs and of the risks where those can be read."""
    business = files.business()
    if business and names is not None:
        files.problems += cross_checks.check_benefit_kpis(business, files.texts["business_case.yaml"], names)
    if business and (dossier.risks or not files.has(RISKS)):
        files.problems += cross_checks.check_option_risks(business, files.texts["business_case.yaml"], dossier.risks)
    return business


def _past_decisions(
    files: CaseFiles, charter: Charter | None, names: list[str] | None, business: BusinessCase | None
) -> tuple[DecisionRecord, ...]:
    past, text = files.read("decisions.yaml", PastDecisions, optional=True)
    if past is None or text is None:
        return ()
    scenarios, inputs = (list(business.scenarios), list(business.inputs)) if business else (None, None)
    files.problems += check_decisions(past, text, charter, names, scenarios, inputs)
    return past.decisions


def _written_questions(files: CaseFiles, names: list[str] | None) -> tuple[WrittenQuestion, ...]:
    asked, text = files.read("questions.yaml", QuestionList, optional=True)
    if asked is None or text is None:
        return ()
    files.problems += check_questions(asked, text, names)
    return asked.questions


def _scorecard(files: CaseFiles) -> tuple[dict[str, Kpi], list[str] | None]:
    """Return the KPIs of metrics.yaml that are right, and the names of all; None where they can't be read."""
    text = files.text("metrics.yaml")
    if text is None:
        return {}, None if files.has("metrics.yaml") else []
    kpis = _kpis(text, files.problems)
    files.problems += cross_checks.check_kpis(kpis, text)
    return kpis, list(text.tree or ())


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


def stamp_files(path: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Name, time, size and number of what is read of a case, which change when anybody edits it; few and quick."""
    paths = [path / name for name in ("", *FILES, *FOLDERS, ADRS, VIEWS, TOOLKIT, *DOSSIER_NAMES)]
    paths += (*stamp_paths(path), *rubric_paths(path), *adr_paths(path), *view_paths(path))
    stamps = []
    for file in [path] if path.is_file() else paths:
        with suppress(OSError):  # there is none, or an editor puts another file in its place just now
            status = file.stat()
            stamps.append((str(file), status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(stamps)
