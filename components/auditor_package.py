"""The auditor's package on the Compliance page: a framework and a period are chosen, for the zip or a link to it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import auditor_links, session
from components.downloads import render_button
from steering.catalog.frameworks import frameworks
from steering.compliance.report import compliance_report
from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.exports.auditor_package.package import pack_auditor_package
from steering.exports.auditor_package.scope import PackageScope, list_months
from steering.exports.file_types import ZIP
from steering.frames.blocks import Slot
from steering.months import add_months, format_month
from steering.state.case_snapshot import CaseSnapshot

ABOUT = (
    "Controls as they stand on the last day, the evidence of the period, sheets of the coverage, OSCAL and a report to "
    "print, with hashes and a script that verifies them. The same data gives the same file."
)
# A period begins as a half year.
MONTHS = 6


def render_package(snapshot: CaseSnapshot, filters: Filters, _slot: Slot) -> None:
    """Draw the choice of framework and period, and the download, for whoever may see the evidence."""
    standing, context = session.standing(), snapshot.context
    report = compliance_report(context, DatedCase(context=context, filters=filters).today)
    ids = [id for id in frameworks() if report and report.count(id).total]
    if not ids or not standing.may("sources"):
        return
    with st.container(border=True, key="auditor-package"):
        st.markdown("**Package for auditors**")
        framework = st.segmented_control(
            "Framework", ids, default=ids[0], format_func=_name_framework, required=True, key="package-framework"
        )
        first, last = _choose_period(snapshot, filters)
        scope = PackageScope(framework=framework or ids[0], first=first, last=last)
        make = partial(pack_auditor_package, context, scope, standing.actor, standing.case)
        render_button("Take the package along", make, scope.name_file(context.case.id), ZIP, "take-package")
        st.caption(ABOUT)
        auditor_links.render_links(context, scope)


def _name_framework(id: str) -> str:
    return frameworks()[id].title


def _choose_period(snapshot: CaseSnapshot, filters: Filters) -> tuple[str, str]:
    """Draw the months to choose from; return the first and the last one, which a slider gives in their order."""
    months = list_months(snapshot.context)
    # A slider needs two ends.
    if len(months) == 1:
        return months[0], months[0]
    last = min(filters.as_of, months[-1])
    first = max(add_months(last, 1 - MONTHS), months[0])
    choice = st.select_slider(
        "Period, both months included", months, value=(first, last), format_func=format_month, key="package-period"
    )
    return choice[0], choice[1]
