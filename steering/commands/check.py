"""`check`: a case folder held against everything that can be told about it: files, datasets, claims, checklists."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steering.actors import COMMAND_LINE
from steering.commands.check_many import CheckedPath, check_all, list_cases, summarise, summary_lines
from steering.commands.check_profiles import DEFAULT, PROFILES
from steering.errors import CaseRefused, Problem, StoreUnavailable
from steering.formatting import pluralise
from steering.home import find_home

if TYPE_CHECKING:
    from steering.cases.case import Case
    from steering.context.case_context import CaseContext
    from steering.ingest import IngestReport
    from steering.ingest.pipeline import LoadResult
    from steering.review.checklist import ChecklistItem

# Problems of each dataset that the table lists; `--json` lists up to 1,000.
SHOWN = 20
WIDTH = 24


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A claim of the storyboard: its scene, what it says, and how it stands on the data of the folder."""

    scene: str
    says: str
    metric: str
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Checked:
    """All that was found. Of a case that does not open, claims are not looked at."""

    case: str
    reports: Mapping[str, IngestReport]
    claims: tuple[Claimed, ...]
    profiles: Mapping[str, tuple[ChecklistItem, ...]]
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is left to correct: warnings and what a person has to judge are no findings."""
        return (
            all(problem.severity == "warning" for problem in self.problems)
            and all(report.holds for report in self.reports.values())
            and all(claim.state == "holds" for claim in self.claims)
            and all(item.holds for items in self.profiles.values() for item in items)
        )

    @property
    def result(self) -> str:
        """What is left to correct, in a few words."""
        errors = sum(problem.severity == "error" for problem in self.problems)
        errors += sum(report.error_count for report in self.reports.values())
        claims = sum(claim.state != "holds" for claim in self.claims)
        questions = sum(not item.holds for items in self.profiles.values() for item in items)
        counts = ((errors, "error"), (claims, "claim not holding"), (questions, "question failed"))
        return ", ".join(f"{count} {_plural(words, count)}" for count, words in counts if count) or "holds"

    def as_dict(self) -> dict[str, Any]:
        """What `check --json` prints."""
        return {
            "case": self.case,
            "datasets": [{"file": file} | report.as_dict() for file, report in self.reports.items()],
            "claims": [vars(claim) for claim in self.claims],
            "profiles": {name: [item.as_dict() for item in items] for name, items in self.profiles.items()},
            "problems": [problem.as_dict() for problem in self.problems],
        }


def _plural(words: str, count: int) -> str:
    noun, _, rest = words.partition(" ")
    return f"{noun}{'s' * (count != 1)} {rest}".strip()


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the data plane is imported for that."""
    command = commands.add_parser("check", help="hold a case against everything that can be told about it")
    command.add_argument(
        "cases",
        type=Path,
        nargs="+",
        metavar="CASE_DIR",
        help="the folder of a case, or a .zip of it; several, or a folder of such folders, are summed up",
    )
    command.add_argument(
        "--profile",
        choices=PROFILES,
        default=DEFAULT,
        help="the checklist",
    )
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check the folder: 0 all holds, 1 something is left to correct. SteercoError where it can't be read."""
    paths, check = list_cases(options.cases), partial(_check_alone, options.profile)
    if len(paths) == 1 and paths == options.cases:
        found = check(paths[0])
        _write(options, found.as_dict, lambda: _lines(found))
        return 0 if found.holds else 1
    checked = check_all(paths, check)
    _write(
        options,
        lambda: {"cases": [entry.as_dict() for entry in checked], "summary": summarise(checked)},
        lambda: _lines_of_all(checked),
    )
    return max(entry.code for entry in checked)


def _write(options: argparse.Namespace, tree: Callable[[], dict[str, Any]], lines: Callable[[], Iterator[str]]) -> None:
    if options.json:
        sys.stdout.write(json.dumps(tree(), ensure_ascii=False, allow_nan=False) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines()))


def _lines_of_all(checked: Sequence[CheckedPath]) -> Iterator[str]:
    for entry in checked:
        yield from _lines(entry.found) if entry.found else (f"Case {entry.path.name}", f"  error: {entry.refusal}")
        yield ""
    yield from summary_lines(checked)


def _check_alone(profile: str, path: Path) -> Checked:
    """Check a case in a home that is thrown away."""
    with _home() as home:
        return _checked(profile, path, Path(home))


def _home() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="steerco-check-")
    except OSError as error:
        said = f"There is no room for temporary files ({error.strerror}). Let TMPDIR name a folder with room."
        raise StoreUnavailable(said) from error


def _checked(profile: str, path: Path, home: Path) -> Checked:
    """A case in a home of its own, so that nothing that was published before counts."""
    from steering.cases.folder import open_folder
    from steering.cases.loader import load_case

    folder = open_folder(path, home / "cases")
    try:
        case = load_case(path, home / "cases")
    except CaseRefused as refused:
        if not (folder / "case.yaml").is_file():
            raise
        return _of_refused(profile, folder, refused)
    return _of_case(profile, case, home)


def _of_case(profile: str, case: Case, home: Path) -> Checked:
    from steering.costs.unknown_teams import find_unknown_teams
    from steering.state.folder_context import build_folder_context
    from steering.warehouse import Warehouse

    results = {name: _load(case, name, home) for name in case.datasets}
    manifests = {name: result.manifest for name, result in results.items() if result.manifest}
    with Warehouse(home) as warehouse:
        context = build_folder_context(case, home, warehouse, manifests)
        claims, of_scenes = _claims(context)
        cost = case.datasets.get("cost")
        items = PROFILES[profile].review(context)
        of_teams = find_unknown_teams(context, _name_source(cost)) if cost else None
    of_files = tuple(problem for problem in case.warnings if problem.file != "storyboard.yaml")
    return Checked(
        case=case.id,
        reports={_name_source(case.datasets[name]): result.report for name, result in results.items()},
        claims=claims,
        profiles={profile: items},
        problems=(*of_scenes, *([of_teams] if of_teams else []), *of_files),
    )


def _name_source(paths: Sequence[Path]) -> str:
    """What the files of a dataset are called in the case's folder."""
    from steering.cases.dataset_files import join_names

    return f"datasets/{join_names([path.name for path in paths])}"


def _load(case: Case, dataset: str, home: Path) -> LoadResult:
    """A dataset's files checked, unless the same were before; without errors they are a release, for the claims."""
    from steering.commands.ingest import progress
    from steering.ingest.load_cache import FOLDER, LoadCache

    paths, tag = case.datasets[dataset], case.charter.team_tag
    return LoadCache(find_home() / FOLDER).load(
        paths, dataset, home, by=COMMAND_LINE.id, team_tag=tag, progress=progress()
    )


def _claims(context: CaseContext) -> tuple[tuple[Claimed, ...], tuple[Problem, ...]]:
    """The claims of every scene that can be shown, and what is wrong with the others and the file."""
    from steering.cases.storyboard import Scene, all_problems
    from steering.frames.agenda import SCENE_PAGES
    from steering.storyboard.claims import check_claims
    from steering.storyboard.views import check_scenes

    if context.case.storyboard is None:
        return (), ()
    story = check_scenes(context, context.case.storyboard, SCENE_PAGES)
    claims = tuple(
        Claimed(scene=scene.id, says=one.claim.says, metric=one.claim.metric, state=one.state, reason=one.reason)
        for scene in story.scenes
        if isinstance(scene, Scene)
        for one in check_claims(context, scene)
    )
    return claims, all_problems(story)


def _of_refused(profile: str, folder: Path, refused: CaseRefused) -> Checked:
    """What can be told of a case that does not open: all problems, and each file that stands by itself."""
    from steering.cases.loader import dataset_files
    from steering.commands.ingest import progress
    from steering.ingest import check

    files = {name: sources[0] for name, sources in dataset_files(folder).items()}
    return Checked(
        case=folder.name,
        reports={_name_source(paths): check(paths, name, progress=progress()) for name, paths in files.items()},
        claims=(),
        profiles={profile: PROFILES[profile].review_folder(folder)},
        problems=refused.problems,
    )


def _lines(found: Checked) -> Iterator[str]:
    from steering.review.checklist import tally

    yield f"Case {found.case}"
    errors = sum(problem.severity == "error" for problem in found.problems)
    yield f"Files: {_faults(errors, len(found.problems) - errors)}"
    yield from (f"  {problem.severity}: {problem}" for problem in found.problems)
    yield from _datasets(found.reports)
    yield from _claimed(found.claims)
    for name, items in found.profiles.items():
        yield f"{name}: {tally(items, PROFILES[name].about)}"
        for item in items:
            yield f"  {item.state:<{WIDTH}}{item.question} {item.why}"
            yield from (f"    {place}" for place in item.places)


def _claimed(claims: tuple[Claimed, ...]) -> Iterator[str]:
    broken = [claim for claim in claims if claim.state != "holds"]
    said = f", {len(broken)} not holding" if broken else ", all hold" if claims else ""
    yield f"Claims: {pluralise(len(claims), 'claim')}{said}"
    yield from (f"  {claim.state}: {claim.scene}: {claim.says}. {claim.reason}" for claim in broken)


def _datasets(reports: Mapping[str, IngestReport]) -> Iterator[str]:
    if not reports:
        yield "Datasets: none"
    for file, report in reports.items():
        faults = _faults(report.error_count, report.problem_count - report.error_count)
        yield f"{file}: {report.format}, {report.rows:,} rows, {faults}"
        yield from (f"  {problem.severity}: {problem}" for problem in report.problems[:SHOWN])
        if report.problem_count > SHOWN:
            yield f"  and {report.problem_count - SHOWN:,} more; --json lists up to 1,000"


def _faults(errors: int, warnings: int) -> str:
    return f"{pluralise(errors, 'error')}, {pluralise(warnings, 'warning')}"
