"""What is held of a person as a zip to take along: tables as CSV and JSON, and the files of workspaces."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from steering.cases.folder import find_fault
from steering.exports.tables import build_sheet, csv
from steering.exports.witness import write_witness
from steering.frames.cells import CellValue
from steering.records.audit_log import LogHead
from steering.records.personal_data import PersonalData

ABOUT = """\
What this installation of Steerco holds of {name}.

data.json   all of it
*.csv       the same, a table a file, to open in a spreadsheet
workspaces/ the files of each workspace that is yours alone

Not in here: what others wrote, such as the comments of reviewers; what was recorded under a name alone, which may be
that of somebody else; the files of a group's workspace, which are the group's; the figures of meetings and their
minutes; what the server's own log says. Links and the marks by which browsers are signed in are stored as hashes only,
and are left out.
"""


def pack_personal_data(data: PersonalData, folders: Mapping[str, Path], audit: LogHead | None = None) -> bytes:
    """Return what is held of a person as a zip; `folders` are those of the workspaces, by their ids.

    Its README is a witness of the end of the audit log, where that is given.
    """
    packed = io.BytesIO()
    tables = {name: [_make_plain(row) for row in rows] for name, rows in data.tables.items()}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", ABOUT.format(name=data.person.name) + write_witness(audit))
        archive.writestr("data.json", json.dumps(tables, ensure_ascii=False, indent=1).encode("utf-8", "replace"))
        for name, rows in tables.items():
            archive.writestr(f"{name}.csv", _write_csv(name, rows))
        for workspace in data.workspaces:
            _add_folder(archive, folders[workspace.id], f"workspaces/{workspace.id}")
    return packed.getvalue()


def _make_plain(row: Mapping[str, Any]) -> dict[str, CellValue]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}


def _write_csv(title: str, rows: Sequence[Mapping[str, CellValue]]) -> bytes:
    headings = tuple(rows[0])
    # A table to take along has texts and numbers.
    columns = [[_write_cell(row[heading]) for row in rows] for heading in headings]
    return csv(build_sheet(title, headings, columns))


def _write_cell(cell: CellValue) -> CellValue:
    return str(cell).lower() if isinstance(cell, bool) else cell


def _add_folder(archive: zipfile.ZipFile, folder: Path, name: str) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not find_fault(folder, path):
            archive.write(path, f"{name}/{path.relative_to(folder).as_posix()}")
