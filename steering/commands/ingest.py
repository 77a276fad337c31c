"""`ingest`: a dataset file checked as an upload would be, kept as a release and put in force if asked to."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steering.actors import COMMAND_LINE
from steering.catalog.file_types import ACCEPTED_FILES
from steering.commands.records import has_records, open_records
from steering.home import ROOT, find_home

if TYPE_CHECKING:
    from steering.cases.case import Case
    from steering.ingest import IngestReport, LoadResult
    from steering.progress import ProgressCallback
    from steering.warehouse import Manifest

# Problems that the table lists; `--json` lists up to 1,000.
SHOWN = 20
# What a terminal takes for: forget the rest of this line.
CLEAR_LINE = "\x1b[K"
APPROVED_LATER = "it is in force once somebody else has approved it on Sources."


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the data plane is imported for that."""
    command = commands.add_parser("ingest", help="check a dataset file as an upload would; publish it if asked to")
    command.add_argument("dataset", metavar="DATASET", help="adoption, kpi, cost, usage or evidence")
    command.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help=f"{ACCEPTED_FILES}; several, a folder, a .zip or a pattern of them are read as one dataset",
    )
    command.add_argument(
        "--case",
        metavar="ID",
        help="keep it as a release for the case of this id, its folder's name; without, it is only checked",
    )
    command.add_argument("--publish", action="store_true", help="put the release in force for the case")
    command.add_argument(
        "--replace-months",
        action="store_true",
        help="replace only the months of these files; the other months of the release in force stay",
    )
    command.add_argument("--reason", default="", metavar="TEXT", help="why it is published; stands in the history")
    command.add_argument(
        "--by",
        default="",
        metavar="NAME",
        help="who brings the data, where somebody else has to approve it: a member, by name, mail address or id",
    )
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.set_defaults(run=run, refuse=command.error)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of the files: the report, a sentence on what is in force now, and the months that left with it.

    `months_leaving` is None where nothing was in force, or nothing was kept. `merged` is the release in which the new
    months stand beside those that stay.
    """

    report: IngestReport
    sentence: str
    months_leaving: tuple[str, ...] | None = None
    merged: Manifest | None = None

    def as_dict(self) -> dict[str, Any]:
        """What `ingest --json` prints."""
        leaving = {} if self.months_leaving is None else {"months_leaving": list(self.months_leaving)}
        merged = {"release_rows": self.merged.rows, "release_sums": dict(self.merged.sums)} if self.merged else {}
        return self.report.as_dict() | leaving | merged


def run(options: argparse.Namespace) -> int:
    """Check, keep and publish as the options say: 0 accepted, 1 it has errors, 2 it can't be read."""
    if options.publish and not options.case:
        options.refuse("--publish needs --case ID: which case is the release for?")
    if options.replace_months and not options.case:
        options.refuse("--replace-months needs --case ID: which case has the months that stay?")
    return print_outcome(_checked(options), as_json=options.json)


def print_outcome(outcome: Outcome, *, as_json: bool) -> int:
    """Print what came of the files; return the exit code: 0 accepted, 1 it has errors, 2 it can't be read."""
    report = outcome.report
    if as_json:
        sys.stdout.write(json.dumps(outcome.as_dict(), ensure_ascii=False) + "\n")
    elif report.readable:
        sys.stdout.write(_table(report, outcome))
    if not report.readable:
        sys.stderr.write("".join(f"{problem}\n" for problem in report.problems))
        return 2
    return 0 if report.holds else 1


def _checked(options: argparse.Namespace) -> Outcome:
    from steering.ingest import TEAM_TAG, check, load
    from steering.ingest.release_months import months_that_leave

    told = progress()
    if not options.case:
        report = check(options.files, options.dataset, progress=told)
        return Outcome(report=report, sentence="Checked only; nothing was kept. Give --case to keep it.")
    home = find_home()
    case = _case(options.case, home)
    author = _find_author(options, case, home) if options.publish else ""
    tag = case.charter.team_tag if case else TEAM_TAG
    result = load(options.files, options.dataset, home, by=COMMAND_LINE.id, team_tag=tag, progress=told)
    if result.manifest is None:
        return Outcome(report=result.report, sentence="Nothing was kept, and what was in force still is.")
    current = _current(options.dataset, options.case, home)
    report, manifest, merged = result.report, result.manifest, None
    if options.replace_months and current:
        manifest = _replace(result, current, home, tag)
        merged = manifest if manifest.release != result.manifest.release else None
        report = replace(report, release=manifest.release)
    leaving = months_that_leave(home, manifest, current) if current else None
    sentence = "Kept as a release, not in force. Give --publish to put it in force."
    if options.publish:
        sentence = _publish(manifest, options, case, home, author)
        if case is None:
            sentence += f" It is shown when a case folder named {options.case} is opened."
    return Outcome(report=report, sentence=sentence, months_leaving=leaving, merged=merged)


def _replace(result: LoadResult, current: Manifest, home: Path, tag: str) -> Manifest:
    """The release in which the new months replace those of the current one."""
    from steering.ingest.release_months import replace_months
    from steering.warehouse.releases import delete_if_unclaimed

    assert result.manifest is not None
    merged = replace_months(home, result.manifest, current, by=COMMAND_LINE.id, team_tag=tag, progress=progress())
    manifest = merged.manifest
    if result.is_new and manifest.release != result.manifest.release:
        with open_records(are_there=False) as records:
            if not records.is_referenced(manifest.dataset, result.manifest.release):
                delete_if_unclaimed(home, manifest.dataset, result.manifest.release)
    return manifest


def _current(dataset: str, case_id: str, home: Path) -> Manifest | None:
    """What is in force of a dataset for a case."""
    from steering.warehouse import read_manifest

    if not _has_publications(case_id):
        return None
    with open_records() as records:
        entry = records.in_force(case_id).get(dataset)
    return read_manifest(home, dataset, entry.release_id) if entry else None


def _find_author(options: argparse.Namespace, case: Case | None, home: Path) -> str:
    """The id of who brings the data, asked for before anything is read where somebody else has to approve it."""
    from steering.access.recipients import find_author
    from steering.errors import NotAllowed
    from steering.ingest.publishing import find_need
    from steering.records.proposal import NO_AUTHOR

    with open_records(are_there=False) as records:
        author = find_author(records, options.case, options.by)
        if not author and find_need([options.case], case, home=home, records=records):
            raise NotAllowed(NO_AUTHOR)
    return author


def _publish(manifest: Manifest, options: argparse.Namespace, case: Case | None, home: Path, author: str) -> str:
    """Put the release in force, or propose it where somebody else has to approve; a sentence that says which."""
    from steering.ingest.publishing import build_publication, publish_or_propose

    release = build_publication(manifest, options.case, source="command")
    with open_records(are_there=False) as records:
        wanted, reason = [(manifest, release)], options.reason
        result = publish_or_propose(
            wanted, case, home=home, records=records, by=COMMAND_LINE, author=author, reason=reason
        )
    if isinstance(result, tuple):
        return f"In force for the case {options.case} from now on."
    return f"Proposed for the case {options.case}{result.manner}: {APPROVED_LATER}"


def _case(case_id: str, home: Path) -> Case | None:
    """The case of that id among those of this installation; None where no folder of it is here yet.

    Raises:
        UnknownName: no case has that id, and one has an id much like it.
        CaseRefused: it is no id of a case.
    """
    from steering.cases.folder import check_id
    from steering.cases.loader import load_case
    from steering.errors import UnknownName, did_you_mean

    cases = ROOT / "data" / "cases"
    folders = sorted(path.name for path in cases.iterdir() if path.is_dir()) if cases.is_dir() else []
    if case_id in folders:
        return load_case(cases / case_id, home / "cases")
    path = os.environ.get("STEERCO_CASE")
    case = load_case(Path(path), home / "cases") if path else None
    if case and case.id == case_id:
        return case
    known = [*folders, *([case.id] if case else [])]
    if not _has_publications(case_id):
        if did_you_mean(case_id, known) or Path(case_id).name != case_id:
            raise UnknownName("case", case_id, known)
        check_id(Path(case_id), case_id)
    return None


def _has_publications(case_id: str) -> bool:
    """Whether a release was ever put in force for a case of that id."""
    if not has_records():
        return False
    with open_records() as records:
        return bool(records.in_force(case_id))


def progress() -> ProgressCallback | None:
    """Says on a terminal what is being done; stays silent in a pipe."""
    if not sys.stderr.isatty():
        return None

    def tell(phase: str, share: float | None, /) -> None:
        told = "" if phase == "Done" else phase if share is None else f"{phase} {share:.0%}"
        sys.stderr.write(f"\r{CLEAR_LINE}{told}")
        sys.stderr.flush()

    return tell


def _table(report: IngestReport, outcome: Outcome) -> str:
    lines = [f"{report.dataset}: {report.format}, {report.rows:,} rows, {report.accepted:,} accepted"]
    lines += _sums(report.sums)
    errors, warnings = report.error_count, report.problem_count - report.error_count
    lines.append(f"{errors:,} error{'s' * (errors != 1)}, {warnings:,} warning{'s' * (warnings != 1)}")
    lines += [f"  {problem.severity}: {problem}" for problem in report.problems[:SHOWN]]
    if report.problem_count > SHOWN:
        lines.append(f"  and {report.problem_count - SHOWN:,} more; --json lists up to 1,000")
    if report.release:
        lines.append(f"Release {report.release}")
    if outcome.months_leaving is not None:
        from steering.ingest.release_months import describe_leaving

        cure = " Give --replace-months to keep what is not replaced." if outcome.months_leaving else ""
        lines.append(f"{describe_leaving(outcome.months_leaving)}{cure}")
    if outcome.merged:
        lines.append(f"With the months that stay: {outcome.merged.rows:,} rows")
        lines += _sums(outcome.merged.sums)
    return "\n".join([*lines, outcome.sentence, ""])


def _sums(sums: Mapping[str, Any], indent: str = "  ") -> Iterator[str]:
    """Control totals, those of providers and currencies further in."""
    for name, value in sums.items():
        if isinstance(value, Mapping):
            yield f"{indent}{name.replace('_', ' ')}"
            yield from _sums(value, indent + "  ")
        else:
            yield f"{indent}{name:<16} {value}"
