"""Files of other tools as rows of evidence: which tool a file is of, the rows, and what of it becomes no row."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from steering.catalog.contracts import contract
from steering.catalog.frameworks import frameworks
from steering.errors import FileRefused, Problem, quote_input

# A file of JSON is read at once; one of CSV is read row by row, so it may be larger.
LARGEST_JSON = 32_000_000
LARGEST_CSV = 2_000_000_000
_ADDRESS = re.compile(r"(?!(?i:javascript|data|vbscript):)[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+")

Row = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """What a file cannot say of its evidence: where it is kept, how long it counts, and who answers for it.

    `expires_after` are days; None where it keeps. `checks` are the controls of Prowler's checks, by framework.
    """

    kept_at: str = ""
    expires_after: int | None = None
    collector: str = ""
    reviewer: str = ""
    checks: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """The status of what nobody has looked at: in review where somebody is named, else a draft."""
        return "in_review" if self.reviewer else "draft"


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What came of a file: its kind in words, rows of evidence, and what of it became none, counted.

    `items` are what it holds, `without_control` those that name no control of ours; `ids` are what they name instead.
    """

    kind: str
    items: int
    rows: tuple[Row, ...]
    without_control: int
    ids: Counter[str]
    notes: tuple[str, ...] = ()


def refuse_file(name: str, found: str, expected: str, remedy: str) -> NoReturn:
    """Refuse a file for one reason."""
    raise FileRefused(name, [Problem(file=name, found=found, expected=expected, remedy=remedy)])


def load_json(path: Path) -> Any:
    """Return what a file of JSON holds.

    Raises:
        FileRefused: it is too large, or no JSON.
    """
    size = path.stat().st_size
    if size > LARGEST_JSON:
        found = f"{size / 1_000_000:,.0f} MB of JSON"
        expected = f"at most {LARGEST_JSON // 1_000_000} MB"
        refuse_file(path.name, found, expected, "Export one account or one assessment at a time, or Prowler's CSV.")
    try:
        return json.loads(path.read_bytes())
    except json.JSONDecodeError as error:
        found = f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        refuse_file(path.name, found, "whole JSON", "Export the file again; it may have been cut off.")
    except UnicodeDecodeError:
        refuse_file(path.name, "text that is not UTF-8", "JSON in UTF-8", "Export the file again.")
    except (RecursionError, ValueError):
        refuse_file(
            path.name, "JSON that is nested too deeply, or has too long a number", "OSCAL or OCSF", "Check the file."
        )


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_address(text: str) -> bool:
    """Return whether a text may be a `source_uri` of evidence."""
    return bool(_ADDRESS.fullmatch(text))


def parse_moment(text: str) -> datetime | None:
    """Return the moment that a text says; None where it says none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def find_expiry(moment: datetime, options: ImportOptions) -> str:
    """Return when a piece expires that was collected at a moment; empty where nobody has said."""
    return (moment + timedelta(days=options.expires_after)).isoformat() if options.expires_after else ""


def make_id(prefix: str, *names: str) -> str:
    """Return an identifier that the same names have each time."""
    return f"{prefix}-{hashlib.sha256(chr(10).join(names).encode()).hexdigest()[:16]}"


def write_rows(rows: Iterable[Row]) -> bytes:
    """Return rows as the CSV file that an upload of evidence takes."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [column.name for column in contract("evidence").columns], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def parse_mapping(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Return the controls of each check by one of Prowler's own files of a framework.

    Raises:
        FileRefused: it is none, or of a framework that is not known here.
    """
    from steering.compliance.import_controls import find_control

    tree = load_json(path)
    if not isinstance(tree, dict) or not isinstance(tree.get("Requirements"), list):
        refuse_file(
            path.name, "no Requirements", "Prowler's file of a framework", "Take it from Prowler's folder compliance."
        )
    framework = find_framework(str(tree.get("Framework", "")))
    if not framework:
        found = quote_input(tree.get("Framework"))
        refuse_file(path.name, found, f"one of {', '.join(frameworks())}", "Leave this file out.")
    checks: dict[str, list[tuple[str, str]]] = {}
    for requirement in tree["Requirements"]:
        if isinstance(requirement, dict) and (control := find_control(str(requirement.get("Id", "")), framework)):
            for check in requirement.get("Checks") or ():
                checks.setdefault(str(check), []).append(control)
    return checks


def find_framework(name: str) -> str:
    """Return the id of the framework that another tool calls so, whatever version it adds; empty for none of ours."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return next((id for id in frameworks() if re.fullmatch(rf"{id}(v?\d*)", plain)), "")
