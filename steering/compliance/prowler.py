"""What Prowler writes, CSV or OCSF JSON, as evidence: one piece for each check, control and account."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from steering.compliance.import_controls import find_control
from steering.compliance.imports import (
    ImportOptions,
    ImportReport,
    Row,
    find_expiry,
    find_framework,
    hash_file,
    make_id,
    parse_moment,
)
from steering.errors import LISTED, FileRefused, Problem, quote_input

# The columns that tell a file of Prowler's, of its versions 4 and 5.
COLUMNS = ("CHECK_ID", "STATUS", "TIMESTAMP", "ACCOUNT_UID", "COMPLIANCE")
# What a check may say, the worst first: one resource that fails fails all.
STATUSES = ("FAIL", "MANUAL", "PASS")
NO_ZONE = "Times have no zone in this file; they are taken as UTC."


@dataclass(frozen=True, kw_only=True)
class ScanFinding:
    """One check of one resource: where it stands in the file, and the ids that it names, by framework."""

    place: int
    check: str
    status: str
    moment: datetime | None
    moment_text: str
    account: str
    names: Mapping[str, tuple[str, ...]]
    version: str


@dataclass(kw_only=True)
class _Scan:
    """What several findings of one check say of a control together."""

    statuses: Counter[str] = field(default_factory=Counter)
    moment: datetime | None = None

    def add(self, finding: ScanFinding) -> None:
        """Count one finding more."""
        self.statuses[finding.status] += 1
        if finding.moment and (self.moment is None or finding.moment > self.moment):
            self.moment = finding.moment

    @property
    def worst(self) -> str:
        """The worst that any of them says."""
        return next(status for status in STATUSES if self.statuses[status])


def parse_prowler_csv(path: Path) -> Iterator[ScanFinding]:
    """Yield each row of Prowler's CSV, one at a time.

    Raises:
        FileRefused: a cell is too long, or the text is not UTF-8.
    """
    row = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row, cells in enumerate(csv.DictReader(file, delimiter=";"), start=2):
                text = cells["TIMESTAMP"] or ""
                yield ScanFinding(
                    place=row,
                    check=cells["CHECK_ID"] or "",
                    status=(cells["STATUS"] or "").upper(),
                    moment=_as_utc(parse_moment(text)),
                    moment_text=text,
                    account=cells["ACCOUNT_UID"] or "",
                    names=_parse_compliance(cells["COMPLIANCE"] or ""),
                    version=cells.get("PROWLER_VERSION") or "",
                )
    except (csv.Error, UnicodeDecodeError) as error:
        problem = Problem(
            file=path.name,
            row=row + 1,
            found=f"a row that can't be read ({error})",
            expected="Prowler's CSV in UTF-8",
            remedy="Export the file again.",
        )
        raise FileRefused(path.name, [problem]) from error


def parse_prowler_ocsf(items: list[Any]) -> Iterator[ScanFinding]:
    """Yield each detection finding of Prowler's OCSF output; what is none has no check."""
    for place, item in enumerate(items, start=1):
        head, unmapped = _branch(item, "metadata"), _branch(item, "unmapped")
        seconds, text = _leaf(item, "time"), str(_leaf(item, "time_dt") or "")
        is_number = isinstance(seconds, int | float) and 0 < seconds < 4e9
        yield ScanFinding(
            place=place,
            check=str(head.get("event_code") or ""),
            status=str(_leaf(item, "status_code") or "").upper(),
            moment=datetime.fromtimestamp(seconds, UTC) if is_number else _as_utc(parse_moment(text)),
            moment_text=text,
            account=str(_branch(_branch(item, "cloud"), "account").get("uid") or ""),
            names={
                str(name): tuple(str(id) for id in ids)
                for name, ids in _branch(unmapped, "compliance").items()
                if isinstance(ids, list)
            },
            version=str(_branch(head, "product").get("version") or ""),
        )


def is_prowler_ocsf(tree: object) -> bool:
    """Return whether JSON is a list of findings as Prowler writes them."""
    return isinstance(tree, list) and bool(tree) and bool(_branch(_branch(tree[0], "metadata"), "product"))


def convert_prowler(path: Path, findings: Iterator[ScanFinding], kind: str, options: ImportOptions) -> ImportReport:
    """Return findings as evidence: for each check, control and account the worst that any resource says.

    Raises:
        FileRefused: some can't be read; all of them are told.
    """
    scans: dict[tuple[str, str, str, str], _Scan] = {}
    problems: list[Problem] = []
    ids: Counter[str] = Counter()
    items = without = 0
    version = ""
    for finding in findings:
        items, version = items + 1, finding.version or version
        problems.extend(_check(path.name, finding) if len(problems) < LISTED else ())
        controls = list(_list_controls(finding, options))
        without += not controls
        ids.update(name for name in finding.names if not controls)
        for framework, control in controls:
            scans.setdefault((finding.account, finding.check, framework, control), _Scan()).add(finding)
    if problems:
        raise FileRefused(path.name, problems)
    digest = hash_file(path)
    return ImportReport(
        kind=kind,
        items=items,
        rows=tuple(_write_row(key, scan, digest, version, options) for key, scan in sorted(scans.items())),
        without_control=without,
        ids=ids,
        notes=(NO_ZONE,) if kind.endswith("CSV") else (),
    )


def _check(name: str, finding: ScanFinding) -> Iterator[Problem]:
    def problem(column: str, found: str, expected: str) -> Problem:
        remedy = "Export the file again with Prowler."
        return Problem(file=name, row=finding.place, column=column, found=found, expected=expected, remedy=remedy)

    if not finding.check:
        yield problem("CHECK_ID", "nothing", "the id of a check")
    if finding.status not in STATUSES:
        yield problem("STATUS", quote_input(finding.status), "PASS, FAIL or MANUAL")
    if finding.moment is None:
        yield problem("TIMESTAMP", quote_input(finding.moment_text), "a moment such as 2026-03-14 09:30:00")


def _list_controls(finding: ScanFinding, options: ImportOptions) -> Iterator[tuple[str, str]]:
    """Yield each control that a finding names, and those that the files of frameworks give its check."""
    controls = {
        control
        for name, ids in finding.names.items()
        if (framework := find_framework(name))
        for id in ids
        if (control := find_control(id, framework))
    }
    yield from sorted(controls | set(options.checks.get(finding.check, ())))


def _write_row(key: tuple[str, str, str, str], scan: _Scan, digest: str, version: str, options: ImportOptions) -> Row:
    account, check, framework, control = key
    assert scan.moment is not None  # one without a moment is refused
    at = scan.moment.isoformat()
    return {
        "evidence_id": make_id("PROWLER", account, check, framework, control, at),
        "control_id": control,
        "framework": framework,
        # What has to be looked at by hand was examined by nobody yet.
        "method": "inspection" if scan.worst == "MANUAL" else "automated",
        "source_uri": f"{options.kept_at or f'urn:sha256:{digest}'}#{quote(check, safe='')}",
        "sha256": digest,
        "collected_at": at,
        "expires_at": find_expiry(scan.moment, options),
        "collector": options.collector or f"Prowler {version}".strip(),
        "reviewer": options.reviewer,
        "status": "rejected" if scan.worst == "FAIL" else options.status,
    }


def _parse_compliance(text: str) -> dict[str, tuple[str, ...]]:
    """Return the ids by framework of a cell such as `SOC2: cc_6_1, cc_6_2 | CIS-3.0: 1.20`."""
    parts = (part.partition(": ") for part in text.split(" | ") if ": " in part)
    return {name.strip(): tuple(id.strip() for id in ids.split(",")) for name, _, ids in parts}


def _as_utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _branch(tree: object, key: str) -> dict[str, Any]:
    """Return what is below a key where that is an object, else an empty one."""
    value = _leaf(tree, key)
    return value if isinstance(value, dict) else {}


def _leaf(tree: object, key: str) -> Any:
    return tree.get(key) if isinstance(tree, dict) else None
