"""Where things stand in the workbook of a business case, so that it can be read back: sheets, keys, columns, marks.

Who changes any of it counts up `FORMAT`.
"""

from __future__ import annotations

import hashlib

from steering.cases.business import BusinessCase

FORMAT = 1
FORMAT_NAME, HASH_NAME = "Workbook_format", "Case_hash"
FORMAT_PROPERTY, HASH_PROPERTY = "steerco_workbook_format", "steerco_case_hash"

ABOUT, RESULTS, CASH_FLOW, AUDIT, CHECKS, LIMITS = "About", "Results", "Cash flow", "Audit", "Checks", "Limits"
INPUTS, BY_PERIOD, BY_OPTION, BY_SCENARIO = "Inputs", "Inputs by period", "Inputs by option", "Inputs by scenario"
SENSITIVITY, TIMING, LINES, RUNS, WRITE_OFF = "Sensitivity", "Timing", "Lines", "Runs", "Write-off"
FLOWS, METRICS, MOMENTS, RATES, ROOTS, TAX = "Flows", "Metrics", "Moments", "Rate search", "Rates", "Tax"
LINE_WORTHS, USES = "Line worths", "Uses of inputs"
INPUT_SHEETS = (INPUTS, BY_PERIOD, BY_OPTION, BY_SCENARIO)

# Rows and columns from 0: headings are in row 4 of the sheet, and what goes by period or scenario begins in column F.
HEADING_ROW, FIRST_ROW = 3, 4
KEY_COLUMN, LABEL_COLUMN, UNIT_COLUMN, VALUE_COLUMN, OPENING_COLUMN, FIRST_COLUMN = range(6)
NOTE_COLUMN = OPENING_COLUMN
# What stands in the key of a row for the heading of a column.
ANY = "*"
BASE = "base"
VIEW, CONSTANTS = "view/", "constants/"


def escape_key(name: str) -> str:
    """Return a name as a part of a key, in which `/` and `*` mean something else."""
    return name.replace("%", "%25").replace("/", "%2F").replace("*", "%2A")


def hash_case(case: BusinessCase) -> str:
    """Return the SHA-256 of a case as it is written, in hexadecimal digits."""
    return hashlib.sha256(repr(case.as_written).encode()).hexdigest()
