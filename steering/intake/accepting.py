"""A file checked, and accepted as a release when nothing in it is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from steering.errors import LISTED, FileRefused
from steering.intake.arrival import recognise
from steering.intake.checks import check_rows
from steering.intake.contracts import CATALOG, Contract, contract
from steering.intake.digest import period, release_id, stored_types, sums
from steering.intake.reading import Reading, read
from steering.intake.report import Report
from steering.warehouse import Manifest, Scratch, quoted, releases, scratch


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A file that was checked, and its release if it was accepted."""

    report: Report
    manifest: Manifest | None


def check(path: Path, dataset: str, *, name: str | None = None, catalog: Path = CATALOG) -> Report:
    """Check a file against a dataset's contract; nothing is kept.

    `name` is the file's own name where `path` is a spooled copy. Whatever is wrong with the file is in the
    report.

    Raises:
        UnknownName: there is no such dataset.
        StoreUnavailable: there is no room to check the file.
    """
    agreed = contract(dataset, catalog)
    try:
        with _checked(path, agreed, name or path.name) as (report, _, _):
            return report
    except FileRefused as refusal:
        return _refused(agreed, refusal)


def load(path: Path, dataset: str, home: Path, *, by: str, name: str | None = None, catalog: Path = CATALOG) -> Loaded:
    """Check a file and, without errors, keep it as a release under `home`.

    Raises:
        UnknownName: there is no such dataset.
        StoreUnavailable: the file can't be checked or the release can't be written now.
    """
    agreed = contract(dataset, catalog)
    try:
        with _checked(path, agreed, name or path.name, home / releases.FOLDER / dataset) as checked:
            report, reading, room = checked
            if not report.holds:
                return Loaded(report=report, manifest=None)
            manifest = _keep(path, agreed, home, by, report, reading, room)
            return Loaded(report=report, manifest=manifest)
    except FileRefused as refusal:
        return Loaded(report=_refused(agreed, refusal), manifest=None)


def accept(
    path: Path, dataset: str, home: Path, *, by: str, name: str | None = None, catalog: Path = CATALOG
) -> Manifest:
    """Check a file and keep it as a release under `home`.

    Raises:
        FileRefused: the file has errors; with all of its problems.
        UnknownName: there is no such dataset.
        StoreUnavailable: the file can't be checked or the release can't be written now.
    """
    loaded = load(path, dataset, home, by=by, name=name, catalog=catalog)
    if loaded.manifest is None:
        report = loaded.report
        raise FileRefused(name or path.name, report.problems, report.problem_count)
    return loaded.manifest


@contextmanager
def _checked(
    path: Path, agreed: Contract, name: str, writes: Path | None = None
) -> Iterator[tuple[Report, Reading, Scratch]]:
    arrival = recognise(path, name)
    reads = (path.resolve(),) if arrival.kind == "parquet" else ()
    with scratch(reads=reads, writes=(writes,) if writes else ()) as room:
        reading = read(arrival, agreed, room)
        check_rows(reading, agreed, room)
        yield _report(agreed, reading, room), reading, room


def _report(agreed: Contract, reading: Reading, room: Scratch) -> Report:
    findings = reading.findings
    holds = findings.error_count == 0
    return Report(
        dataset=agreed.id,
        format=_format(agreed),
        rows=reading.rows,
        accepted=reading.rows if holds else 0,
        problem_count=findings.error_count + findings.warning_count,
        error_count=findings.error_count,
        problems=findings.listed,
        sums=sums(agreed, room) if holds else {},
        release=release_id(agreed, room) if holds else None,
    )


def _refused(agreed: Contract, refusal: FileRefused) -> Report:
    """The report on a file that could not be read as a table."""
    return Report(
        dataset=agreed.id,
        format=_format(agreed),
        readable=False,
        rows=0,
        accepted=0,
        problem_count=refusal.count,
        error_count=refusal.count,
        problems=refusal.problems,
        sums={},
        release=None,
    )


def _format(agreed: Contract) -> str:
    return f"{agreed.id} {agreed.version}"


def _keep(
    path: Path, agreed: Contract, home: Path, by: str, report: Report, reading: Reading, room: Scratch
) -> Manifest:
    assert report.release is not None
    release = report.release
    types = stored_types(agreed, room)

    def write(rows: Path) -> None:
        columns = ", ".join(f'"{name}"::{kind} as "{name}"' for name, kind in types.items())
        order = ", ".join(f'"{name}"' for name in agreed.grain) or "_row"
        to = f"{quoted(str(rows.resolve()))} (format parquet, compression zstd)"
        # The contract's own names; values of the file are never pasted in.
        room.run(f"copy (select {columns} from checked order by {order}) to {to}", doing="store the release")  # noqa: S608

    def describe(rows: Path) -> Manifest:
        findings = reading.findings
        return Manifest(
            release=release,
            dataset=agreed.id,
            contract_version=agreed.version,
            rows=report.rows,
            columns=tuple(types.items()),
            period=period(agreed, room),
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
        )

    return releases.store(home, agreed.id, release, write, describe)
