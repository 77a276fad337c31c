"""A file checked, and accepted as a release when nothing in it is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from steering.catalog.contracts import CATALOG, Contract, contract
from steering.errors import LISTED, FileRefused
from steering.ingest import contract_file
from steering.ingest.file_set import Files, FileSet, gather
from steering.ingest.file_type import InputFile, WrongFormat
from steering.ingest.focus import validate as focus
from steering.ingest.parquet_reader import refuse_damaged
from steering.ingest.parts import open_parts
from steering.ingest.reader import read_table
from steering.ingest.report import IngestReport
from steering.ingest.rollup import roll_up
from steering.ingest.validation_result import ValidationResult
from steering.progress import ProgressCallback, silent
from steering.warehouse import Manifest, Scratch, UnreadableFile, releases, scratch
from steering.warehouse.provenance import write_provenance

TEAM_TAG = "team"
# From this size on, unpacked, it pays to look a file over and leave it to DuckDB's own reader.
LARGE_BYTES = 4 * 2**20


@dataclass(frozen=True, kw_only=True)
class LoadResult:
    """A file that was checked, and its release if it was accepted; `made` where it was not there before."""

    report: IngestReport
    manifest: Manifest | None
    is_new: bool = False


def check(
    files: Files,
    dataset: str,
    *,
    catalog: Path = CATALOG,
    progress: ProgressCallback | None = None,
) -> IngestReport:
    """Check the files of a dataset against its contract; nothing is kept.

    A path may be that of a file or of a folder of parts. Whatever is wrong with the files is in the report.
    `progress` is told what is being done.

    Raises:
        UnknownName: there is no such dataset.
        StoreUnavailable: there is no room to check the file.
    """
    dataset_contract = contract(dataset, catalog)
    try:
        with _validate(gather(files), dataset_contract, TEAM_TAG, progress or silent) as result:
            return _report(dataset_contract, result)
    except FileRefused as refusal:
        return _refusal_report(dataset_contract, refusal)


def load(
    files: Files,
    dataset: str,
    home: Path,
    *,
    by: str,
    catalog: Path = CATALOG,
    team_tag: str = TEAM_TAG,
    progress: ProgressCallback | None = None,
    most: int = LISTED,
) -> LoadResult:
    """Check a file and, without errors, keep it as a release under `home`; list `most` errors.

    Costs are added up by day and by the team that the tag `team_tag` names, in a rollup beside the release.

    Raises:
        UnknownName: there is no such dataset.
        StoreUnavailable: the file can't be checked or the release can't be written now.
    """
    dataset_contract = contract(dataset, catalog)
    report_progress = progress or silent
    folder = home / releases.FOLDER / dataset
    try:
        file_set = gather(files)
        with _validate(file_set, dataset_contract, team_tag, report_progress, folder, most) as result:
            report = _report(dataset_contract, result)
            if result.release is None:
                return LoadResult(report=report, manifest=None)
            manifest, is_new = _store(file_set, dataset_contract, home, by, team_tag, report, result)
    except FileRefused as refusal:
        return LoadResult(report=_refusal_report(dataset_contract, refusal), manifest=None)
    if dataset_contract.standard:
        report_progress("Rolling up", 0.9)
        roll_up(home, dataset, manifest.release, team_tag)
    report_progress("Done", 1.0)
    return LoadResult(report=report, manifest=manifest, is_new=is_new)


def accept(
    files: Files,
    dataset: str,
    home: Path,
    *,
    by: str,
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
    files = gather(files)
    result = load(files, dataset, home, by=by, catalog=catalog, team_tag=team_tag, progress=progress)
    if result.manifest is None:
        report = result.report
        raise FileRefused(files.name, report.problems, report.problem_count)
    return result.manifest


@contextmanager
def _validate(
    files: FileSet,
    dataset_contract: Contract,
    team_tag: str,
    progress: ProgressCallback,
    writes: Path | None = None,
    most: int = LISTED,
) -> Iterator[ValidationResult]:
    progress("Reading", 0.0)
    warnings = [*files.warnings]
    with (
        open_parts(files, warnings) as parts,
        scratch(reads=tuple(part.path.resolve() for part in parts), writes=(writes,) if writes else ()) as context,
    ):
        if dataset_contract.standard:
            result = _validate_focus(parts, files.name, dataset_contract, context, team_tag, progress, most)
        else:
            reading = read_table(parts, dataset_contract, context, name=files.name, most=most)
            result = contract_file.validate_contract_file(reading, dataset_contract, context, progress)
        result.findings.add_of_files(warnings, keep_rows=not files.without_numbers)
        yield result


def _validate_focus(
    parts: Sequence[InputFile],
    name: str,
    dataset_contract: Contract,
    context: Scratch,
    team_tag: str,
    progress: ProgressCallback,
    most: int,
) -> ValidationResult:
    """Validate large files with DuckDB's reader, and with ours where that one fails."""
    quick = sum(part.size for part in parts) >= LARGE_BYTES
    for reader_is_quick in (True, False) if quick else (False,):
        reading = read_table(parts, dataset_contract, context, quick=reader_is_quick, name=name, most=most)
        try:
            return focus.validate_focus(reading, dataset_contract, context, team_tag, progress)
        except UnreadableFile as error:
            if reading.lines is None:
                refuse_damaged(parts, name, error, context)
    raise AssertionError("the last reader returns or refuses")


def _report(dataset_contract: Contract, result: ValidationResult) -> IngestReport:
    findings = result.findings
    return IngestReport(
        dataset=dataset_contract.id,
        format=result.format,
        rows=result.rows,
        accepted=result.rows if findings.error_count == 0 else 0,
        problem_count=findings.error_count + findings.warning_count,
        error_count=findings.error_count,
        problems=findings.first_problems,
        sums=result.sums,
        release=result.release,
        source=findings.file,
    )


def _refusal_report(dataset_contract: Contract, refusal: FileRefused) -> IngestReport:
    """Report on a file that could not be read as a table, or that is no file of this dataset at all."""
    fits = not isinstance(refusal, WrongFormat)
    title = dataset_contract.standard or f"{dataset_contract.id} {dataset_contract.version}"
    return IngestReport(
        dataset=dataset_contract.id,
        format=title if fits else f"not {title}",
        readable=not fits,
        rows=0,
        accepted=0,
        problem_count=refusal.count,
        error_count=refusal.count,
        problems=refusal.problems,
        sums={},
        release=None,
        source=refusal.what,
    )


def _store(
    files: FileSet,
    dataset_contract: Contract,
    home: Path,
    by: str,
    team_tag: str,
    report: IngestReport,
    result: ValidationResult,
) -> tuple[Manifest, bool]:
    """The release, and whether it was made now."""
    assert result.release is not None
    release = result.release
    source: dict[str, Any] = {
        "source_name": files.name,
        "source_bytes": files.size,
        "source_sha256": files.digest(),
        "created_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "created_by": by,
        "warning_count": result.findings.warning_count,
        "warnings": report.problems[:LISTED],
    }
    manifests: list[Manifest] = []

    def describe(rows: Path) -> Manifest:
        manifests.append(_describe(rows, release, dataset_contract, team_tag, report, result, source))
        return manifests[-1]

    stored_manifest = releases.store(home, dataset_contract.id, release, result.write, describe)
    if any(stored_manifest is manifest for manifest in manifests):
        return stored_manifest, True
    # The same rows are there already. Whose file brought them before is nobody else's business.
    own_manifest = replace(stored_manifest, **source)
    write_provenance(home, own_manifest)
    return own_manifest, False


def _describe(
    rows: Path,
    release: str,
    dataset_contract: Contract,
    team_tag: str,
    report: IngestReport,
    result: ValidationResult,
    source: Mapping[str, Any],
) -> Manifest:
    return Manifest(
        release=release,
        dataset=dataset_contract.id,
        contract_version=dataset_contract.version,
        rows=report.rows,
        columns=tuple(result.types.items()),
        period=result.period,
        sums=report.sums,
        last_month=result.last_month,
        parquet_sha256=releases.sha256_of(rows),
        parquet_bytes=rows.stat().st_size,
        team_tag=team_tag if dataset_contract.standard else None,
        **source,
    )
