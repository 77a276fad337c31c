"""The business case as a workbook that recalculates: inputs, workings, results, audit and checks, all as formulas."""

from __future__ import annotations

from steering.cases.business import BusinessCase
from steering.exports.cells import file_name
from steering.exports.file_types import XLSX
from steering.exports.pack_file import PackFile
from steering.exports.workbook.about import write_about, write_limits
from steering.exports.workbook.audit_table import write_audit
from steering.exports.workbook.book import WorkbookMarks, write_book
from steering.exports.workbook.checks import write_checks
from steering.exports.workbook.inputs import list_inputs
from steering.exports.workbook.layout import (
    FORMAT,
    FORMAT_NAME,
    FORMAT_PROPERTY,
    HASH_NAME,
    HASH_PROPERTY,
    hash_case,
)
from steering.exports.workbook.limits import list_limits
from steering.exports.workbook.model import build_model
from steering.exports.workbook.results import write_cash_flow, write_results
from steering.exports.workbook.sensitivity import write_sensitivity


def business_workbook(case: BusinessCase, name: str = "business-case") -> PackFile:
    """Return the workbook of a business case, which needs no app: what is changed in it gives what the app gives.

    `name` is a part of the file's name, such as the id of the case. Scenarios, options, sensitivities and stated
    figures beyond what a workbook holds are named in the remarks. The same case gives the same bytes.
    """
    model = build_model(case)
    audit, remarks = write_audit(model)
    limits = (*list_limits(model), *remarks)
    results, names = write_results(model)
    checks, verdict = write_checks(model)
    about, marks = write_about(model, verdict)
    sheets = [
        about,
        results,
        write_cash_flow(model),
        *write_sensitivity(model),
        *([audit] if audit else []),
        checks,
        write_limits(limits),
        *list_inputs(model.inputs),
        *model.workings,
    ]
    content = write_book(
        sheets,
        WorkbookMarks(
            title=case.title or "Business case",
            properties={FORMAT_PROPERTY: str(FORMAT), HASH_PROPERTY: hash_case(case)},
            names={**names, FORMAT_NAME: marks[0], HASH_NAME: marks[1]},
        ),
    )
    return PackFile(name=file_name(name, "workbook", ending="xlsx"), media_type=XLSX, content=content, remarks=limits)
