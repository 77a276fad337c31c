"""Texts and names for files that other programs open: nothing in them may run, break a cell or leave a folder."""

from __future__ import annotations

import re
import unicodedata

from steering.formatting import printable
from steering.formulas import BEGINS, guard

FORMULA = re.compile(f"[{BEGINS}]")
LONGEST_NAME = 100
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    return FORMULA.match(text) is not None


def safe(text: str) -> str:
    """The text for a CSV cell: an apostrophe stands before whatever a spreadsheet would take for a formula."""
    return guard(printable(text))


def file_name(*parts: str, ending: str) -> str:
    """A file's name of the letters, digits and dashes in `parts`, which every system accepts: `kpi-scorecard.csv`."""
    joined = unicodedata.normalize("NFC", "-".join(parts)).lower()
    name = re.sub(r"[^\w]+|_+", "-", joined).strip("-")[:LONGEST_NAME].strip("-")
    return f"{'table-' if RESERVED.fullmatch(name) else ''}{name or 'table'}.{ending}"
