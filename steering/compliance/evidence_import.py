"""A file of another tool, whichever it is, as rows of evidence."""

from __future__ import annotations

from pathlib import Path

from steering.compliance.imports import (
    LARGEST_CSV,
    ImportOptions,
    ImportReport,
    load_json,
    refuse_file,
)
from steering.compliance.oscal_results import convert_oscal, is_oscal
from steering.compliance.prowler import (
    COLUMNS,
    convert_prowler,
    is_prowler_ocsf,
    parse_prowler_csv,
    parse_prowler_ocsf,
)
from steering.errors import SteercoError

EXPECTED = "Prowler's CSV or OCSF JSON, or OSCAL assessment results as JSON"
HEAD = 65_536


def import_evidence(path: Path, options: ImportOptions) -> ImportReport:
    """Return what a file holds as evidence.

    Raises:
        FileRefused: it is none of the three, or can't be read; every problem is told.
        SteercoError: there is no such file.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
        if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
            return _import_json(path, options)
        return _import_csv(path, head, options)
    except OSError as error:
        raise SteercoError(f"{path} can't be read: {error.strerror}.") from error


def _import_json(path: Path, options: ImportOptions) -> ImportReport:
    tree = load_json(path)
    if is_oscal(tree):
        return convert_oscal(path, tree, options)
    if not is_prowler_ocsf(tree):
        refuse_file(path.name, "JSON that is neither OCSF nor OSCAL", EXPECTED, "Export it again with one of these.")
    return convert_prowler(path, parse_prowler_ocsf(tree), "Prowler OCSF", options)


def _import_csv(path: Path, head: bytes, options: ImportOptions) -> ImportReport:
    columns = head.decode("utf-8-sig", errors="replace").splitlines()[:1]
    names = columns[0].replace('"', "").split(";") if columns else []
    if absent := [name for name in COLUMNS if name not in names]:
        found = "an empty file" if not head else f"a file without {', '.join(absent)}"
        refuse_file(path.name, found, EXPECTED, "Give the file as the tool wrote it.")
    size = path.stat().st_size
    if size > LARGEST_CSV:
        expected = f"at most {LARGEST_CSV // 1_000_000:,} MB"
        refuse_file(path.name, f"{size / 1_000_000:,.0f} MB", expected, "Export one account at a time.")
    return convert_prowler(path, parse_prowler_csv(path), "Prowler CSV", options)
