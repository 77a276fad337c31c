"""A file checked, and accepted as a release when nothing in it is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from steering.catalog.contracts import CATALOG, Contract, contract
from steering.errors import LISTED, FileRefused
from steering.ingest import contract_file
from steering.ingest.file_type import Arrival, Unfit, recognise, refuse
from steering.ingest.focus import validate as focus
from steering.ingest.reader import read
from steering.ingest.report import IngestReport
from steering.ingest.rollup import roll_up
from steering.ingest.validation_result import ProgressCallback, ValidationResult, silent
from steering.ingest.workbook import as_text
from steering.warehouse import Manifest, Scratch, UnreadableFile, releases, scratch

TEAM_TAG = "team"
# From this size on it pays to look a file over and leave it to DuckDB's own reader.
LARGE_BYTES = 4 * 2**20


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A file that was checked, and its release if it was accepted; `made` where it was not there before."""

    report: IngestReport
    manifest: Manifest | None
    made: bool = False


def check(
    path: Path,
    dataset: str,
    *,
    name: str | None = None,
    catalog: Path = CATALOG,
    progress: ProgressCallback | None = None,
) -> IngestReport:
    """Check a file against a dataset's contract; nothing is kept.

    `name` is the file's own name where `path` is a spooled copy. Whatever is wrong with the file is in the
    report. `progress` is told what is being done.

    Raises:
        UnknownName: there is no such dataset.
        StoreUnavailable: there is no room to check the file.
    """
    agreed = contract(dataset, catalog)
    try:
        with _judged(path, agreed, name or path.name, TEAM_TAG, progress or silent) as judged:
            return _report(agreed, judged)
    except FileRefused as refusal:
        return _refused(agreed, refusal)


def load(
    path: Path,
    dataset: str,
    home: Path,
    *,
    by: str,
    name: str | None = None,
    catalog: Path = CATALOG,
    team_tag: str = TEAM_TAG,
    progress: ProgressCallback | None = None,
) -> Loaded:
    """Check a file and, without errors, keep it as a release under `home`.

    Costs are added up by day and by the team that the tag `team_tag` names, in a rollup beside the release.

    Raises:
        UnknownName: there is no such dataset.
        StoreUnavailable: the file can't be checked or the release can't be written now.
    """
    agreed = contract(dataset, catalog)
    told = progress or silent
    folder = home / releases.FOLDER / dataset
    try:
        with _judged(path, agreed, name or path.name, team_tag, told, folder) as judged:
            report = _report(agreed, judged)
            if judged.release is None:
                return Loaded(report=report, manifest=None)
            manifest, made = _keep(path, agreed, home, by, team_tag, report, judged)
    except FileRefused as refusal:
        return Loaded(report=_refused(agreed, refusal), manifest=None)
    if agreed.standard:
        told("Rolling up", 0.9)
        roll_up(home, dataset, manifest.release, team_tag)
    told("Done", 1.0)
    return Loaded(report=report, manifest=manifest, made=made)


def accept(
    path: Path,
    dataset: str,
    home: Path,
    *,
    by: str,
    name: str | None = None,
    catalog: Path = CATALOG,
    team_tag: str = TEAM_TAG,
    progress: ProgressCallback | None = None,
) -> Manifest:
    """Check a file and keep it as a release under `home`, as `load` does.

    Raises:
        FileRefused: the file has errors; with all of its problems.
        UnknownName: there is no such dataset.
        StoreUnavailable: the file can't be checked or the release can't be written now.
    """
    loaded = load(path, dataset, home, by=by, name=name, catalog=catalog, team_tag=team_tag, progress=progress)
    if loaded.manifest is None:
        report = loaded.report
        raise FileRefused(name or path.name, report.problems, report.problem_count)
    return loaded.manifest


@contextmanager
def _judged(
    path: Path, agreed: Contract, name: str, team_tag: str, progress: ProgressCallback, writes: Path | None = None
) -> Iterator[ValidationResult]:
    progress("Reading", 0.0)
    with (
        as_text(recognise(path, name)) as arrival,
        scratch(reads=(arrival.path.resolve(),), writes=(writes,) if writes else ()) as context,
    ):
        if agreed.standard:
            yield _judge_standard(arrival, agreed, context, team_tag, progress)
        else:
            yield contract_file.judge(read(arrival, agreed, context), agreed, context, progress)


def _judge_standard(
    arrival: Arrival, agreed: Contract, context: Scratch, team_tag: str, progress: ProgressCallback
) -> ValidationResult:
    """Judge a large file through DuckDB's own reader, and through ours whatever that one stumbles over."""
    quick = arrival.path.stat().st_size >= LARGE_BYTES
    for reader_is_quick in (True, False) if quick else (False,):
        reading = read(arrival, agreed, context, quick=reader_is_quick)
        try:
            return focus.validate_focus(reading, agreed, context, team_tag, progress)
        except UnreadableFile as error:
            if reading.lines is None:
                found = f"a file that cannot be read: {error}"
                refuse(arrival.name, found, "a whole file", "Write or copy the file again.")
            context.run("drop view cells")
            context.run("drop view raw")
    raise AssertionError("the last reader returns or refuses")


def _report(agreed: Contract, judged: ValidationResult) -> IngestReport:
    findings = judged.findings
    return IngestReport(
        dataset=agreed.id,
        format=judged.format,
        rows=judged.rows,
        accepted=judged.rows if findings.error_count == 0 else 0,
        problem_count=findings.error_count + findings.warning_count,
        error_count=findings.error_count,
        problems=findings.listed,
        sums=judged.sums,
        release=judged.release,
    )


def _refused(agreed: Contract, refusal: FileRefused) -> IngestReport:
    """The report on a file that could not be read as a table, or that is no file of this dataset at all."""
    fits = not isinstance(refusal, Unfit)
    title = agreed.standard or f"{agreed.id} {agreed.version}"
    return IngestReport(
        dataset=agreed.id,
        format=title if fits else f"not {title}",
        readable=not fits,
        rows=0,
        accepted=0,
        problem_count=refusal.count,
        error_count=refusal.count,
        problems=refusal.problems,
        sums={},
        release=None,
    )


def _keep(
    path: Path, agreed: Contract, home: Path, by: str, team_tag: str, report: IngestReport, judged: ValidationResult
) -> tuple[Manifest, bool]:
    """The release, and whether it was made now."""
    assert judged.release is not None
    release = judged.release
    described: list[Manifest] = []

    def describe(rows: Path) -> Manifest:
        findings = judged.findings
        manifest = Manifest(
            release=release,
            dataset=agreed.id,
            contract_version=agreed.version,
            rows=report.rows,
            columns=tuple(judged.types.items()),
            period=judged.period,
            sums=report.sums,
            source_name=findings.file,
            source_bytes=path.stat().st_size,
            source_sha256=releases.sha256_of(path),
            created_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            created_by=by,
            warning_count=findings.warning_count,
            warnings=report.problems[:LISTED],
            parquet_sha256=releases.sha256_of(rows),
            parquet_bytes=rows.stat().st_size,
            team_tag=team_tag if agreed.standard else None,
        )
        described.append(manifest)
        return manifest

    kept = releases.store(home, agreed.id, release, judged.write, describe)
    return kept, any(kept is manifest for manifest in described)
