"""The auditor's package as a zip: for whoever may read evidence, and the same bytes for the same facts."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from steering.actors import Actor
from steering.compliance.oscal import write_document
from steering.context.case_context import CaseContext
from steering.exports.auditor_package.facts import (
    CONTROL_HEADINGS,
    EVIDENCE_HEADINGS,
    PackageFacts,
    Row,
    gather_facts,
)
from steering.exports.auditor_package.report import render_report
from steering.exports.auditor_package.scope import PackageScope, check_period
from steering.exports.auditor_package.words import write_readme
from steering.exports.ipe_sheet import render_ipe_sheet
from steering.exports.tables import build_sheet, csv

VERIFY = Path(__file__).with_name("verify.py")
SUMS = "SHA256SUMS"
# The first moment that a zip can tell: nothing of when the package was made is in it.
MOMENT = (1980, 1, 1, 0, 0, 0)
# A file that its owner writes and everybody reads, on a system that knows of such.
UNIX, MODE = 3, 0o100644 << 16


def pack_auditor_package(context: CaseContext, scope: PackageScope, by: Actor, place: str) -> bytes:
    """Return the package of a framework and a period, for whoever may see the evidence at a place.

    E-mail addresses are in it for those alone who may see them there.

    Raises:
        NotAllowed: they may not see the evidence.
        UnknownName: there is no such framework.
        SteercoError: the case names no control of it, or there is no such period.
    """
    by.require("sources", place)
    check_period(context, scope)
    facts = gather_facts(context, scope, contacts=by.may("contacts", place))
    return _pack(_write_files(facts))


def _write_files(facts: PackageFacts) -> dict[str, bytes]:
    """Return the files by their names, with the sums of all of them."""
    # What sets papers is loaded when somebody asks for one: pages are there sooner.
    from steering.exports.papers.audit import audit_paper

    framework = facts.scope.framework
    files = {
        "README.txt": write_readme(facts).encode("utf-8", "replace"),
        "controls.csv": _write_table("Controls", CONTROL_HEADINGS, facts.controls),
        "evidence.csv": _write_table("Evidence", EVIDENCE_HEADINGS, facts.evidence),
        f"oscal/assessment-results-{framework}.json": write_document(facts.results),
        f"oscal/component-definition-{framework}.json": write_document(facts.definition),
        "report.html": render_report(facts),
        "report.pdf": audit_paper(facts).content,
        "verify.py": VERIFY.read_bytes(),
        **{f"ipe/coverage-{framework}-{month}.html": render_ipe_sheet(sheet) for month, sheet in facts.sheets},
    }
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return {**files, SUMS: sums.encode()}


def _write_table(title: str, headings: tuple[str, ...], rows: Sequence[Row]) -> bytes:
    return csv(build_sheet(title, headings, [[row[index] for row in rows] for index in range(len(headings))]))


def _pack(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    # Not compressed: what compresses is another library on another machine, and gives other bytes.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name, MOMENT)
            info.create_system, info.external_attr = UNIX, MODE
            archive.writestr(info, content)
    return out.getvalue()
